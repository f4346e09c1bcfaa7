//! Durations of sleep(1) and timeout(1): a floating-point number, decimal or hexadecimal, of
//! seconds, minutes (`m`), hours (`h`) or days (`d`).
//!
//! They are parsed exactly and rounded up to nanoseconds, so that a wait is never shorter than
//! requested.

use crate::text::locale;
use crate::text::locale::skip_posix_space;

/// A duration in nanoseconds. [`FOREVER`] if it is too long.
pub type Nanoseconds = u128;

/// A duration that never ends.
pub const FOREVER: Nanoseconds = u128::MAX;

const SECOND: u128 = 1_000_000_000;

/// Parses a duration. Returns None if it is not a number, is negative, or has an unknown suffix.
pub fn parse(text: &[u8]) -> Option<Nanoseconds> {
    let (negative, text) = match skip_posix_space(text) {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (number, suffix) = number(text)?;
    let unit = match suffix {
        b"" | b"s" => 1,
        b"m" => 60,
        b"h" => 60 * 60,
        b"d" => 24 * 60 * 60,
        _ => return None,
    };
    let duration = number.times(unit * SECOND);
    (!negative || duration == 0).then_some(duration)
}

/// A number in the syntax of strtod(3), before rounding.
#[derive(Debug)]
enum Number {
    Infinite,
    /// Digits without leading zeros, times a power of ten.
    Decimal(Vec<u8>, i64),
    /// A mantissa, whether non-zero digits were cut off from it, and a power of two.
    Binary(u64, bool, i64),
}

impl Number {
    /// Returns the product, rounded up.
    fn times(&self, factor: u128) -> Nanoseconds {
        match self {
            Self::Infinite => FOREVER,
            Self::Decimal(digits, power) => decimal(digits, *power, factor),
            &Self::Binary(mantissa, more, power) => binary(mantissa, more, power, factor),
        }
    }
}

fn decimal(digits: &[u8], power: i64, factor: u128) -> Nanoseconds {
    /// Number of fractional digits that are calculated. If there are more, they round up the last.
    const FRACTION: usize = 18;
    if digits.is_empty() {
        return 0;
    }
    // Number of digits before the decimal point.
    let whole = power.saturating_add(digits.len() as i64);
    if whole > 24 {
        return FOREVER;
    }
    let digit = |place: i64| {
        let digit = usize::try_from(place).ok().and_then(|i| digits.get(i));
        u128::from(digit.map_or(0, |d| d - b'0'))
    };
    let first = whole.clamp(-(FRACTION as i64) - 1, 24);
    let last = first + FRACTION as i64;
    let before = (0..first).fold(0u128, |n, place| n * 10 + digit(place));
    let after = (first..last).fold(0u128, |n, place| n * 10 + digit(place));
    let more = whole < first || digits.len() as i64 > last;
    let scale = 10u128.pow(FRACTION as u32);
    let after = (after + u128::from(more)) * factor;
    before * factor + after.div_ceil(scale)
}

fn binary(mantissa: u64, more: bool, power: i64, factor: u128) -> Nanoseconds {
    let product = (u128::from(mantissa) + u128::from(more)) * factor;
    if product == 0 {
        return 0;
    }
    if power >= 0 {
        let room = i64::from(product.leading_zeros());
        return if power < room {
            product << power
        } else {
            FOREVER
        };
    }
    let shift = power.unsigned_abs();
    if shift >= 127 {
        return 1;
    }
    product.div_ceil(1 << shift)
}

/// Parses the number at the start of `text`. Returns it and the rest.
fn number(text: &[u8]) -> Option<(Number, &[u8])> {
    for word in ["infinity", "inf"] {
        if let Some((start, rest)) = text.split_at_checked(word.len())
            && start.eq_ignore_ascii_case(word.as_bytes())
        {
            return Some((Number::Infinite, rest));
        }
    }
    if let [b'0', b'x' | b'X', rest @ ..] = text
        && let Some(found) = hexadecimal(rest)
    {
        return Some(found);
    }
    let (mut digits, fraction, rest) = mantissa(text, |b| b.is_ascii_digit())?;
    let (power, rest) = exponent(rest, b'e');
    let zeros = digits.iter().take_while(|&&d| d == b'0').count();
    digits.drain(..zeros);
    let power = power.saturating_sub(fraction as i64);
    Some((Number::Decimal(digits, power), rest))
}

fn hexadecimal(text: &[u8]) -> Option<(Number, &[u8])> {
    let (digits, fraction, rest) = mantissa(text, |b| b.is_ascii_hexdigit())?;
    let (power, rest) = exponent(rest, b'p');
    let power = power.saturating_sub(4 * fraction as i64);
    let zeros = digits.iter().take_while(|&&d| d == b'0').count();
    let (kept, dropped) = digits[zeros..].split_at((digits.len() - zeros).min(16));
    let digit = |d: &u8| u64::from(char::from(*d).to_digit(16).unwrap_or(0));
    let mantissa = kept.iter().fold(0, |n, d| n << 4 | digit(d));
    let more = dropped.iter().any(|&d| d != b'0');
    let power = power.saturating_add(4 * dropped.len() as i64);
    Some((Number::Binary(mantissa, more, power), rest))
}

/// Parses digits around a decimal point. Returns all digits, how many follow the point, and the
/// rest.
fn mantissa(text: &[u8], is_digit: fn(&u8) -> bool) -> Option<(Vec<u8>, usize, &[u8])> {
    let count = |text: &[u8]| text.iter().take_while(|b| is_digit(b)).count();
    let (before, rest) = text.split_at(count(text));
    let mut digits = before.to_vec();
    let (mut fraction, mut rest) = (0, rest);
    if let Some(after) = after_point(rest) {
        fraction = count(after);
        if !digits.is_empty() || fraction > 0 {
            digits.extend_from_slice(&after[..fraction]);
            rest = &after[fraction..];
        }
    }
    (!digits.is_empty()).then_some((digits, fraction, rest))
}

/// Returns the text after a decimal point, which is a period or that of the locale.
fn after_point(text: &[u8]) -> Option<&[u8]> {
    match *text.first()? {
        b'.' => Some(&text[1..]),
        b'a'..=b'z' | b'A'..=b'Z' => None,
        _ => text.strip_prefix(locale::numeric().decimal_point.as_slice()),
    }
}

/// Parses an exponent such as `e-5`. Returns 0 if there is none.
fn exponent(text: &[u8], letter: u8) -> (i64, &[u8]) {
    let none = (0, text);
    let Some((first, rest)) = text.split_first() else {
        return none;
    };
    if first.to_ascii_lowercase() != letter {
        return none;
    }
    let (negative, rest) = match rest {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, rest),
    };
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == 0 {
        return none;
    }
    // This limit is too large to matter, and too small to overflow later.
    let value = rest[..digits]
        .iter()
        .fold(0i64, |n, d| (n * 10 + i64::from(d - b'0')).min(1 << 40));
    (if negative { -value } else { value }, &rest[digits..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_rounded_up() {
        for (text, nanoseconds) in [
            ("1", SECOND),
            (" +1.5m", 90 * SECOND),
            ("\t\n 2", 2 * SECOND),
            ("0.0000000001", 1),
            ("1.0000000001", SECOND + 1),
            ("1e-999999999999999999999", 1),
            ("0e999999999999999999999", 0),
            ("-0", 0),
            (".5h", 1800 * SECOND),
            ("5.", 5 * SECOND),
            ("1e1d", 864_000 * SECOND),
            ("0x10", 16 * SECOND),
            ("0xd", 13 * SECOND),
            ("0x.8p1s", SECOND),
            ("0x1p-3", SECOND / 8),
            ("0x1p-99999", 1),
            (
                "100000000000000000000000",
                100_000_000_000_000_000_000_000 * SECOND,
            ),
            ("1e400", FOREVER),
            ("infinityd", FOREVER),
            ("INFm", FOREVER),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(nanoseconds), "{text}");
        }
        for text in [
            "", " ", "-1", "nan", "1x", "1ss", "1M", "0x", "0x.", ".", "1e", ".e1", "1 ", "-inf",
            "0x1e-2s", "1_0", "infinit", "s", "+-1",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
