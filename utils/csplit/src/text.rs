//! The input: lines that are searched, and then written to a section or dropped.

use crate::sections::Sections;
use shared::bytes::simd;
use shared::input::files::Input;
use shared::memchr::{memchr, memchr_iter, memmem, memrchr};
use shared::prelude::*;
use shared::program::memory::has_memory;
use shared::text::locale;
use shared::values::regex::{Regex, Syntax};

/// How many bytes are read at once.
const BLOCK: usize = 128 * 1024;

/// A window on the input, which begins with the first line that is not in a section yet.
pub(crate) struct Text {
    input: Input,
    bytes: Vec<u8>,
    ended: bool,
    /// The start of that line in `bytes`, and its number.
    start: usize,
    first: u64,
    /// The end of the line that was searched last, and its number.
    searched: usize,
    line: u64,
    /// The next line is not searched.
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

    /// The number of the first line that is not in a section yet.
    pub(crate) fn first_line(&self) -> u64 {
        self.first
    }

    /// Reads the next block. Returns whether there was one.
    fn load(&mut self) -> Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.bytes.drain(..self.start);
        self.searched = self.searched.saturating_sub(self.start);
        self.start = 0;
        let grows = self.bytes.capacity() - self.bytes.len() < BLOCK;
        if grows && !has_memory(2 * self.bytes.capacity() + BLOCK) {
            // Returned, so that the sections are removed.
            return Err(Error::new("memory exhausted"));
        }
        self.bytes.reserve(BLOCK);
        let n = self
            .input
            .read_more(&mut self.bytes)
            .map_err(|e| Error::io("read error", &e))?;
        self.ended = n == 0;
        Ok(n > 0)
    }

    /// Returns whether any bytes are left.
    pub(crate) fn has_more(&mut self) -> Result<bool> {
        Ok(self.start < self.bytes.len() || self.load()?)
    }

    /// Returns whether there is a line that was neither written nor searched.
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

    /// Writes the lines before `line` to a section. Returns whether the input has as many.
    pub(crate) fn take_to(&mut self, line: u64, sections: &mut Sections) -> Result<bool> {
        while self.first < line {
            let bytes = &self.bytes[self.start..];
            let (len, lines) = length_of(bytes, line - self.first);
            if len == 0 && !self.load()? {
                // The last line may lack its newline.
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

    /// Writes `len` bytes, which contain `lines` lines, to a section.
    fn take(&mut self, len: usize, lines: u64, sections: &mut Sections) -> Result {
        sections.write(&self.bytes[self.start..self.start + len])?;
        self.start += len;
        self.first += lines;
        self.skip_to_start();
        Ok(())
    }

    /// Moves the position of the search up to the start of the window.
    fn skip_to_start(&mut self) {
        if self.searched < self.start {
            self.searched = self.start;
            self.line = self.first - 1;
            self.passes_one = false;
        }
    }

    /// Writes the rest of the input to a section.
    pub(crate) fn take_rest(&mut self, sections: &mut Sections) -> Result {
        loop {
            let len = self.bytes.len() - self.start;
            // Line numbers are not needed any more.
            self.take(len, 0, sections)?;
            if !self.load()? {
                return Ok(());
            }
        }
    }

    /// Drops the next line.
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

    /// Continues the search after `line`, which starts where the last section ended.
    pub(crate) fn search_behind(&mut self, line: u64) {
        self.searched = self.start;
        self.line = line - 1;
        self.passes_one = true;
    }

    /// Moves the search past a line, if all of it was read.
    fn pass_line(&mut self) {
        let rest = &self.bytes[self.searched..];
        let end = memchr(b'\n', rest).map(|i| i + 1);
        if let Some(len) = end.or(self.ended.then_some(rest.len())) {
            self.searched += len;
            self.line += 1;
            self.passes_one = false;
        }
    }

    /// Returns the number of the next line that matches. The lines before it are written to
    /// `sink`, if there is one.
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
                    // The match itself counts as searched.
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

/// Returns the length of the first `lines` complete lines, or of all there are, and their
/// number. Newlines are counted in steps by vector instructions; only the step with the last one
/// is searched newline by newline.
fn length_of(bytes: &[u8], lines: u64) -> (usize, u64) {
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

/// A regular expression to search lines for.
pub(crate) enum Search {
    /// A pattern without special characters, except for anchors. It is searched by memmem, over
    /// many lines at once.
    Literal {
        text: Box<memmem::Finder<'static>>,
        at_start: bool,
        at_end: bool,
    },
    Regex(Box<Regex>),
}

impl Search {
    pub(crate) fn new(pattern: &[u8]) -> Result<Self, String> {
        let (text, at_start) = match pattern {
            [b'^', rest @ ..] => (rest, true),
            _ => (pattern, false),
        };
        let (text, at_end) = match text {
            [rest @ .., b'$'] => (rest, true),
            _ => (text, false),
        };
        let plain = |b: &u8| b.is_ascii_alphanumeric() || b" _-:;,<>=/#@!\"'&%()|+?{}~".contains(b);
        // In other multi-byte encodings, a letter's byte may be the second one of a character.
        let bytes_are_characters = || locale::is_utf8() || !locale::is_multibyte();
        if !text.is_empty() && text.iter().all(plain) && bytes_are_characters() {
            return Ok(Self::Literal {
                text: Box::new(memmem::Finder::new(text).into_owned()),
                at_start,
                at_end,
            });
        }
        Self::regex(pattern)
    }

    fn regex(pattern: &[u8]) -> Result<Self, String> {
        let regex = Regex::new(pattern, Syntax::GNU_BASIC)?;
        Ok(Self::Regex(Box::new(regex)))
    }

    /// Returns the start of the first line that matches.
    fn first_match(&mut self, lines: &[u8]) -> Result<Option<usize>> {
        match self {
            Self::Literal {
                text,
                at_start,
                at_end,
            } => {
                // A match that is not at the anchor may overlap with one that is, so the whole
                // line is compared.
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

#[cfg(test)]
mod tests {
    use super::*;
    use testing::Chance;

    /// The search for a literal finds what the regular expression finds.
    #[test]
    fn literals_match_like_regular_expressions() {
        let mut chance = Chance::seeded(3);
        for pattern in ["a", "^a", "a$", "^a$", "aa", "^aa", "aa$", "^ab a$", "b a"] {
            let mut literal = Search::new(pattern.as_bytes()).unwrap();
            assert!(matches!(literal, Search::Literal { .. }), "{pattern}");
            let mut regex = Search::regex(pattern.as_bytes()).unwrap();
            for _ in 0..300 {
                let lines = chance.text(12, &["a", "b", " ", "\n"]);
                let found = literal.first_match(lines.as_bytes()).unwrap();
                let expected = regex.first_match(lines.as_bytes()).unwrap();
                assert_eq!(found, expected, "{pattern} in {lines:?}");
            }
        }
    }

    #[test]
    fn lengths_are_those_of_single_lines() {
        let text = ["x\n", "\n", "longer than that\n"].concat().repeat(500) + "incomplete";
        let ends: Vec<usize> = memchr_iter(b'\n', text.as_bytes()).map(|i| i + 1).collect();
        for lines in [1, 2, 3, 400, 1499, 1500] {
            let expected = (ends[lines - 1], lines as u64);
            assert_eq!(length_of(text.as_bytes(), lines as u64), expected);
        }
        assert_eq!(length_of(text.as_bytes(), 2000), (ends[1499], 1500));
    }
}
