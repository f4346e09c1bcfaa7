//! Counts, and what was found.

use crate::case::Case;
use crate::compare::{self, Verdict};
use crate::run::Outcome;
use std::collections::BTreeMap;
use std::io::{self, Write};
use testing::NEW_OPTIONS;

/// How many findings of a utility are reduced.
const REDUCED: u64 = 60;

/// The counts of a utility.
#[derive(Default)]
struct Counts {
    comparisons: u64,
    deliberate: u64,
    endless: u64,
    findings: u64,
}

/// A cause that was found.
struct Finding {
    times: u64,
    text: String,
    size: usize,
}

/// What a campaign found.
#[derive(Default)]
pub(crate) struct Report {
    utilities: BTreeMap<&'static str, Counts>,
    findings: BTreeMap<String, Finding>,
    /// How many findings there were of each signature, before they were reduced.
    alike: BTreeMap<String, u64>,
    /// What deliberate differences explained.
    explained: BTreeMap<(&'static str, &'static str), u64>,
    /// Options that GNU lacks and the table of new options does not name.
    lacking: Vec<String>,
}

impl Report {
    /// Notes that GNU's utility lacks an option.
    pub(crate) fn lacks(&mut self, utility: &str, spelling: &str) {
        let is_new = |row: &&(&str, &str, &[&str])| row.0 == utility && row.2.contains(&spelling);
        if NEW_OPTIONS.iter().find(is_new).is_none() {
            self.lacking.push(format!("{utility} {spelling}"));
        }
    }

    /// Counts a comparison that found nothing.
    pub(crate) fn count(&mut self, utility: &'static str, verdict: &Verdict) {
        let counts = self.utilities.entry(utility).or_default();
        counts.comparisons += 1;
        match verdict {
            Verdict::Same | Verdict::Differs(_) => {}
            Verdict::Endless => counts.endless += 1,
            Verdict::Deliberate(what) => {
                counts.deliberate += 1;
                *self.explained.entry((utility, what)).or_default() += 1;
            }
        }
    }

    /// Counts a finding, and returns whether it should be reduced and kept: not if the utility
    /// has many, or many that look like it.
    pub(crate) fn found(&mut self, utility: &'static str, signature: String) -> bool {
        let counts = self.utilities.entry(utility).or_default();
        counts.comparisons += 1;
        counts.findings += 1;
        let alike = self.alike.entry(signature).or_default();
        *alike += 1;
        counts.findings <= REDUCED && *alike <= 2
    }

    /// Keeps a finding that was reduced; of those with one cause, the smallest.
    pub(crate) fn keep(&mut self, number: u64, case: &Case, runs: &[Outcome; 2]) {
        let script = case.script();
        let text = format!(
            "{script}{}(--case {number} {})\n",
            compare::shown(runs),
            case.utility
        );
        let size = script.len();
        let signature = compare::signature(case, runs);
        let finding = self.findings.entry(signature).or_insert(Finding {
            times: 0,
            text: String::new(),
            size: usize::MAX,
        });
        finding.times += 1;
        if size < finding.size {
            finding.size = size;
            finding.text = text;
        }
    }

    /// Returns the counts of each utility: comparisons, deliberate, endless, findings.
    pub(crate) fn counts(&self) -> BTreeMap<String, [u64; 4]> {
        let all = self.utilities.iter().map(|(name, counts)| {
            let counts = [
                counts.comparisons,
                counts.deliberate,
                counts.endless,
                counts.findings,
            ];
            ((*name).to_owned(), counts)
        });
        all.collect()
    }

    /// Returns whether nothing was found.
    pub(crate) fn is_clean(&self) -> bool {
        self.lacking.is_empty() && self.utilities.values().all(|counts| counts.findings == 0)
    }

    /// Writes what was found, then the counts.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        for (signature, finding) in &self.findings {
            writeln!(
                out,
                "== {signature} ({} times)\n{}",
                finding.times, finding.text
            )?;
        }
        for option in &self.lacking {
            writeln!(out, "GNU lacks {option}, which no row of NEW_OPTIONS names")?;
        }
        for ((utility, what), times) in &self.explained {
            writeln!(out, "deliberate: {utility}: {what} ({times} times)")?;
        }
        writeln!(out, "utility\tcomparisons\tdeliberate\tendless\tfindings")?;
        let mut sum = Counts::default();
        for (utility, counts) in &self.utilities {
            line(out, utility, counts)?;
            sum.comparisons += counts.comparisons;
            sum.deliberate += counts.deliberate;
            sum.endless += counts.endless;
            sum.findings += counts.findings;
        }
        line(out, "all", &sum)
    }
}

fn line(out: &mut impl Write, name: &str, counts: &Counts) -> io::Result<()> {
    let Counts {
        comparisons,
        deliberate,
        endless,
        findings,
    } = counts;
    writeln!(
        out,
        "{name}\t{comparisons}\t{deliberate}\t{endless}\t{findings}"
    )
}
