//! The input: lines that are looked at, and then go into a section or away.

use crate::sections::Sections;
use shared::bytes::simd;
use shared::input::files::Input;
use shared::memchr::{memchr, memchr_iter, memmem, memrchr};
use shared::prelude::*;
use shared::text::locale;
use shared::values::regex::{Regex, Syntax};

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// A window on the input, from the first line that is in no section yet.
pub(crate) struct Text {
    input: Input,
    bytes: Vec<u8>,
    ended: bool,
    /// Where that line starts, and its number.
    start: usize,
    first: u64,
    /// Behind the line that was searched last, and its number.
    searched: usize,
    line: u64,
    /// Is the line behind that not to be searched either?
    passes_one: bool,
}

impl Text {
    pub(crate) fn new(input: Input) -> Self {
        Self {
            input,
            bytes: Vec::new(),
            ended: false,
            start: 0,
            first: 1,
            searched: 0,
            line: 0,
            passes_one: false,
        }
    }

    /// The number of the first line that is in no section yet.
    pub(crate) fn first_line(&self) -> u64 {
        self.first
    }

    /// Reads on; false at the end.
    fn load(&mut self) -> Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.bytes.drain(..self.start);
        self.searched = self.searched.saturating_sub(self.start);
        self.start = 0;
        self.bytes.reserve(BLOCK);
        let n = self
            .input
            .read_more(&mut self.bytes)
            .map_err(|e| Error::io("read error", &e))?;
        self.ended = n == 0;
        Ok(n > 0)
    }

    /// Is there anything left?
    pub(crate) fn has_more(&mut self) -> Result<bool> {
        Ok(self.start < self.bytes.len() || self.load()?)
    }

    /// Is there a line that neither went into a section nor was searched?
    pub(crate) fn has_unsearched(&mut self) -> Result<bool> {
        loop {
            if self.passes_one {
                self.pass_line();
            }
            if !self.passes_one && self.searched < self.bytes.len() {
                return Ok(true);
            }
            if !self.load()? && !self.passes_one {
                return Ok(false);
            }
        }
    }

    /// Moves all before `line` into a section. False where the input ends before it.
    pub(crate) fn take_to(&mut self, line: u64, sections: &mut Sections) -> Result<bool> {
        while self.first < line {
            let bytes = &self.bytes[self.start..];
            let (len, lines) = length_of(bytes, line - self.first);
            if len == 0 && !self.load()? {
                // A last line without its newline is one, too.
                if self.start == self.bytes.len() {
                    return Ok(false);
                }
                let rest = self.bytes.len() - self.start;
                self.take(rest, 1, sections)?;
            } else {
                self.take(len, lines, sections)?;
            }
        }
        Ok(true)
    }

    fn take(&mut self, len: usize, lines: u64, sections: &mut Sections) -> Result {
        sections.write(&self.bytes[self.start..self.start + len])?;
        self.start += len;
        self.first += lines;
        self.skip_to_start();
        Ok(())
    }

    /// What is gone is not searched any more.
    fn skip_to_start(&mut self) {
        if self.searched < self.start {
            self.searched = self.start;
            self.line = self.first - 1;
            self.passes_one = false;
        }
    }

    /// Moves all that is left into a section.
    pub(crate) fn take_rest(&mut self, sections: &mut Sections) -> Result {
        loop {
            let len = self.bytes.len() - self.start;
            // Nobody asks for numbers of lines any more.
            self.take(len, 0, sections)?;
            if !self.load()? {
                return Ok(());
            }
        }
    }

    /// Leaves out the next line.
    pub(crate) fn drop_line(&mut self) -> Result {
        let mut from = self.start;
        loop {
            if let Some(i) = memchr(b'\n', &self.bytes[from..]) {
                self.start = from + i + 1;
                break;
            }
            let seen = self.bytes.len() - self.start;
            if !self.load()? {
                if self.start == self.bytes.len() {
                    return Ok(());
                }
                self.start = self.bytes.len();
                break;
            }
            from = self.start + seen;
        }
        self.first += 1;
        self.skip_to_start();
        Ok(())
    }

    /// Goes on searching behind `line`, which starts where the last section ended.
    pub(crate) fn search_behind(&mut self, line: u64) {
        self.searched = self.start;
        self.line = line - 1;
        self.passes_one = true;
    }

    /// Passes over a line, once all of it is there.
    fn pass_line(&mut self) {
        let rest = &self.bytes[self.searched..];
        let end = memchr(b'\n', rest).map(|i| i + 1);
        if let Some(len) = end.or(self.ended.then_some(rest.len())) {
            self.searched += len;
            self.line += 1;
            self.passes_one = false;
        }
    }

    /// The number of the next line that matches. Lines before it go into `sink`, if any.
    pub(crate) fn find(
        &mut self,
        search: &mut Search,
        mut sink: Option<&mut Sections>,
    ) -> Result<Option<u64>> {
        loop {
            if self.passes_one {
                self.pass_line();
            }
            let rest = &self.bytes[self.searched..];
            let end = match memrchr(b'\n', rest) {
                _ if self.ended => self.bytes.len(),
                Some(last) => self.searched + last + 1,
                None => self.searched,
            };
            if !self.passes_one && self.searched < end {
                let lines = &self.bytes[self.searched..end];
                let found = search.first_match(lines)?;
                let passed = found.unwrap_or(lines.len());
                let lines = &lines[..passed];
                self.line += simd::count(b'\n', lines)
                    + u64::from(lines.last().is_some_and(|&b| b != b'\n'));
                self.searched += passed;
                if found.is_some() {
                    // The line itself counts as searched, wherever it ends.
                    let line = self.line + 1;
                    let rest = &self.bytes[self.searched..];
                    self.searched += memchr(b'\n', rest).map_or(rest.len(), |i| i + 1);
                    self.line = line;
                    return Ok(Some(line));
                }
            }
            if self.ended {
                return Ok(None);
            }
            if let Some(sections) = &mut sink {
                let len = self.searched - self.start;
                sections.write(&self.bytes[self.start..self.searched])?;
                self.start += len;
                self.first = self.line + 1;
            }
            self.load()?;
        }
    }
}

