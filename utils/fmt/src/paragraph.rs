//! Paragraphs: which lines belong to one, and how it is printed.

use crate::breaks::{self, Shape, Word};
use crate::source::{Source, TAB};
use shared::bytes::marks::append;
use shared::prelude::*;
use shared::text::locale::is_posix_space;

// A longer paragraph is formatted in parts.
const MOST_WORDS: usize = 1000;
const MOST_BYTES: usize = 5000;

/// The indentation of the other lines, if a tagged paragraph has only one line in the input.
const TAGGED_INDENT: usize = 3;

/// Output is collected up to this size.
const FULL: usize = 64 * 1024;

/// Which lines are joined to a paragraph. If several options are given, the last in this order
/// counts.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Join {
    /// Lines with the same indentation.
    #[default]
    SameIndent,
    /// Lines whose indentation differs from that of the first.
    Tagged,
    /// Lines with the indentation of the second; that of the first is arbitrary.
    Crown,
    /// None: each line is a paragraph.
    Never,
}

/// How paragraphs are formatted.
#[derive(Default)]
pub(crate) struct Style {
    pub(crate) join: Join,
    /// Whether to print one space between words and two between sentences.
    pub(crate) uniform: bool,
    pub(crate) width: usize,
    pub(crate) goal: usize,
    /// The prefix of lines to format, without the spaces around it.
    prefix: Vec<u8>,
    /// The number of spaces before it.
    prefix_lead: usize,
    /// The length of the prefix with the spaces after it.
    prefix_full: usize,
}

impl Style {
    pub(crate) fn set_prefix(&mut self, given: &[u8]) {
        let lead = given.iter().take_while(|&&byte| byte == b' ').count();
        let prefix = &given[lead..];
        let trail = prefix.iter().rev().take_while(|&&byte| byte == b' ');
        let len = prefix.len() - trail.count();
        self.prefix_lead = lead;
        self.prefix_full = prefix.len();
        self.prefix = prefix[..len].to_vec();
    }
}

/// Reads a paragraph and prints it.
pub(crate) struct Formatter {
    style: Style,
    /// The columns before the prefix in the next line, and in this paragraph.
    next_prefix_indent: usize,
    prefix_indent: usize,
    /// The columns before the text of the first line and of the others.
    first_indent: usize,
    other_indent: usize,
    text: Vec<u8>,
    words: Vec<Word>,
    /// The length of the last line printed of this paragraph.
    last_len: usize,
    /// Whether the input has tabs among the blanks last read.
    tabs: bool,
    out: Vec<u8>,
}

impl Formatter {
    pub(crate) fn new(style: Style) -> Self {
        Self {
            style,
            next_prefix_indent: 0,
            prefix_indent: 0,
            first_indent: 0,
            other_indent: 0,
            text: Vec::new(),
            words: Vec::new(),
            last_len: 0,
            tabs: false,
            out: Vec::new(),
        }
    }

    /// Formats a file.
    pub(crate) fn format(&mut self, source: &mut Source) -> Result {
        self.other_indent = 0;
        let mut next = self.start_line(source);
        while self.skip_to_text(source, &mut next)? {
            self.paragraph(source, &mut next)?;
            self.break_lines();
            self.print_lines(self.words.len())?;
        }
        self.write()
    }

    /// Skips indentation and prefix. Returns the byte after these.
    fn start_line(&mut self, source: &mut Source) -> Option<u8> {
        source.column = 0;
        let mut next = source.blanks();
        self.tabs = source.tabs;
        if self.style.prefix.is_empty() {
            self.next_prefix_indent = self.style.prefix_lead.min(source.column);
            return next;
        }
        self.next_prefix_indent = source.column;
        for &byte in &self.style.prefix {
            if next != Some(byte) {
                return next;
            }
            source.skip(1);
            source.column += 1;
            next = source.peek();
        }
        next = source.blanks();
        self.tabs = source.tabs;
        next
    }

    /// Copies empty lines and lines without the prefix. Returns false at the end of the file.
    fn skip_to_text(&mut self, source: &mut Source, next: &mut Option<u8>) -> Result<bool> {
        self.last_len = 0;
        while matches!(next, Some(b'\n') | None)
            || self.next_prefix_indent < self.style.prefix_lead
            || source.column < self.next_prefix_indent + self.style.prefix_full
        {
            self.copy_line(source, *next)?;
            if source.peek().is_none() {
                *next = None;
                return Ok(false);
            }
            source.skip(1);
            self.out.push(b'\n');
            if self.out.len() >= FULL || !stdout().collects_blocks() {
                self.write()?;
            }
            *next = self.start_line(source);
        }
        Ok(true)
    }

