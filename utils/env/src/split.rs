//! The language of -S: quotes, escapes and variables (manual node "env invocation").

use shared::prelude::*;
use shared::text::locale::is_posix_space;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// Splits `text` into words, and tells what becomes of variables where `debug` is set.
///
/// # Errors
/// It isn't well-formed.
pub(crate) fn split(text: &[u8], debug: bool) -> Result<Vec<OsString>> {
    let mut words = Words::default();
    let mut quote = None;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        let next = after.first().copied();
        let double = quote == Some(b'"');
        match byte {
            b'\'' | b'"' if quote.is_none() => {
                quote = Some(byte);
                words.extend(b"");
            }
            _ if quote == Some(byte) => quote = None,
            b'\\' if quote == Some(b'\'') && matches!(next, Some(b'\\' | b'\'')) => {
                words.extend(&after[..1]);
                rest = &after[1..];
                continue;
            }
            _ if quote == Some(b'\'') => words.extend(&[byte]),
            b'\\' => {
                match escaped(next, double)? {
                    Escape::Byte(b) => words.extend(&[b]),
                    Escape::Separator => words.end(),
                    Escape::Stop => break,
                }
                rest = &after[1..];
                continue;
            }
            b'$' => {
                let (name, behind) = variable(rest)?;
                let value = std::env::var_os(OsStr::from_bytes(name));
                if debug {
                    tell(name, value.as_deref());
                }
                if let Some(value) = value {
                    words.extend(value.as_bytes());
                }
                rest = behind;
                continue;
            }
            _ if double => words.extend(&[byte]),
            b'#' if words.current.is_none() => break,
            _ if is_posix_space(byte) => words.end(),
            _ => words.extend(&[byte]),
        }
        rest = after;
    }
    if quote.is_some() {
        return Err(Error::new("no terminating quote in -S string"));
    }
    words.end();
    Ok(words.done)
}

fn tell(name: &[u8], value: Option<&OsStr>) {
    let name = String::from_utf8_lossy(name);
    let line = match value {
        Some(value) => format!("expanding ${{{name}}} into {}\n", quote(value)),
        None => format!("replacing ${{{name}}} with null string\n"),
    };
    diagnostics::write_stderr(line.as_bytes());
}

#[derive(Default)]
struct Words {
    done: Vec<OsString>,
    current: Option<Vec<u8>>,
}

impl Words {
    /// Goes on with a word, which may so far be empty.
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
    Separator,
    Stop,
}

/// What a backslash and `letter` stand for outside single quotes.
fn escaped(letter: Option<u8>, in_quotes: bool) -> Result<Escape> {
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
            let letter = String::from_utf8_lossy(&[letter]).into_owned();
            return Err(Error::new(format!("invalid sequence '\\{letter}' in -S")));
        }
    }))
}

/// The name in `${NAME}`, which `text` starts with, and what stands behind it.
fn variable(text: &[u8]) -> Result<(&[u8], &[u8])> {
    let name_in = |text| {
        let inner: &[u8] = <[u8]>::strip_prefix(text, b"${")?;
        let (name, behind) = inner.split_at(inner.iter().position(|&b| b == b'}')?);
        let starts = name
            .first()
            .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        let rest = name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
        (starts && rest).then_some((name, &behind[1..]))
    };
    name_in(text).ok_or_else(|| {
        Error::new(format!(
            "only ${{VARNAME}} expansion is supported, error at: {}",
            String::from_utf8_lossy(text)
        ))
    })
}
