//! Numbers after rounding. Most are printed from their integer digits: snprintf(3) would take
//! longer than the rest of the conversion.

use crate::number::EXACT_DIGITS;
use crate::round::Round;
use crate::scale::power;
use shared::sys::long_double::LongDouble;

/// The most digits after the point, and the bound of the whole number, up to which snprintf(3)
/// prints exactly the digits of the whole number.
const MOST_BEHIND: usize = 15;
const BOUND: i64 = 1_000_000_000_000_000;

/// A number that was rounded.
pub(crate) struct Decimal {
    pub(crate) value: LongDouble,
    /// The digits, if they are known exactly.
    digits: Option<Digits>,
}

/// A number without its decimal point.
#[derive(Clone, Copy)]
struct Digits {
    whole: i64,
    /// How many of the digits come after the point.
    behind: usize,
}

impl Decimal {
    /// Rounds `value` to `behind` digits after the point.
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
        let exact = behind <= MOST_BEHIND && whole.abs() < LongDouble::from(BOUND);
        let digits = || Digits {
            whole: whole.to_i64(),
            behind,
        };
        Self {
            value,
            digits: exact.then(digits),
        }
    }

    /// A number whose digits only snprintf(3) can compute.
    pub(crate) fn inexact(value: LongDouble) -> Self {
        Self {
            value,
            digits: None,
        }
    }

    /// Appends the number from its digits. Returns false if snprintf(3) must print it instead.
    pub(crate) fn push_exactly(&self, precision: usize, point: &[u8], out: &mut Vec<u8>) -> bool {
        let Some(Digits {
            mut whole,
            mut behind,
        }) = self.digits
        else {
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
        // With more digits, snprintf(3) shows that the binary fraction is not exact.
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
