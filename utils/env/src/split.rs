//! The language of `-S`: quotes, escapes and variables (GNU manual node "env invocation").

use crate::debug::Debug;
use shared::prelude::*;
use shared::text::{locale::is_posix_space, quoting};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

#[derive(Clone, Copy, PartialEq)]
enum Quote {
    Single,
    Double,
}

/// Splits `text` into words, and explains the expansion of variables.
pub(crate) fn split(text: &[u8], debug: Debug) -> Result<Vec<OsString>> {
    let mut words = Words::default();
    let mut open = None;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let next = after.first().copied();
        rest = after;
        match (open, byte) {
            (None, b'\'') => open = Some(words.start_quoted(Quote::Single)),
            (None, b'"') => open = Some(words.start_quoted(Quote::Double)),
            (Some(Quote::Single), b'\'') | (Some(Quote::Double), b'"') => open = None,
            (Some(Quote::Single), b'\\') if matches!(next, Some(b'\\' | b'\'')) => {
                words.extend(&after[..1]);
                rest = &after[1..];
            }
            (Some(Quote::Single), _) => words.extend(&[byte]),
            (_, b'\\') => {
                match escaped(next, open)? {
                    Escape::Byte(byte) => words.extend(&[byte]),
                    Escape::Separator => words.end(),
                    Escape::Stop => break,
                }
                rest = &after[1..];
            }
            (_, b'$') => {
                let (name, behind) = variable(after)?;
                expand(name, debug, &mut words);
                rest = behind;
            }
            (Some(Quote::Double), _) => words.extend(&[byte]),
            (None, b'#') if words.current.is_none() => break,
            (None, _) if is_posix_space(byte) => words.end(),
            (None, _) => words.extend(&[byte]),
        }
    }
    if open.is_some() {
        return Err(Error::new("no terminating quote in -S string"));
    }
    words.end();
    Ok(words.done)
}

/// Appends the value of a variable to the current word. A variable that is not set does not
/// start a word.
fn expand(name: &[u8], debug: Debug, words: &mut Words) {
    let value = std::env::var_os(OsStr::from_bytes(name));
    debug.explain(&|| {
        let name = String::from_utf8_lossy(name);
        match &value {
            Some(value) => format!("expanding ${{{name}}} into {}\n", quote(value)),
            None => format!("replacing ${{{name}}} with null string\n"),
        }
    });
    if let Some(value) = value {
        words.extend(value.as_bytes());
    }
}

#[derive(Default)]
struct Words {
    done: Vec<OsString>,
    current: Option<Vec<u8>>,
}

impl Words {
    /// Starts a word if there is none: even an empty pair of quotes is one.
    fn start_quoted(&mut self, quote: Quote) -> Quote {
        self.extend(b"");
        quote
    }

    /// Appends to the current word, or starts one.
    fn extend(&mut self, bytes: &[u8]) {
        self.current
            .get_or_insert_default()
            .extend_from_slice(bytes);
    }

    fn end(&mut self) {
        self.done
            .extend(self.current.take().map(OsString::from_vec));
    }
}

enum Escape {
    Byte(u8),
    /// The current word ends.
    Separator,
    /// The rest of the text is ignored.
    Stop,
}

/// Returns what a backslash and `letter` stand for outside of single quotes.
fn escaped(letter: Option<u8>, open: Option<Quote>) -> Result<Escape> {
    let in_quotes = open.is_some();
    let Some(letter) = letter else {
        return Err(Error::new("invalid backslash at end of string in -S"));
    };
    Ok(Escape::Byte(match letter {
        b'"' | b'#' | b'$' | b'\'' | b'\\' => letter,
        b'_' if in_quotes => b' ',
        b'_' => return Ok(Escape::Separator),
        b'c' if in_quotes => {
            return Err(Error::new(
                "'\\c' must not appear in double-quoted -S string",
            ));
        }
        b'c' => return Ok(Escape::Stop),
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        _ => {
            let letter = quoting::escaped(OsStr::from_bytes(&[letter]));
            return Err(Error::new(format!("invalid sequence '\\{letter}' in -S")));
        }
    }))
}

/// Returns the name in `{NAME}`, which `text` (behind a dollar sign) must start with, and what
/// follows it.
fn variable(text: &[u8]) -> Result<(&[u8], &[u8])> {
    let split = || {
        let inner = text.strip_prefix(b"{")?;
        let (name, behind) = inner.split_at(inner.iter().position(|&b| b == b'}')?);
        let is_letter = |b: &u8| b.is_ascii_alphabetic() || *b == b'_';
        let starts = name.first().is_some_and(is_letter);
        let goes_on = name.iter().all(|b| is_letter(b) || b.is_ascii_digit());
        (starts && goes_on).then_some((name, &behind[1..]))
    };
    split().ok_or_else(|| {
        Error::new(format!(
            "only ${{VARNAME}} expansion is supported, error at: ${}",
            quoting::escaped(OsStr::from_bytes(text))
        ))
    })
}
