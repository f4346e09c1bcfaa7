//! Delimiters between the fields of the input.

use shared::memchr::{memchr, memmem::Finder};
use shared::prelude::*;
use shared::text::characters::Character;
use shared::text::words::table;

/// What separates fields.
pub(crate) enum Delimiter {
    Byte(u8),
    /// A character of several bytes.
    Text(Box<Finder<'static>>),
    /// A run of blanks. Blanks at the start or the end of a line delimit an empty field there,
    /// unless `trim` is set.
    Blanks {
        trim: bool,
    },
}

impl Delimiter {
    /// Parses the value of `-d`: a character, or nothing for NUL.
    pub(crate) fn parse(given: &OsStr) -> Result<Self> {
        match given.as_bytes() {
            b"" => Ok(Self::Byte(b'\0')),
            &[byte] => Ok(Self::Byte(byte)),
            text if Character::first_of(text).len == text.len() => {
                Ok(Self::Text(Box::new(Finder::new(text).into_owned())))
            }
            _ => Err(Error::usage("the delimiter must be a single character")),
        }
    }

    /// Parses the value of `--whitespace-delimited`.
    pub(crate) fn blanks(given: Option<&OsStr>) -> Result<Self> {
        let trim = match given {
            Some(word) => keyword("--whitespace-delimited", word, &table![("trimmed", true)])?,
            None => false,
        };
        Ok(Self::Blanks { trim })
    }

    /// Returns the delimiter of the output, if no other is given.
    pub(crate) fn text(&self) -> &[u8] {
        match self {
            Self::Byte(byte) => std::slice::from_ref(byte),
            Self::Text(text) => text.needle(),
            Self::Blanks { .. } => b"\t",
        }
    }

    /// Returns the start and the end of the first delimiter at or after `at`.
    #[inline]
    pub(crate) fn find(&self, line: &[u8], at: usize) -> Option<(usize, usize)> {
        match self {
            Self::Byte(byte) => memchr(*byte, &line[at..]).map(|len| (at + len, at + len + 1)),
            Self::Text(text) => {
                let start = at + text.find(&line[at..])?;
                Some((start, start + text.needle().len()))
            }
            Self::Blanks { .. } => {
                let start = skip_text(line, at);
                (start < line.len()).then(|| (start, skip_blanks(line, start)))
            }
        }
    }
}

/// Returns the position of the first character at or after `at` that is not blank.
pub(crate) fn skip_blanks(line: &[u8], at: usize) -> usize {
    skip(line, at, true)
}

/// Returns the position of the first blank at or after `at`.
pub(crate) fn skip_text(line: &[u8], at: usize) -> usize {
    skip(line, at, false)
}

fn skip(line: &[u8], mut at: usize, blanks: bool) -> usize {
    while at < line.len() {
        let (blank, len) = blank_at(line, at);
        if blank != blanks {
            break;
        }
        at += len;
    }
    at
}

/// Returns whether the character at `at` is blank, and its length in bytes.
fn blank_at(line: &[u8], at: usize) -> (bool, usize) {
    match line[at] {
        byte @ 0..0x80 => (matches!(byte, b' ' | b'\t'), 1),
        _ => {
            let character = Character::first_of(&line[at..]);
            (character.is_blank(), character.len)
        }
    }
}

/// Returns the line without leading and trailing blanks.
pub(crate) fn trimmed(line: &[u8]) -> &[u8] {
    let start = skip_blanks(line, 0);
    let (mut at, mut end) = (start, start);
    while at < line.len() {
        at = skip_text(line, at);
        end = at;
        at = skip_blanks(line, at);
    }
    &line[start..end]
}
