//! The integers in conditions, which may have any number of digits.

use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Returns the digits of an integer, with its minus sign; or those of the length of the word, if
/// `length`.
pub(super) fn read(word: &OsStr, length: bool) -> Result<Cow<'_, [u8]>> {
    if length {
        return Ok(Cow::Owned(word.len().to_string().into_bytes()));
    }
    let bytes = word.as_bytes();
    let is_blank = |b: &&u8| matches!(b, b' ' | b'\t');
    let start = bytes.iter().take_while(is_blank).count();
    let text = &bytes[start..];
    let (text, sign) = match text {
        [b'+', rest @ ..] => (rest, 0),
        [b'-', ..] => (text, 1),
        _ => (text, 0),
    };
    let digits = text[sign..]
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let (number, rest) = text.split_at(sign + digits);
    if digits == 0 || rest.iter().any(|b| !is_blank(&b)) {
        return Err(Error::new(format!("invalid integer {}", quote(word))));
    }
    Ok(Cow::Borrowed(number))
}

/// Compares integers of any length by their digits.
pub(super) fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let parts = |number: &'_ [u8]| {
        let (negative, digits) = match number.strip_prefix(b"-") {
            Some(digits) => (true, digits.len()),
            None => (false, number.len()),
        };
        let digits = &number[number.len() - digits..];
        let zeros = digits.iter().take_while(|&&b| b == b'0').count();
        (
            negative && zeros < digits.len(),
            number.len() - digits.len() + zeros,
        )
    };
    let ((a_negative, a_start), (b_negative, b_start)) = (parts(a), parts(b));
    let (a, b) = (&a[a_start..], &b[b_start..]);
    let by_size = || a.len().cmp(&b.len()).then_with(|| a.cmp(b));
    match (a_negative, b_negative) {
        (false, false) => by_size(),
        (true, true) => by_size().reverse(),
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_of_any_length_compare() {
        for (a, b, order) in [
            ("1", "1", Ordering::Equal),
            ("-0", "0", Ordering::Equal),
            ("007", "7", Ordering::Equal),
            ("-2", "-10", Ordering::Greater),
            ("-1", "0", Ordering::Less),
            (
                "99999999999999999999",
                "100000000000000000000",
                Ordering::Less,
            ),
        ] {
            assert_eq!(compare(a.as_bytes(), b.as_bytes()), order, "{a} {b}");
            let reversed = compare(b.as_bytes(), a.as_bytes());
            assert_eq!(reversed, order.reverse(), "{b} {a}");
        }
    }
}