    /// Copies the rest of a line that is not formatted.
    fn copy_line(&mut self, source: &mut Source, next: Option<u8>) -> Result {
        let is_empty = matches!(next, Some(b'\n') | None);
        if source.column > self.next_prefix_indent || !is_empty {
            let mut column = self.put_space(0, self.next_prefix_indent)?;
            let shown = self.style.prefix.len().min(source.column - column);
            self.out.extend_from_slice(&self.style.prefix[..shown]);
            column += shown;
            if !is_empty {
                self.put_space(column, source.column - column)?;
            } else if next.is_none()
                && source.column >= self.next_prefix_indent + self.style.prefix.len()
            {
                self.out.push(b'\n');
            }
        }
        while source.more_of_line(&mut self.out) {
            self.write_if_full()?;
        }
        Ok(())
    }

    /// Reads a paragraph.
    fn paragraph(&mut self, source: &mut Source, next: &mut Option<u8>) -> Result {
        self.prefix_indent = self.next_prefix_indent;
        self.first_indent = source.column;
        self.text.clear();
        self.words.clear();
        *next = self.line(source)?;
        let mut goes_on = self.goes_on(source, *next);
        self.set_other_indent(source, goes_on);
        let joins = match self.style.join {
            Join::Never => false,
            Join::Crown => goes_on,
            Join::Tagged => goes_on && source.column != self.first_indent,
            Join::SameIndent => goes_on && source.column == self.other_indent,
        };
        if joins {
            loop {
                *next = self.line(source)?;
                goes_on = self.goes_on(source, *next);
                if !goes_on || source.column != self.other_indent {
                    break;
                }
            }
        }
        if let Some(last) = self.words.last_mut() {
            (last.period, last.ends_sentence) = (true, true);
        }
        Ok(())
    }

    /// Returns whether the next line, which begins with `next`, can be of the same paragraph.
    fn goes_on(&self, source: &Source, next: Option<u8>) -> bool {
        self.next_prefix_indent == self.prefix_indent
            && source.column >= self.next_prefix_indent + self.style.prefix_full
            && !matches!(next, Some(b'\n') | None)
    }

    /// Decides the indentation of the lines after the first. `goes_on` is whether the paragraph
    /// has a second line in the input.
    fn set_other_indent(&mut self, source: &Source, goes_on: bool) {
        self.other_indent = match self.style.join {
            Join::Crown if goes_on => source.column,
            Join::Tagged if goes_on && source.column != self.first_indent => source.column,
            // The indentation of the previous paragraph also differs from that of the first line.
            Join::Tagged if self.other_indent != self.first_indent => self.other_indent,
            Join::Tagged if self.first_indent == 0 => TAGGED_INDENT,
            Join::Tagged => 0,
            Join::SameIndent | Join::Crown | Join::Never => self.first_indent,
        };
    }

    /// Reads the words of a line and skips to the text of the next one, whose first byte it
    /// returns.
    fn line(&mut self, source: &mut Source) -> Result<Option<u8>> {
        loop {
            let mut word = Word {
                start: self.text.len(),
                ..Word::default()
            };
            self.word(source, &mut word)?;
            source.column += word.len;
            word.classify(&self.text[word.start..]);
            let column = source.column;
            let next = source.blanks();
            self.tabs = source.tabs;
            word.space = source.column - column;
            let is_last = matches!(next, Some(b'\n') | None);
            word.ends_sentence =
                next.is_none() || word.period && (next == Some(b'\n') || word.space > 1);
            if is_last || self.style.uniform {
                word.space = 1 + usize::from(word.ends_sentence);
            }
            if self.words.len() == MOST_WORDS - 2 {
                self.set_other_indent(source, true);
                self.print_part(&mut word)?;
            }
            self.words.push(word);
            if is_last {
                source.skip(usize::from(next.is_some()));
                return Ok(self.start_line(source));
            }
        }
    }

