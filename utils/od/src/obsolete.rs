//! Offset and label as operands: `od FILE +1b`, `od --traditional FILE 1 +2.`

use shared::prelude::*;
use shared::rustix::io::Errno;

/// The offset and the label that were given as operands.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) skip: Option<u64>,
    pub(crate) label: Option<u64>,
}

/// Removes the operands that are an offset or a label.
pub(crate) fn take_places(files: &mut Vec<&'static OsStr>, traditional: bool) -> Result<Places> {
    let place = |i: usize| match parse(files[i].as_bytes()) {
        Err(_) => Err(Error::io(quotef(files[i]), &Errno::RANGE.into())),
        Ok(place) => Ok(place),
    };
    let marked = |i: usize, digits: bool| match files[i].as_bytes().first() {
        Some(b'+') => true,
        Some(first) => traditional || digits && first.is_ascii_digit(),
        None => traditional,
    };
    let mut places = Places::default();
    let mut kept = files.len();
    match files.len() {
        1 if marked(0, false) => {
            places.skip = place(0)?;
            kept -= usize::from(places.skip.is_some());
        }
        2 if marked(1, true) => {
            if let Some(second) = place(1)? {
                places.skip = Some(second);
                kept = 1;
                if traditional && let Some(first) = place(0)? {
                    places.skip = Some(first);
                    places.label = Some(second);
                    kept = 0;
                }
            }
        }
        3 if traditional => {
            if let (Some(skip), Some(label)) = (place(1)?, place(2)?) {
                (places.skip, places.label) = (Some(skip), Some(label));
                kept = 1;
            }
        }
        _ => {}
    }
    files.truncate(kept);
    match files.get(1) {
        Some(extra) if traditional => {
            diagnostics::error(&format!("extra operand {}", quote(extra)));
            let message = "compatibility mode supports at most one file";
            Err(Error::usage(message))
        }
        _ => Ok(places),
    }
}

/// A number of more than 64 bits.
#[derive(Debug, PartialEq, Eq)]
struct TooLarge;

/// `[+]NUMBER[.][b]`: octal, decimal with a point, hexadecimal with 0x; `b` is 512, `B` 1024.
/// Returns none for anything else.
fn parse(text: &[u8]) -> Result<Option<u64>, TooLarge> {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let (text, unit) = match text {
        [b'0', b'x' | b'X', ..] => (text, 1),
        [rest @ .., b'b'] => (rest, 512),
        [rest @ .., b'B'] => (rest, 1024),
        _ => (text, 1),
    };
    let (digits, radix) = match text {
        [b'0', b'x' | b'X', rest @ ..] => (rest, 16),
        [rest @ .., b'.'] => (rest, 10),
        _ => (text, 8),
    };
    // Too many decimal digits are too large a number even where only octal ones are valid.
    let is_digit = |b: &u8| char::from(*b).is_digit(radix.max(10));
    if digits.is_empty() || !digits.iter().all(is_digit) {
        return Ok(None);
    }
    let mut number = Some(0_u64);
    for &b in digits {
        let digit = u64::from(char::from(b).to_digit(16).unwrap_or(0));
        number = number.and_then(|n| n.checked_mul(radix.into())?.checked_add(digit));
    }
    match number.and_then(|number| number.checked_mul(unit)) {
        None => Err(TooLarge),
        Some(_) if digits.iter().any(|b| !char::from(*b).is_digit(radix)) => Ok(None),
        Some(number) => Ok(Some(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::{TooLarge, parse};

    #[test]
    fn places_have_radixes_and_units() {
        for (text, place) in [
            ("+10", Some(8)),
            ("10.", Some(10)),
            ("+2b", Some(1024)),
            ("2.b", Some(1024)),
            ("0x1B", Some(27)),
            ("1B", Some(1024)),
            ("8", None),
            ("", None),
            ("+", None),
            ("b", None),
            ("0x", None),
        ] {
            assert_eq!(parse(text.as_bytes()), Ok(place), "{text}");
        }
        assert_eq!(parse(b"7777777777777777777777"), Err(TooLarge));
    }
}