/// The length of so many lines at the start, or of all whole ones, and how many they are.
fn length_of(bytes: &[u8], lines: u64) -> (usize, u64) {
    /// In which they are counted before the last one is looked for.
    const STEP: usize = 4096;
    let (mut start, mut left) = (0, lines);
    while start < bytes.len() {
        let step = &bytes[start..bytes.len().min(start + STEP)];
        let found = simd::count(b'\n', step);
        if found >= left {
            let last = memchr_iter(b'\n', step).nth(left as usize - 1);
            return (start + last.map_or(0, |i| i + 1), lines);
        }
        left -= found;
        start += step.len();
    }
    let whole = memrchr(b'\n', bytes).map_or(0, |i| i + 1);
    (whole, lines - left)
}

/// What lines are searched for.
pub(crate) enum Search {
    /// A pattern without special characters, perhaps at the start or the end of a line.
    Literal {
        text: Box<memmem::Finder<'static>>,
        at_start: bool,
        at_end: bool,
    },
    Regex(Box<Regex>),
}

impl Search {
    pub(crate) fn new(pattern: &[u8]) -> std::result::Result<Self, String> {
        let (text, at_start) = match pattern {
            [b'^', rest @ ..] => (rest, true),
            _ => (pattern, false),
        };
        let (text, at_end) = match text {
            [rest @ .., b'$'] => (rest, true),
            _ => (text, false),
        };
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b" _-:;,<>=/#@!\"'&%()|+?{}~".contains(b);
        // In encodings where a letter may be the second byte of a character, bytes don't tell.
        let bytes_tell = || locale::is_utf8() || !locale::is_multibyte();
        if !text.is_empty() && text.iter().all(plain) && bytes_tell() {
            return Ok(Self::Literal {
                text: Box::new(memmem::Finder::new(text).into_owned()),
                at_start,
                at_end,
            });
        }
        Ok(Self::Regex(Box::new(Regex::new(
            pattern,
            Syntax::GNU_BASIC,
        )?)))
    }

    /// Where the first line of `lines` starts that matches.
    fn first_match(&mut self, lines: &[u8]) -> Result<Option<usize>> {
        match self {
            Self::Literal {
                text,
                at_start,
                at_end,
            } => {
                // A match that is not where it must be may overlap with one that is, so the
                // whole line is looked at.
                let needle = text.needle();
                let mut from = 0;
                while let Some(found) = text.find(&lines[from..]) {
                    let found = from + found;
                    let start = memrchr(b'\n', &lines[..found]).map_or(0, |i| i + 1);
                    let end = memchr(b'\n', &lines[found..]).map_or(lines.len(), |i| found + i);
                    let line = &lines[start..end];
                    let matches = match (*at_start, *at_end) {
                        (false, false) => true,
                        (true, false) => line.starts_with(needle),
                        (false, true) => line.ends_with(needle),
                        (true, true) => line == needle,
                    };
                    if matches {
                        return Ok(Some(start));
                    }
                    from = end;
                }
                Ok(None)
            }
            Self::Regex(regex) => {
                let mut start = 0;
                while start < lines.len() {
                    let rest = &lines[start..];
                    let len = memchr(b'\n', rest).unwrap_or(rest.len());
                    if regex.is_match(&rest[..len])? {
                        return Ok(Some(start));
                    }
                    start += len + 1;
                }
                Ok(None)
            }
        }
    }
}
