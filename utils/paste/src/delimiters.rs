//! The list of delimiters, the value of `-d`.

use shared::prelude::*;
use shared::text::characters::Character;
use shared::text::quoting::{Quoting, Style};

/// Delimiters, used in turn: each is one character or empty.
pub(crate) struct Delimiters {
    list: Vec<Vec<u8>>,
}

impl Delimiters {
    pub(crate) fn parse(given: &OsStr) -> Result<Self> {
        let mut list = Vec::new();
        let mut rest = given.as_bytes();
        while let Some(&first) = rest.first() {
            let escaped = first == b'\\';
            rest = &rest[usize::from(escaped)..];
            let Some(&letter) = rest.first() else {
                let message = "delimiter list ends with an unescaped backslash";
                let mut line = format!("{message}: ").into_bytes();
                Quoting::new(Style::CMaybe).push(given.as_bytes(), &mut line);
                diagnostics::warning_bytes(&line);
                return Err(Error::exit(status::failure()));
            };
            let (character, behind) = rest.split_at(Character::first_of(rest).len);
            rest = behind;
            list.push(match letter {
                b'0' if escaped => Vec::new(),
                b'b' if escaped => b"\x08".to_vec(),
                b'f' if escaped => b"\x0c".to_vec(),
                b'n' if escaped => b"\n".to_vec(),
                b'r' if escaped => b"\r".to_vec(),
                b't' if escaped => b"\t".to_vec(),
                b'v' if escaped => b"\x0b".to_vec(),
                _ => character.to_vec(),
            });
        }
        if list.is_empty() {
            list.push(Vec::new());
        }
        Ok(Self { list })
    }

    /// Returns the delimiter after line `n` of those that are pasted, counted from 0.
    pub(crate) fn nth(&self, n: usize) -> &[u8] {
        match &self.list[..] {
            [only] => only,
            list => &list[n % list.len()],
        }
    }

    /// Returns the delimiter, if there is only one and it is a single byte.
    pub(crate) fn only_byte(&self) -> Option<u8> {
        match &self.list[..] {
            [only] if only.len() == 1 => Some(only[0]),
            _ => None,
        }
    }
}
