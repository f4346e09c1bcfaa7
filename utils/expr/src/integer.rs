//! Integers of any size, in 64 bits where that is enough.

use shared::num_bigint::BigInt;
use std::cmp::Ordering;

/// An integer.
#[derive(Clone)]
pub(crate) enum Integer {
    Small(i64),
    Large(BigInt),
}

impl Integer {
    /// Reads digits, which may follow a minus sign; none where there is anything else.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let text = std::str::from_utf8(text).ok()?;
        match text.parse() {
            Ok(small) => Some(Self::Small(small)),
            Err(_) => text.parse().ok().map(Self::Large),
        }
    }

    /// Its digits, behind a minus sign where it is negative.
    pub(crate) fn digits(&self) -> Vec<u8> {
        match self {
            Self::Small(small) => small.to_string(),
            Self::Large(large) => large.to_string(),
        }
        .into_bytes()
    }

    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Self::Small(small) => *small == 0,
            Self::Large(large) => *large == BigInt::ZERO,
        }
    }

    /// As a place in a string or a number of characters: 0 where it is negative, and as far as
    /// any string goes where it is larger.
    pub(crate) fn as_place(&self) -> usize {
        match self {
            Self::Small(small) => usize::try_from(*small).unwrap_or(0),
            Self::Large(large) if *large < BigInt::ZERO => 0,
            Self::Large(_) => usize::MAX,
        }
    }

    /// `a OPERATOR b`, rounded towards zero. A divisor must not be zero.
    pub(crate) fn calculate(operator: &str, a: Self, b: Self) -> Self {
        if let (&Self::Small(a), &Self::Small(b)) = (&a, &b) {
            let small = match operator {
                "+" => a.checked_add(b),
                "-" => a.checked_sub(b),
                "*" => a.checked_mul(b),
                "/" => a.checked_div(b),
                _ => a.checked_rem(b),
            };
            if let Some(small) = small {
                return Self::Small(small);
            }
        }
        let (a, b) = (a.into_large(), b.into_large());
        Self::Large(match operator {
            "+" => a + b,
            "-" => a - b,
            "*" => a * b,
            "/" => a / b,
            _ => a % b,
        })
    }

    pub(crate) fn cmp(self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(a), Self::Small(b)) => a.cmp(b),
            (a, b) => a.into_large().cmp(&b.clone().into_large()),
        }
    }

    fn into_large(self) -> BigInt {
        match self {
            Self::Small(small) => small.into(),
            Self::Large(large) => large,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_grow_past_64_bits() {
        let parse = |text: &str| Integer::parse(text.as_bytes()).unwrap();
        for (a, operator, b, result) in [
            ("9223372036854775807", "+", "1", "9223372036854775808"),
            ("-9223372036854775808", "-", "1", "-9223372036854775809"),
            ("-9223372036854775808", "/", "-1", "9223372036854775808"),
            ("-9223372036854775808", "%", "-1", "0"),
            ("4294967296", "*", "4294967296", "18446744073709551616"),
            ("18446744073709551616", "/", "-4294967296", "-4294967296"),
            ("-18446744073709551617", "%", "10", "-7"),
        ] {
            let number = Integer::calculate(operator, parse(a), parse(b));
            assert_eq!(number.digits(), result.as_bytes(), "{a} {operator} {b}");
        }
    }
}
