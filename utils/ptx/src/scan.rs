//! Finding sentences and words.

use crate::words::read_all;
use shared::memchr::{memchr, memchr3_iter};
use shared::prelude::*;
use shared::text::locale;
use shared::values::regex::{Regex, Syntax};

/// A regular expression, and its text for messages.
pub(crate) struct Pattern {
    regex: Regex,
    text: Vec<u8>,
}

impl Pattern {
    fn new(text: &[u8], fold: bool) -> Result<Self> {
        let syntax = match fold {
            true => Syntax::EMACS.ignoring_case(),
            false => Syntax::EMACS,
        };
        let regex = Regex::new(text, syntax).map_err(|reason| {
            let text = quote(OsStr::from_bytes(text));
            Error::new(format!("{reason} (for regexp {text})"))
        })?;
        Ok(Self {
            regex,
            text: text.to_vec(),
        })
    }
}

/// What ends sentences.
pub(crate) enum Sentences {
    /// `[.?!][]"')}]*\($\|\t\|  \)[ \t\n]*`, without the C library's regular expressions.
    Usual,
    Lines,
    /// Nothing: a file is one sentence.
    Files,
    Pattern(Box<Pattern>),
}

impl Sentences {
    pub(crate) fn of_regex(text: &[u8], fold: bool) -> Result<Self> {
        Ok(Self::Pattern(Box::new(Pattern::new(text, fold)?)))
    }

    /// Returns the length of the sentence at the start of `text`.
    pub(crate) fn first_len(&mut self, text: &[u8]) -> Result<usize> {
        let end = match self {
            Self::Usual => end_of_sentence(text),
            Self::Files => None,
            Self::Lines => memchr(b'\n', text).map(|i| i + 1),
            Self::Pattern(pattern) => match pattern.regex.find_from(text, 0)? {
                Some(found) if found.end == 0 => {
                    let text = quote(OsStr::from_bytes(&pattern.text));
                    let message =
                        format!("error: regular expression has a match of length zero: {text}");
                    return Err(Error::new(message));
                }
                found => found.map(|found| found.end),
            },
        };
        Ok(end.unwrap_or(text.len()))
    }
}

fn end_of_sentence(text: &[u8]) -> Option<usize> {
    for mark in memchr3_iter(b'.', b'?', b'!', text) {
        let behind = &text[mark + 1..];
        let closing = behind.iter().take_while(|b| b"]\"')}".contains(b)).count();
        let ends = matches!(
            &behind[closing..],
            [] | [b'\n' | b'\t', ..] | [b' ', b' ', ..]
        );
        if ends {
            let blank = |b: &&u8| matches!(**b, b' ' | b'\t' | b'\n');
            let blanks = behind[closing..].iter().take_while(blank).count();
            return Some(mark + 1 + closing + blanks);
        }
    }
    None
}

/// What a word is.
pub(crate) enum Words {
    /// A sequence of these bytes.
    Of(Box<[bool; 256]>),
    Pattern(Box<Pattern>),
}

impl Words {
    pub(crate) fn usual(extended: bool) -> Self {
        let mut members = Box::new([!extended; 256]);
        if extended {
            for byte in locale::class_of_bytes(b"alpha").unwrap_or_default() {
                members[usize::from(byte)] = true;
            }
        } else {
            // System V's ptx: a word is everything between blanks and newlines.
            for byte in *b" \t\n" {
                members[usize::from(byte)] = false;
            }
        }
        Self::Of(members)
    }

    /// Words that consist of the bytes that are not in `file`.
    pub(crate) fn without(file: &'static OsStr, extended: bool) -> Result<Self> {
        let mut members = Box::new([true; 256]);
        let blanks: &[u8] = if extended { b"" } else { b" \t\n" };
        for &byte in read_all(file)?.iter().chain(blanks) {
            members[usize::from(byte)] = false;
        }
        Ok(Self::Of(members))
    }

    pub(crate) fn of_regex(text: &[u8], fold: bool) -> Result<Self> {
        Ok(Self::Pattern(Box::new(Pattern::new(text, fold)?)))
    }

    /// Returns the start and the end of the next word in `text` at or after `from`.
    pub(crate) fn next(&mut self, text: &[u8], from: usize) -> Result<Option<(usize, usize)>> {
        match self {
            Self::Of(members) => {
                let member = |b: &u8| members[usize::from(*b)];
                let rest = &text[from..];
                let Some(start) = rest.iter().position(member) else {
                    return Ok(None);
                };
                let word = &rest[start..];
                let len = word.iter().position(|b| !member(b)).unwrap_or(word.len());
                Ok(Some((from + start, from + start + len)))
            }
            Self::Pattern(pattern) => {
                // `^` matches at `from`.
                let found = pattern.regex.find_from(&text[from..], 0)?;
                Ok(found.map(|found| (from + found.start, from + found.end)))
            }
        }
    }

    /// Returns the length of the word at the start of `text`, or 1 without one. `text` must not
    /// be empty.
    pub(crate) fn step(&mut self, text: &[u8]) -> Result<usize> {
        match self {
            Self::Of(members) => {
                let member = |b: &&u8| members[usize::from(**b)];
                Ok(text.iter().take_while(member).count().max(1))
            }
            Self::Pattern(pattern) => {
                let found = pattern.regex.match_at(text, 0)?;
                Ok(found.map_or(1, |found| found.end.max(1)))
            }
        }
    }

    /// Returns the length of a step where no text is left: 1 where a regular expression does not
    /// match that.
    pub(crate) fn empty_step(&mut self) -> Result<usize> {
        match self {
            Self::Of(_) => Ok(0),
            Self::Pattern(pattern) => Ok(usize::from(pattern.regex.match_at(b"", 0)?.is_none())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use testing::Chance;

    /// The usual end of a sentence is that of the regular expression.
    #[test]
    fn sentences_end_like_the_regular_expression() {
        let pattern = b"[.?!][]\"')}]*\\($\\|\t\\|  \\)[ \t\n]*";
        let mut regex = Sentences::of_regex(pattern, false).unwrap();
        let mut chance = Chance::seeded(9);
        for _ in 0..2000 {
            let text = chance.text(10, &["a", ".", "?", ")", "\"", " ", "  ", "\t", "\n"]);
            let text = text.as_bytes();
            let expected = regex.first_len(text).unwrap();
            let shown = text.escape_ascii();
            assert_eq!(
                Sentences::Usual.first_len(text).unwrap(),
                expected,
                "{shown}"
            );
        }
    }
}
