//! The types of `-t`.

use crate::field::{Kind, Table};
use crate::float::Format;
use shared::prelude::*;
use shared::sys::long_double::LongDouble;

/// One way to print a line of input.
pub(crate) struct Type {
    pub(crate) kind: Kind,
    /// Bytes in a field.
    pub(crate) size: usize,
    /// Characters in a field, without what stands between two.
    pub(crate) width: usize,
    /// Does the line end in its printable characters?
    pub(crate) trailer: bool,
}

/// The type that an option of its own stands for.
pub(crate) fn of_letter(letter: &str) -> &'static str {
    match letter {
        "a" => "a",
        "b" => "o1",
        "c" => "c",
        "D" => "u4",
        "d" => "u2",
        "e" | "F" => "fD",
        "f" => "fF",
        "H" | "X" => "x4",
        "i" => "dI",
        "I" | "L" | "l" => "dL",
        "O" => "o4",
        "s" => "d2",
        "h" | "x" => "x2",
        _ => "o2", // -B, -o
    }
}

/// Reads the value of `-t`, several types in a row.
pub(crate) fn parse(given: &OsStr, types: &mut Vec<Type>) -> Result {
    let mut rest = given.as_bytes();
    while let Some((&letter, behind)) = rest.split_first() {
        let (kind, size, width, behind) = match letter {
            b'a' => (Kind::Table(Table::names()), 1, 3, behind),
            b'c' => (Kind::Table(Table::characters()), 1, 3, behind),
            b'd' | b'o' | b'u' | b'x' => integer(letter, given, behind)?,
            b'f' => float(given, behind)?,
            other => {
                let other = String::from_utf8_lossy(&[other]).into_owned();
                let given = quote(given);
                let message = format!("invalid character '{other}' in type string {given}");
                return Err(Error::new(message));
            }
        };
        let trailer = behind.first() == Some(&b'z');
        rest = &behind[usize::from(trailer)..];
        types.push(Type {
            kind,
            size,
            width,
            trailer,
        });
    }
    Ok(())
}

type Parsed<'a> = (Kind, usize, usize, &'a [u8]);

fn integer<'a>(letter: u8, given: &OsStr, text: &'a [u8]) -> Result<Parsed<'a>> {
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
    let place = size.trailing_zeros() as usize;
    let (kind, width) = match letter {
        b'd' => (Kind::Signed, [4, 6, 11, 20][place]),
        b'o' => (Kind::Octal, [3, 6, 11, 22][place]),
        b'u' => (Kind::Unsigned, [3, 5, 10, 20][place]),
        _ => (Kind::Hexadecimal, [2, 4, 8, 16][place]),
    };
    let kind = match size {
        1 => Kind::Table(Table::integers(&kind)),
        _ => kind,
    };
    Ok((kind, size as usize, width, rest))
}

fn float<'a>(given: &OsStr, text: &'a [u8]) -> Result<Parsed<'a>> {
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
    Ok((Kind::Float(format), format.size(), format.width(), rest))
}

/// The number at the start of `text`, if there is one.
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
