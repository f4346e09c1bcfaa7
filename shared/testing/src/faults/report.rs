//! Counts, and what was found.

use super::{Exception, FAULTS, Finding};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// What was run, and what was found.
#[derive(Debug)]
pub struct Report {
    lines: usize,
    planned: usize,
    /// How often each fault was tried, by utility.
    tried: BTreeMap<String, BTreeMap<&'static str, usize>>,
    /// Runs that never made the call, which happens where threads share the work.
    missed: usize,
    compared: usize,
    exceptions: &'static [Exception],
    /// How often each exception applied.
    excused: Vec<usize>,
    found: Vec<Found>,
    /// How often GNU's utility ended otherwise, by utility, call and what both did.
    differing: BTreeMap<(String, &'static str, String), usize>,
    pub(super) took: Duration,
}

/// One thing that is wrong, and how to see it again.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) line: &'static str,
    pub(super) call: &'static str,
    pub(super) path: String,
    pub(super) occurrence: usize,
    pub(super) fault: &'static str,
    pub(super) finding: Finding,
    pub(super) detail: String,
    pub(super) stderr: String,
}

/// Returns whether the finding is one of a call, or of a call for a file: `read names`.
fn of_call(pattern: &str, found: &Found) -> bool {
    match pattern.split_once(' ') {
        Some((call, file)) => call == found.call && found.path.rsplit('/').next() == Some(file),
        None => pattern == "*" || pattern == found.call,
    }
}

impl Report {
    pub(super) fn new(lines: usize, planned: usize, exceptions: &'static [Exception]) -> Self {
        Self {
            lines,
            planned,
            tried: BTreeMap::new(),
            missed: 0,
            compared: 0,
            exceptions,
            excused: vec![0; exceptions.len()],
            found: Vec::new(),
            differing: BTreeMap::new(),
            took: Duration::ZERO,
        }
    }

    pub(super) fn count(
        &mut self,
        utility: &str,
        fault: &'static str,
        injected: bool,
        compared: bool,
    ) {
        let tried = self.tried.entry(utility.to_owned()).or_default();
        *tried.entry(fault).or_default() += 1;
        self.missed += usize::from(!injected);
        self.compared += usize::from(compared);
    }

    pub(super) fn add(&mut self, found: Found) {
        let utility = super::utility_of(found.line);
        let is = |pattern: &str, text: &str| pattern == "*" || pattern == text;
        let applies = |exception: &Exception| {
            is(exception.utility, utility)
                && of_call(exception.call, &found)
                && is(exception.fault, found.fault)
                && exception.finding == found.finding
        };
        if found.finding == Finding::Status {
            let key = (utility.to_owned(), found.call, found.detail);
            *self.differing.entry(key).or_default() += 1;
            return;
        }
        match self.exceptions.iter().position(applies) {
            Some(index) => self.excused[index] += 1,
            None => self.found.push(found),
        }
    }

    /// Returns how many runs there were with a fault.
    pub fn runs(&self) -> usize {
        self.tried.values().flat_map(BTreeMap::values).sum()
    }

    /// Returns how many things are wrong.
    pub fn findings(&self) -> usize {
        self.found.len()
    }

    /// Returns the exceptions that applied to nothing, where everything was run.
    pub fn unused(&self) -> Vec<&'static Exception> {
        let all = self.exceptions.iter().zip(&self.excused);
        all.filter(|(_, count)| **count == 0)
            .map(|(exception, _)| exception)
            .collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:12}", "utility")?;
        for (fault, _) in FAULTS {
            write!(f, "{fault:>8}")?;
        }
        writeln!(f)?;
        for (utility, tried) in &self.tried {
            write!(f, "{utility:12}")?;
            for (fault, _) in FAULTS {
                write!(f, "{:>8}", tried.get(fault).copied().unwrap_or(0))?;
            }
            writeln!(f)?;
        }
        let excused: usize = self.excused.iter().sum();
        writeln!(
            f,
            "{} command lines, {} of {} runs with a fault in {:.0?}, {} of them compared with GNU's, \
             {} that did not make the call again; {} exceptions, {} findings",
            self.lines,
            self.runs(),
            self.planned,
            self.took,
            self.compared,
            self.missed,
            excused,
            self.found.len()
        )?;
        let differing: usize = self.differing.values().sum();
        writeln!(f, "{differing} of them ended in another way than GNU's:")?;
        for ((utility, call, what), count) in &self.differing {
            writeln!(f, "  {count:4} {utility} {call}: {what}")?;
        }
        let mut found = self.found.clone();
        found.sort_by_key(|one| (one.finding, one.line, one.call, one.occurrence));
        for one in found {
            let message = one.stderr.lines().next().unwrap_or_default();
            writeln!(
                f,
                "{:?}: {}: {} #{} of {}: {}: {} [{message}]",
                one.finding, one.line, one.call, one.occurrence, one.path, one.fault, one.detail
            )?;
        }
        Ok(())
    }
}
