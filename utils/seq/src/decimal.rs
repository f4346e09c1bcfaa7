//! Counting decimal fractions exactly, as integer multiples of their last digit.

use crate::format::Format;
use crate::lines::{Layout, Lines};
use crate::operand::Operand;
use shared::prelude::*;

/// The most digits of a number. An `i64` holds as many, with room for one step past the bound. A
/// `long double` holds them too, so GNU prints the same.
const DIGITS: usize = 18;

/// A sequence whose numbers are all multiples of 10^-decimals.
pub(crate) struct Count {
    first: i64,
    step: i64,
    last: i64,
    /// The decimals printed.
    precision: usize,
    /// The decimals counted, which are more if the bound has more.
    decimals: usize,
    /// Zero is printed as `-0.0`, because a `long double` would be slightly below zero there.
    negative_zero: bool,
}

impl Count {
    /// Returns none if the numbers have too many digits.
    pub(crate) fn new(first: &Operand, step: &Operand, last: &Operand) -> Option<Self> {
        let precision = first.precision?.max(step.precision?);
        let decimals = precision.max(last.precision?);
        let mut count = Self {
            first: scaled(first, decimals)?,
            step: scaled(step, decimals)?,
            last: scaled(last, decimals)?,
            precision,
            decimals,
            negative_zero: false,
        };
        if count.first % count.step == 0 {
            let times = (count.first / count.step).unsigned_abs();
            let zero = first.value.after_steps(times, step.value);
            let mut text = Vec::new();
            let zero = if times == 0 { first.value } else { zero };
            let format = Format::fixed(0, precision).ok()?;
            format.print(zero, &mut text).ok()?;
            count.negative_zero = text.starts_with(b"-");
        }
        Some(count)
    }

    pub(crate) fn print(&self, layout: &Layout<'_>, lines: &mut Lines) -> io::Result<()> {
        let past = |x: i64| {
            if self.step < 0 {
                x < self.last
            } else {
                self.last < x
            }
        };
        if past(self.first) {
            return Ok(());
        }
        let point = match self.precision {
            0 => &[][..],
            _ => &shared::text::locale::numeric().decimal_point,
        };
        let unit = 10_i64.pow((self.decimals - self.precision) as u32);
        let mut x = self.first;
        loop {
            self.push(x / unit, layout.width, point, &mut lines.0);
            x += self.step;
            if past(x) {
                return lines.finish();
            }
            lines.push(layout.separator)?;
        }
    }

    fn push(&self, x: i64, width: usize, point: &[u8], line: &mut Vec<u8>) {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        let mut rest = x.unsigned_abs();
        while rest > 0 {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        let (whole, fraction) = digits.split_at(digits.len() - self.precision);
        let whole = &whole[start.min(whole.len() - 1)..];
        let sign = x < 0 || x == 0 && self.negative_zero;
        let len =
            usize::from(sign) + whole.len() + usize::from(self.precision > 0) + self.precision;
        line.extend_from_slice(if sign { b"-" } else { b"" });
        line.extend(std::iter::repeat_n(b'0', width.saturating_sub(len)));
        line.extend_from_slice(whole);
        line.extend_from_slice(point);
        line.extend_from_slice(fraction);
    }
}

/// Returns the operand as a multiple of 10^-decimals, none if it has too many digits.
fn scaled(operand: &Operand, decimals: usize) -> Option<i64> {
    let given = operand.digits.as_ref()?;
    let mut text = given.whole.clone();
    text.extend_from_slice(&given.fraction);
    text.resize(given.whole.len().checked_add(decimals)?, b'0');
    let zeros = text.iter().take_while(|&&b| b == b'0').count();
    if decimals > DIGITS || text.len() - zeros > DIGITS {
        return None;
    }
    let add = |value, digit: &u8| value * 10 + i64::from(digit - b'0');
    let value = text.iter().fold(0, add);
    Some(if given.negative { -value } else { value })
}
