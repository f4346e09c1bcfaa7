//! Numbers after rounding, and their digits without printf, which takes longer than all the rest.

use crate::number::EXACT_DIGITS;
use crate::round::Round;
use crate::scale::power;
use shared::sys::long_double::LongDouble;

/// A number that was rounded.
pub(crate) struct Decimal {
    pub(crate) value: LongDouble,
    /// The same as a whole number and how many of its digits stand behind the point, where it
    /// is so small that printf would print just these.
    digits: Option<(i64, usize)>,
}

impl Decimal {
    /// Rounds to so many digits behind the point.
    pub(crate) fn rounded(value: LongDouble, behind: usize, round: Round) -> Self {
        if behind == 0 {
            let value = round.apply(value);
            return Self::new(value, value, 0);
        }
        let scale = power(10, behind);
        let whole = round.apply(value * scale);
        Self::new(whole / scale, whole, behind)
    }

    fn new(value: LongDouble, whole: LongDouble, behind: usize) -> Self {
        let exact = behind <= 15 && whole.abs() < LongDouble::from(1_000_000_000_000_000);
        Self {
            value,
            digits: exact.then(|| (whole.to_i64(), behind)),
        }
    }

    /// One that only printf knows how to print.
    pub(crate) fn inexact(value: LongDouble) -> Self {
        Self {
            value,
            digits: None,
        }
    }

    /// Appends it, unless it takes printf to know how.
    pub(crate) fn push_exactly(&self, precision: usize, point: &[u8], out: &mut Vec<u8>) -> bool {
        let Some((mut whole, mut behind)) = self.digits else {
            return false;
        };
        while behind > precision && whole % 10 == 0 {
            (whole, behind) = (whole / 10, behind - 1);
        }
        let negative = whole < 0;
        if behind > precision {
            return false;
        }
        let mut text = [b'0'; 20];
        let mut start = text.len();
        let mut rest = whole.unsigned_abs();
        while rest > 0 || text.len() - start <= behind {
            start -= 1;
            text[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let (before, after) = text[start..].split_at(text.len() - start - behind);
        // More digits show how the fraction is not exact.
        if behind > 0 && before.len() + precision > EXACT_DIGITS {
            return false;
        }
        if negative {
            out.push(b'-');
        }
        out.extend_from_slice(before);
        if precision > 0 {
            out.extend_from_slice(point);
            out.extend_from_slice(after);
            out.resize(out.len() + precision - behind, b'0');
        }
        true
    }
}
