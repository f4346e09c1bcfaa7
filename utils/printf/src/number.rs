//! Arguments that are numbers. For a malformed one, an error is printed and the part that could
//! be read is used.

use shared::prelude::*;
use shared::program::posix;
use shared::sys::long_double::{LongDouble, Reading};
use shared::sys::{c_string, strerror};
use shared::text::locale::{self, Decoded};

/// Reads an argument of `%d` or `%i`.
pub(crate) fn signed(argument: Option<&OsStr>) -> i64 {
    let Some(argument) = argument else { return 0 };
    if let Some(code) = character(argument) {
        return code.into();
    }
    let magnitude = magnitude(argument.as_bytes());
    let limit = u64::from(magnitude.negative) + i64::MAX as u64;
    check(
        argument,
        magnitude.len,
        magnitude.value.is_none_or(|v| v > limit),
    );
    let value = magnitude.value.unwrap_or(u64::MAX).min(limit);
    if magnitude.negative {
        0i64.wrapping_sub_unsigned(value)
    } else {
        value as i64
    }
}

/// Reads an argument of `%o`, `%u`, `%x` or `%X`. A negative number wraps around.
pub(crate) fn unsigned(argument: Option<&OsStr>) -> u64 {
    let Some(argument) = argument else { return 0 };
    if let Some(code) = character(argument) {
        return code.into();
    }
    let magnitude = magnitude(argument.as_bytes());
    check(argument, magnitude.len, magnitude.value.is_none());
    match magnitude.value {
        Some(value) if magnitude.negative => value.wrapping_neg(),
        value => value.unwrap_or(u64::MAX),
    }
}

/// Reads an argument of a floating-point conversion, in the user's locale.
pub(crate) fn float(argument: Option<&OsStr>) -> Result<LongDouble> {
    let Some(argument) = argument else {
        return Ok(LongDouble::ZERO);
    };
    if let Some(code) = character(argument) {
        return Ok(LongDouble::from(i64::from(code)));
    }
    let reading = read_float(argument.as_bytes())?;
    check(argument, reading.len, reading.out_of_range);
    Ok(reading.value)
}

/// Reads a number with the locale's decimal point, or with a dot.
fn read_float(text: &[u8]) -> io::Result<Reading> {
    let reading = LongDouble::read(&c_string(text)?);
    let point = &*locale::numeric().decimal_point;
    let stop = reading.len;
    if point == b"." || text.get(stop) != Some(&b'.') {
        return Ok(reading);
    }
    let with_point = [&text[..stop], point, &text[stop + 1..]].concat();
    let other = LongDouble::read(&c_string(&with_point)?);
    if other.len <= stop {
        return Ok(reading);
    }
    Ok(Reading {
        len: other.len + 1 - point.len(),
        ..other
    })
}

/// Returns the code of the character after a quote: `'a` is 97.
fn character(argument: &OsStr) -> Option<u32> {
    let [b'\'' | b'"', text @ ..] = argument.as_bytes() else {
        return None;
    };
    let (code, rest) = match *text {
        [] => return None,
        [byte @ ..0x80, ref rest @ ..] => (byte.into(), rest),
        [byte, ref rest @ ..] => match locale::decode(text) {
            Decoded::Char(code, len) if locale::is_multibyte() => (code, &text[len..]),
            _ => (byte.into(), rest),
        },
    };
    if !rest.is_empty() && !posix::is_strict() {
        let ignored = b": character(s) following character constant have been ignored";
        diagnostics::warning_bytes(&[b"warning: ", rest, ignored].concat());
    }
    Some(code)
}

/// Prints an error unless all bytes of the argument are the number. `len` is how many are.
fn check(argument: &OsStr, len: usize, out_of_range: bool) {
    let reason = if out_of_range {
        strerror(shared::libc::ERANGE)
    } else if len == 0 {
        "expected a numeric value".to_owned()
    } else if len < argument.len() {
        "value not completely converted".to_owned()
    } else {
        return;
    };
    diagnostics::error(&format!("{}: {reason}", quote(argument)));
}

/// An integer as C's strtoumax(3) reads it.
struct Magnitude {
    negative: bool,
    /// None if the number is too large.
    value: Option<u64>,
    /// The bytes read, 0 if there are no digits.
    len: usize,
}

fn magnitude(text: &[u8]) -> Magnitude {
    let is_space = |b: &&u8| locale::is_posix_space(**b);
    let mut at = text.iter().take_while(is_space).count();
    let negative = text.get(at) == Some(&b'-');
    at += usize::from(negative || text.get(at) == Some(&b'+'));
    let base = match text[at..] {
        [b'0', b'x' | b'X', digit, ..] if digit.is_ascii_hexdigit() => {
            at += 2;
            16
        }
        [b'0', ..] => 8,
        _ => 10,
    };
    let digits = text[at..].iter();
    let digits = digits.map_while(|&b| char::from(b).to_digit(base));
    let (mut value, mut count) = (Some(0u64), 0);
    for digit in digits {
        value = value.and_then(|v| v.checked_mul(base.into())?.checked_add(digit.into()));
        count += 1;
    }
    Magnitude {
        negative,
        value,
        len: if count == 0 { 0 } else { at + count },
    }
}