    /// Reads a word.
    fn word(&mut self, source: &mut Source, word: &mut Word) -> Result {
        // The first byte is always part of the word, even white space other than blanks.
        let mut begun = 0;
        loop {
            let unread = source.unread();
            let rest = unread.iter().skip(1 - begun);
            let len = rest.take_while(|&&byte| !is_posix_space(byte)).count() + 1 - begun;
            let len = len.min(unread.len());
            if len == 0 {
                word.len = self.text.len() - word.start;
                return Ok(());
            }
            let room = MOST_BYTES.saturating_sub(self.text.len());
            append(&mut self.text, unread, 0, len.min(room));
            source.skip(len.min(room));
            begun = 1;
            if room == 0 {
                self.set_other_indent(source, true);
                self.print_part(word)?;
            }
        }
    }

    fn break_lines(&mut self) {
        let shape = Shape {
            width: self.style.width,
            goal: self.style.goal,
            first_indent: self.first_indent,
            other_indent: self.other_indent,
            previous_len: self.last_len,
        };
        breaks::find(&mut self.words, &shape);
    }

    /// Prints the first lines of a paragraph that is too long to be formatted as a whole, up to
    /// the line with the least cost. `word` is the one being read.
    fn print_part(&mut self, word: &mut Word) -> Result {
        // Added to the least cost with each line, so that later lines are preferred.
        const FORGOTTEN: i64 = 9;
        if self.words.is_empty() {
            // A part of a single word that is too long.
            self.out.append(&mut self.text);
            word.start = 0;
            return self.write_if_full();
        }
        self.break_lines();
        let end = self.words.len();
        let mut split = end;
        let mut best = i64::MAX;
        let mut line = self.words[0].next_line;
        while line < end {
            let next = self.words[line].next_line;
            let cost = self.words[line].cost - self.words.get(next).map_or(0, |next| next.cost);
            if cost < best {
                (split, best) = (line, cost);
            }
            best = best.saturating_add(FORGOTTEN);
            line = next;
        }
        self.print_lines(split)?;
        let shift = self
            .words
            .get(split)
            .map_or(word.start, |first| first.start);
        self.text.drain(..shift);
        self.words.drain(..split);
        for left in &mut self.words {
            left.start -= shift;
        }
        word.start -= shift;
        Ok(())
    }

    /// Prints the lines up to the one that starts with word `end`.
    fn print_lines(&mut self, end: usize) -> Result {
        let mut start = 0;
        let mut indent = self.first_indent;
        while start < end {
            let next = self.words[start].next_line;
            self.print_line(start, next, indent)?;
            start = next;
            indent = self.other_indent;
        }
        if self.out.len() >= FULL || !stdout().collects_blocks() {
            self.write()?;
        }
        Ok(())
    }

    fn print_line(&mut self, start: usize, end: usize, indent: usize) -> Result {
        let mut column = self.put_space(0, self.prefix_indent)?;
        self.out.extend_from_slice(&self.style.prefix);
        column += self.style.prefix.len();
        column = self.put_space(column, indent.saturating_sub(column))?;
        for place in start..end {
            let word = self.words[place];
            append(&mut self.out, &self.text, word.start, word.start + word.len);
            column += word.len;
            if place + 1 < end {
                column = self.put_space(column, word.space)?;
            }
        }
        self.last_len = column;
        self.out.push(b'\n');
        Ok(())
    }

    /// Prints blanks, with tabs if the input has any. Returns the column after them.
    fn put_space(&mut self, mut column: usize, columns: usize) -> Result<usize> {
        let target = column + columns;
        if self.tabs {
            let tab_target = target / TAB * TAB;
            if column + 1 < tab_target {
                let tabs = tab_target / TAB - column / TAB;
                self.put(b'\t', tabs)?;
                column = tab_target;
            }
        }
        match target - column {
            1 => self.out.push(b' '),
            spaces => self.put(b' ', spaces)?,
        }
        Ok(target)
    }

    /// Prints a blank many times: more may be asked for than fits into the memory.
    fn put(&mut self, blank: u8, mut times: usize) -> Result {
        while times > FULL {
            self.out.resize(self.out.len() + FULL, blank);
            self.write()?;
            times -= FULL;
        }
        self.out.resize(self.out.len() + times, blank);
        Ok(())
    }

    /// Writes what is collected if that is much.
    fn write_if_full(&mut self) -> Result {
        match self.out.len() >= FULL {
            true => self.write(),
            false => Ok(()),
        }
    }

    fn write(&mut self) -> Result {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        Ok(result?)
    }
}
