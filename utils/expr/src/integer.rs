//! Integers of any size.

use shared::num_bigint::BigInt;
use std::cmp::Ordering;

/// An operator between integers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// An integer, in 64 bits if they are enough.
#[derive(Clone)]
pub(crate) enum Integer {
    Small(i64),
    Large(BigInt),
}

impl Integer {
    /// Parses digits after an optional minus sign. Returns none if there is anything else.
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

    /// Returns the decimal digits, with a minus sign if the integer is negative.
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

    /// Returns the integer as a position in a string or a number of characters, clamped to the
    /// range of `usize`.
    pub(crate) fn clamped(&self) -> usize {
        match self {
            Self::Small(small) => usize::try_from(*small).unwrap_or(0),
            Self::Large(large) if *large < BigInt::ZERO => 0,
            Self::Large(_) => usize::MAX,
        }
    }

    /// Returns `a OPERATOR b`, rounded towards zero. A divisor must not be zero.
    pub(crate) fn calculate(operator: Arithmetic, a: Self, b: Self) -> Self {
        if let (&Self::Small(a), &Self::Small(b)) = (&a, &b) {
            let small = match operator {
                Arithmetic::Add => a.checked_add(b),
                Arithmetic::Subtract => a.checked_sub(b),
                Arithmetic::Multiply => a.checked_mul(b),
                Arithmetic::Divide => a.checked_div(b),
                Arithmetic::Remainder => a.checked_rem(b),
            };
            if let Some(small) = small {
                return Self::Small(small);
            }
        }
        let (a, b) = (a.into_large(), b.into_large());
        Self::Large(match operator {
            Arithmetic::Add => a + b,
            Arithmetic::Subtract => a - b,
            Arithmetic::Multiply => a * b,
            Arithmetic::Divide => a / b,
            Arithmetic::Remainder => a % b,
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
        use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
        let parse = |text: &str| Integer::parse(text.as_bytes()).unwrap();
        for (a, operator, b, result) in [
            ("9223372036854775807", Add, "1", "9223372036854775808"),
            (
                "-9223372036854775808",
                Subtract,
                "1",
                "-9223372036854775809",
            ),
            ("-9223372036854775808", Divide, "-1", "9223372036854775808"),
            ("-9223372036854775808", Remainder, "-1", "0"),
            ("4294967296", Multiply, "4294967296", "18446744073709551616"),
            ("18446744073709551616", Divide, "-4294967296", "-4294967296"),
            ("-18446744073709551617", Remainder, "10", "-7"),
        ] {
            let number = Integer::calculate(operator, parse(a), parse(b));
            assert_eq!(number.digits(), result.as_bytes(), "{a} {operator:?} {b}");
        }
    }
}
