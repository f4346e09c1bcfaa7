//! The types of `-t`.

use crate::field::{Kind, Table};
use crate::float::Format;
use shared::prelude::*;
use shared::sys::long_double::LongDouble;

/// A type of `-t`: one way to print a line of input.
pub(crate) struct Type {
    pub(crate) field: Field,
    /// The line ends with its printable characters (`z`).
    pub(crate) trailer: bool,
}

/// How the fields of a line are printed.
pub(crate) struct Field {
    pub(crate) kind: Kind,
    /// Bytes in a field.
    pub(crate) size: usize,
    /// Characters in a field, without the blanks before it.
    pub(crate) width: usize,
}

impl Field {
    fn of_bytes(table: Table, width: usize) -> Self {
        Self {
            kind: Kind::Table(table),
            size: 1,
            width,
        }
    }
}

/// Appends the types that a value of `-t` lists.
pub(crate) fn parse(given: &OsStr, types: &mut Vec<Type>) -> Result {
    let mut rest = given.as_bytes();
    while let Some((&letter, behind)) = rest.split_first() {
        let (field, behind) = match letter {
            b'a' => (Field::of_bytes(Table::names(), 3), behind),
            b'c' => (Field::of_bytes(Table::characters(), 3), behind),
            b'd' | b'o' | b'u' | b'x' => integer(letter, given, behind)?,
            b'f' => float(given, behind)?,
            other => {
                let other = escaped(OsStr::from_bytes(&[other]));
                let given = quote(given);
                let message = format!("invalid character '{other}' in type string {given}");
                return Err(Error::new(message));
            }
        };
        let trailer = behind.first() == Some(&b'z');
        rest = &behind[usize::from(trailer)..];
        types.push(Type { field, trailer });
    }
    Ok(())
}

/// Reads the size after `d`, `o`, `u` or `x`. Returns the field and the rest of the text.
fn integer<'a>(letter: u8, given: &OsStr, text: &'a [u8]) -> Result<(Field, &'a [u8])> {
    let named = match text.first() {
        Some(b'C') => Some(1),
        Some(b'S') => Some(2),
        Some(b'I') => Some(4),
        Some(b'L') => Some(8),
        _ => None,
    };
    let (size, rest) = match named {
        Some(size) => (size, &text[1..]),
        None => match number(given, text)? {
            (None, rest) => (4, rest),
            (Some(size), rest) => (size, rest),
        },
    };
    if ![1, 2, 4, 8].contains(&size) {
        return Err(unknown_size(given, size, "integral"));
    }
    // The widths are those of the largest numbers of 1, 2, 4 and 8 bytes, with a sign.
    let power = size.trailing_zeros() as usize;
    let (kind, width) = match letter {
        b'd' => (Kind::Signed, [4, 6, 11, 20][power]),
        b'o' => (Kind::Octal, [3, 6, 11, 22][power]),
        b'u' => (Kind::Unsigned, [3, 5, 10, 20][power]),
        _ => (Kind::Hexadecimal, [2, 4, 8, 16][power]),
    };
    let field = match size {
        1 => Field::of_bytes(Table::integers(&kind), width),
        _ => Field {
            kind,
            size: size as usize,
            width,
        },
    };
    Ok((field, rest))
}

/// Reads the size after `f`. Returns the field and the rest of the text.
fn float<'a>(given: &OsStr, text: &'a [u8]) -> Result<(Field, &'a [u8])> {
    let named = match text.first() {
        Some(b'B') => Some(Format::Brain),
        Some(b'H') => Some(Format::Half),
        Some(b'F') => Some(Format::Single),
        Some(b'D') => Some(Format::Double),
        Some(b'L') => Some(Format::Long),
        _ => None,
    };
    let (format, rest) = match named {
        Some(format) => (format, &text[1..]),
        None => match number(given, text)? {
            (None, rest) => (Format::Double, rest),
            (Some(2), rest) => (Format::Half, rest),
            (Some(4), rest) => (Format::Single, rest),
            (Some(8), rest) => (Format::Double, rest),
            (Some(n), rest) if n == LongDouble::SIZE as u64 => (Format::Long, rest),
            (Some(n), _) => return Err(unknown_size(given, n, "floating point")),
        },
    };
    let field = Field {
        kind: Kind::Float(format),
        size: format.size(),
        width: format.width(),
    };
    Ok((field, rest))
}

/// Splits a size in bytes off `text`, if it starts with one.
fn number<'a>(given: &OsStr, text: &'a [u8]) -> Result<(Option<u64>, &'a [u8])> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(digits);
    if digits.is_empty() {
        return Ok((None, rest));
    }
    let mut size = Some(0u64);
    for digit in digits {
        let digit = u64::from(digit - b'0');
        size = size.and_then(|n| n.checked_mul(10)?.checked_add(digit));
    }
    match size {
        Some(size) => Ok((Some(size), rest)),
        None => Err(Error::new(format!("invalid type string {}", quote(given)))),
    }
}

fn unknown_size(given: &OsStr, size: u64, what: &str) -> Error {
    let given = quote(given);
    Error::new(format!(
        "invalid type string {given};\nthis system doesn't provide a {size}-byte {what} type"
    ))
}
