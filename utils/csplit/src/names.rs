//! The names of sections: a prefix, and a number in a format of printf(3).

use shared::prelude::*;
use shared::program::memory::exhausted;
use shared::text::locale;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// The form of names: a prefix, then the suffix format in three parts.
pub(crate) struct Names {
    prefix: Vec<u8>,
    before: Vec<u8>,
    number: Format,
    after: Vec<u8>,
}

/// A conversion specification.
#[derive(Clone, Default)]
struct Format {
    /// `-`
    left: bool,
    /// `0`
    zeros: bool,
    /// `'`
    grouped: bool,
    /// `#`
    alternative: bool,
    width: usize,
    precision: Option<usize>,
    letter: u8,
}

impl Names {
    pub(crate) fn new(prefix: &OsStr, format: Option<&OsStr>, digits: usize) -> Result<Self> {
        let mut names = Self {
            prefix: prefix.as_bytes().to_vec(),
            before: Vec::new(),
            number: Format {
                zeros: true,
                width: digits,
                letter: b'u',
                ..Format::default()
            },
            after: Vec::new(),
        };
        if let Some(format) = format {
            names.parse(format.as_bytes())?;
        }
        Ok(names)
    }

    fn parse(&mut self, mut format: &[u8]) -> Result {
        let mut found = false;
        while let Some((&first, rest)) = format.split_first() {
            format = rest;
            let text = if found {
                &mut self.after
            } else {
                &mut self.before
            };
            if first != b'%' {
                text.push(first);
            } else if let Some(rest) = format.strip_prefix(b"%") {
                text.push(b'%');
                format = rest;
            } else if found {
                let message = "too many % conversion specifications in suffix";
                return Err(Error::new(message));
            } else {
                found = true;
                (self.number, format) = Format::parse(format)?;
            }
        }
        if !found {
            let message = "missing % conversion specification in suffix";
            return Err(Error::new(message));
        }
        Ok(())
    }

    /// Returns the name of a section.
    pub(crate) fn name(&self, number: u64) -> OsString {
        let mut name = [&*self.prefix, &*self.before].concat();
        self.number.push(number, &mut name);
        name.extend_from_slice(&self.after);
        OsString::from_vec(name)
    }
}

impl Format {
    /// Parses the specification after `%`. Returns it and the rest of the text.
    fn parse(text: &[u8]) -> Result<(Self, &[u8])> {
        let mut format = Self::default();
        let flags = text.iter().take_while(|b| b"-0'#".contains(b)).count();
        let (flags, text) = text.split_at(flags);
        for flag in flags {
            match flag {
                b'-' => format.left = true,
                b'0' => format.zeros = true,
                b'\'' => format.grouped = true,
                _ => format.alternative = true,
            }
        }
        let (width, mut text) = number(text)?;
        format.width = width;
        if let Some(rest) = text.strip_prefix(b".") {
            let (precision, rest) = number(rest)?;
            format.precision = Some(precision);
            text = rest;
        }
        let Some((&letter, rest)) = text.split_first() else {
            return Err(Error::new("missing conversion specifier in suffix"));
        };
        format.letter = letter;
        match letter {
            b'd' | b'i' | b'u' if format.alternative => Err(bad_flag('#', letter)),
            b'o' | b'x' | b'X' if format.grouped => Err(bad_flag('\'', letter)),
            b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => Ok((format, rest)),
            b' '..b'\x7f' => {
                let letter = char::from(letter);
                let message = format!("invalid conversion specifier in suffix: {letter}");
                Err(Error::new(message))
            }
            _ => {
                let message = format!("invalid conversion specifier in suffix: \\{letter:03o}");
                Err(Error::new(message))
            }
        }
    }

    /// Appends the formatted number.
    fn push(&self, number: u64, out: &mut Vec<u8>) {
        let mut digits = match self.letter {
            b'o' => format!("{number:o}"),
            b'x' => format!("{number:x}"),
            b'X' => format!("{number:X}"),
            _ => number.to_string(),
        }
        .into_bytes();
        if number == 0 && self.precision == Some(0) {
            digits.clear();
        }
        let missing = self.precision.unwrap_or(1).saturating_sub(digits.len());
        digits.splice(..0, std::iter::repeat_n(b'0', missing));
        if self.grouped {
            digits = grouped(&digits);
        }
        let sign: &[u8] = match self.letter {
            b'o' if self.alternative && digits.first() != Some(&b'0') => b"0",
            b'x' if self.alternative && number > 0 => b"0x",
            b'X' if self.alternative && number > 0 => b"0X",
            _ => b"",
        };
        let room = self.width.saturating_sub(sign.len() + digits.len());
        let fill = |byte, out: &mut Vec<u8>| out.resize(out.len() + room, byte);
        let zeros = self.zeros && !self.left && self.precision.is_none();
        if !zeros && !self.left {
            fill(b' ', out);
        }
        out.extend_from_slice(sign);
        if zeros {
            fill(b'0', out);
        }
        out.extend_from_slice(&digits);
        if self.left {
            fill(b' ', out);
        }
    }
}

fn grouped(digits: &[u8]) -> Vec<u8> {
    let numeric = locale::numeric();
    let mut out = Vec::new();
    for (i, &digit) in digits.iter().enumerate() {
        if i > 0 && numeric.separates(digits.len() - i) {
            out.extend_from_slice(&numeric.separator);
        }
        out.push(digit);
    }
    out
}

fn bad_flag(flag: char, letter: u8) -> Error {
    let letter = char::from(letter);
    Error::new(format!(
        "invalid flags in conversion specification: %{flag}{letter}"
    ))
}

/// Parses the number at the start of `text`, 0 without digits. Returns it and the rest.
fn number(text: &[u8]) -> Result<(usize, &[u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(digits);
    let value = digits.iter().fold(0usize, |n, digit| {
        n.saturating_mul(10)
            .saturating_add(usize::from(digit - b'0'))
    });
    if value > i32::MAX as usize {
        exhausted();
    }
    Ok((value, rest))
}
