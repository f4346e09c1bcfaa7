//! What is printed of groups of equal lines.

use shared::prelude::*;

/// Output is collected up to this size.
const FULL: usize = 64 * 1024;

/// Where empty lines stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    None,
    Before,
    Between,
    After,
    Around,
}

impl Blank {
    pub(crate) const ALL: [Self; 5] = [
        Self::None,
        Self::Before,
        Self::Between,
        Self::After,
        Self::Around,
    ];
}

/// Which lines are printed.
pub(crate) struct Report {
    /// How often each came.
    pub(crate) count: bool,
    /// One of those that came more than once.
    pub(crate) repeated: bool,
    /// Those that came just once.
    pub(crate) unique: bool,
    /// All of those that came more than once.
    pub(crate) all: Option<Blank>,
    /// All.
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
    /// Is a line printed whatever follows it? Then nobody needs to wait for that.
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

/// The report as it is made.
pub(crate) struct Printer<'a> {
    report: &'a Report,
    end: u8,
    /// How many lines the group has so far.
    count: u64,
    /// Were lines of an earlier group printed?
    printed: bool,
    out: Vec<u8>,
}

impl Printer<'_> {
    #[inline]
    pub(crate) fn group_is_open(&self) -> bool {
        self.count > 0
    }

    /// `line` is equal to `before`.
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

    /// `line` begins a group, the one that `kept` stands for has ended.
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

    /// All lines have been seen.
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

    /// The empty line before a group, if there is to be one.
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
        self.out.extend_from_slice(line);
        self.out.push(self.end);
        Ok(())
    }
}

/// A number in seven columns or more, and a space.
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
