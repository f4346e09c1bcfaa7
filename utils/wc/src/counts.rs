//! Counts and the line that shows them.

use shared::prelude::*;

/// Which counts are printed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Columns {
    pub(crate) lines: bool,
    pub(crate) words: bool,
    pub(crate) chars: bool,
    pub(crate) bytes: bool,
    pub(crate) max_width: bool,
}

impl Columns {
    /// Returns the number of columns.
    pub(crate) fn number(&self) -> usize {
        [
            self.lines,
            self.words,
            self.chars,
            self.bytes,
            self.max_width,
        ]
        .into_iter()
        .filter(|&printed| printed)
        .count()
    }
}

/// The counts of one file or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) lines: u64,
    pub(crate) words: u64,
    pub(crate) chars: u64,
    pub(crate) bytes: u64,
    pub(crate) max_width: u64,
}

impl Counts {
    pub(crate) fn add(&mut self, other: &Self) {
        self.lines = self.lines.saturating_add(other.lines);
        self.words = self.words.saturating_add(other.words);
        self.chars = self.chars.saturating_add(other.chars);
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.max_width = self.max_width.max(other.max_width);
    }

    /// Prints the counts in columns of `width`, followed by the name.
    pub(crate) fn print(
        &self,
        columns: &Columns,
        width: usize,
        name: Option<&OsStr>,
    ) -> io::Result<()> {
        let mut line = Vec::new();
        for (printed, count) in [
            (columns.lines, self.lines),
            (columns.words, self.words),
            (columns.chars, self.chars),
            (columns.bytes, self.bytes),
            (columns.max_width, self.max_width),
        ] {
            if printed {
                let lead = if line.is_empty() { "" } else { " " };
                write!(line, "{lead}{count:width$}")?;
            }
        }
        if let Some(name) = name {
            line.push(b' ');
            match name.as_bytes() {
                // Quoted, so that each file has one line.
                bytes if bytes.contains(&b'\n') => line.extend_from_slice(quotef(name).as_bytes()),
                bytes => line.extend_from_slice(bytes),
            }
        }
        line.push(b'\n');
        stdout().write_line(&line)
    }
}
