//! Logical pages: header, body and footer, each with a numbering style.

use crate::number::Numbers;
use shared::bytes::search::find;
use shared::prelude::*;
use shared::text::characters::Character;
use shared::values::regex::Regex;

/// Output is collected up to this size.
const FULL: usize = 64 * 1024;

/// Which lines of a section are numbered.
pub(crate) enum Style {
    All,
    NonEmpty,
    Nothing,
    Matching(Box<Regex>),
}

#[derive(Clone, Copy)]
enum Section {
    Header,
    Body,
    Footer,
}

/// The lines that start sections.
#[derive(Default)]
pub(crate) struct Delimiters {
    header: Vec<u8>,
    body: Vec<u8>,
    footer: Vec<u8>,
}

impl Delimiters {
    fn new(footer: Vec<u8>) -> Self {
        Self {
            header: footer.repeat(3),
            body: footer.repeat(2),
            footer,
        }
    }

    /// Sets the delimiter to the value of `-d`. One or two characters replace the first ones of
    /// the current delimiter. With an empty value, no line starts a section.
    pub(crate) fn set(&mut self, given: &[u8]) {
        let behind = |text: &[u8]| match text {
            [] => 0,
            _ => Character::first_of(text).len,
        };
        let behind_two = |text: &[u8]| {
            let first = behind(text);
            first + behind(&text[first..])
        };
        let mut footer = given.to_vec();
        if !given.is_empty() && behind_two(given) == given.len() {
            let one = behind(given) == given.len();
            let current = &self.footer[..];
            let first = behind(current);
            footer.extend_from_slice(match one {
                _ if first == current.len() => &b":"[usize::from(!one)..],
                true => &current[first..],
                false => &current[behind_two(current)..],
            });
        }
        *self = Self::new(footer);
    }

    /// Returns the section that a line starts.
    fn section(&self, line: &[u8]) -> Option<Section> {
        if line.is_empty() || line.first() != self.footer.first() {
            None
        } else if line == self.header {
            Some(Section::Header)
        } else if line == self.body {
            Some(Section::Body)
        } else if line == self.footer {
            Some(Section::Footer)
        } else {
            None
        }
    }
}

/// Numbers lines, with one count for all files.
pub(crate) struct Pages {
    pub(crate) header: Style,
    pub(crate) body: Style,
    pub(crate) footer: Style,
    pub(crate) delimiters: Delimiters,
    pub(crate) numbers: Numbers,
    /// Whether the numbers start again with each section.
    pub(crate) renumbers: bool,
    /// The number of empty lines in a row that count as one.
    pub(crate) join_blank: u64,
    section: Section,
    /// Empty lines since the last line with a number.
    blank: u64,
    out: Vec<u8>,
}

impl Default for Pages {
    fn default() -> Self {
        Self {
            header: Style::Nothing,
            body: Style::NonEmpty,
            footer: Style::Nothing,
            delimiters: Delimiters::new(b"\\:".to_vec()),
            numbers: Numbers::default(),
            renumbers: true,
            join_blank: 1,
            section: Section::Body,
            blank: 0,
            out: Vec::with_capacity(FULL),
        }
    }
}

impl Pages {
    /// Prints whole lines with their numbers.
    pub(crate) fn take(&mut self, mut lines: &[u8]) -> Result {
        while let Some(end) = find(b'\n', lines) {
            let (line, rest) = lines.split_at(end + 1);
            lines = rest;
            if let Some(section) = self.delimiters.section(&line[..end]) {
                self.section = section;
                if self.renumbers {
                    self.numbers.restart();
                }
                self.out.push(b'\n');
            } else {
                let numbered = self.is_numbered(&line[..end]);
                if *numbered.as_ref().unwrap_or(&false) {
                    self.numbers.push_next(&mut self.out)
                } else {
                    self.numbers.push_blank(&mut self.out);
                    numbered.map(drop)
                }
                .or_else(|e| self.write().and(Err(e)))?;
                self.out.extend_from_slice(line);
            }
            if self.out.len() >= FULL {
                self.write()?;
            }
        }
        self.write()
    }

    fn is_numbered(&mut self, line: &[u8]) -> Result<bool> {
        let style = match self.section {
            Section::Header => &mut self.header,
            Section::Body => &mut self.body,
            Section::Footer => &mut self.footer,
        };
        Ok(match style {
            Style::All if self.join_blank > 1 && line.is_empty() => {
                self.blank += 1;
                let numbered = self.blank == self.join_blank;
                if numbered {
                    self.blank = 0;
                }
                numbered
            }
            Style::All => {
                self.blank = 0;
                true
            }
            Style::NonEmpty => !line.is_empty(),
            Style::Nothing => false,
            Style::Matching(regex) => regex.is_match(line)?,
        })
    }

    fn write(&mut self) -> Result {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        Ok(result?)
    }
}
