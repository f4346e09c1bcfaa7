//! Printing groups of equal lines.

use shared::prelude::*;

/// Output is written when it reaches this size.
const FULL: usize = 64 * 1024;

/// Where empty lines are printed, relative to groups.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    None,
    Before,
    Between,
    After,
    Around,
}

/// Which lines are printed.
pub(crate) struct Report {
    /// The size of its group before each line.
    pub(crate) count: bool,
    /// One line of each group of several.
    pub(crate) repeated: bool,
    /// Lines that are not repeated.
    pub(crate) unique: bool,
    /// All lines of groups of several (`-D`).
    pub(crate) all: Option<Blank>,
    /// All lines (`--group`).
    pub(crate) group: Option<Blank>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            count: false,
            repeated: true,
            unique: true,
            all: None,
            group: None,
        }
    }
}

impl Report {
    /// Returns whether a new line is printed no matter what follows it, so that the output need
    /// not wait for the next line.
    fn prints_at_once(&self) -> bool {
        self.repeated && self.unique && !self.count && self.all.is_none()
    }

    pub(crate) fn printer(&self, end: u8) -> Printer<'_> {
        Printer {
            report: self,
            end,
            count: 0,
            printed: false,
            out: Vec::new(),
        }
    }
}

/// Prints a report.
pub(crate) struct Printer<'a> {
    report: &'a Report,
    end: u8,
    /// How many lines the current group has so far.
    count: u64,
    /// Whether lines of a group were printed.
    printed: bool,
    out: Vec<u8>,
}

impl Printer<'_> {
    #[inline]
    pub(crate) fn group_is_open(&self) -> bool {
        self.count > 0
    }

    /// Handles a line that is equal to `before`.
    #[inline]
    pub(crate) fn repeat(&mut self, before: &[u8], line: &[u8]) -> io::Result<()> {
        self.count += 1;
        match (self.report.all, self.report.group) {
            (Some(blank), _) => {
                if self.count == 2 {
                    self.begin(blank);
                }
                self.push(before)
            }
            (None, Some(_)) => self.push(line),
            _ => Ok(()),
        }
    }

    /// Handles a line that begins a group. `kept` is the line to print for the previous group.
    pub(crate) fn next_group(&mut self, kept: &[u8], line: &[u8]) -> io::Result<()> {
        self.end_group(kept)?;
        self.count = 1;
        if let Some(blank) = self.report.group {
            self.begin(blank);
        }
        match self.report.group.is_some() || self.report.prints_at_once() {
            true => self.push(line),
            false => Ok(()),
        }
    }

    /// Completes the report after the last line.
    pub(crate) fn finish(&mut self, kept: &[u8]) -> io::Result<()> {
        self.end_group(kept)?;
        if self.count > 0 && matches!(self.report.group, Some(Blank::After | Blank::Around)) {
            self.out.push(self.end);
        }
        self.write_out()
    }

    pub(crate) fn write_out(&mut self) -> io::Result<()> {
        stdout().write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }

    fn end_group(&mut self, kept: &[u8]) -> io::Result<()> {
        let report = self.report;
        let printed = match self.count {
            0 => false,
            1 => report.unique,
            _ => report.repeated,
        };
        if !printed || report.group.is_some() || report.prints_at_once() {
            return Ok(());
        }
        if report.count {
            push_count(self.count, &mut self.out);
        }
        self.push(kept)
    }

    /// Prints the empty line before a group, if there is one.
    fn begin(&mut self, blank: Blank) {
        let before = matches!(blank, Blank::Before | Blank::Around);
        if before || (self.printed && blank != Blank::None) {
            self.out.push(self.end);
        }
        self.printed = true;
    }

    fn push(&mut self, line: &[u8]) -> io::Result<()> {
        if self.out.len() + line.len() >= FULL {
            self.write_out()?;
        }
        if line.len() >= FULL {
            stdout().write_all(line)?;
        } else {
            self.out.extend_from_slice(line);
        }
        self.out.push(self.end);
        Ok(())
    }
}

/// Appends a count in at least seven columns, and a space.
fn push_count(mut count: u64, out: &mut Vec<u8>) {
    let mut digits = [b' '; 21];
    let mut start = 20;
    while count > 0 {
        start -= 1;
        digits[start] = b'0' + (count % 10) as u8;
        count /= 10;
    }
    out.extend_from_slice(&digits[start.min(13)..]);
}
