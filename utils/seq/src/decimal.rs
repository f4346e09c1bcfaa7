//! Counting decimal fractions exactly, as whole numbers of their last digit.

use crate::Lines;
use crate::format::Format;
use crate::operand::Operand;
use shared::prelude::*;

/// The most digits that are sure to fit, with room for one step more; a `long double` holds
/// as many, so that it would print the same.
const DIGITS: usize = 18;

/// A sequence whose numbers are all multiples of 10^-decimals.
pub(crate) struct Count {
    first: i64,
    step: i64,
    last: i64,
    /// Of what is printed.
    precision: usize,
    /// Of what is counted: the bound may have more.
    decimals: usize,
    /// What is almost zero prints as `-0.0` where it was rounded so.
    negative_zero: bool,
}

impl Count {
    /// None where the numbers don't fit.
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
            Format::fixed(0, precision).print(zero, &mut text);
            count.negative_zero = text.starts_with(b"-");
        }
        Some(count)
    }

    /// Prints the numbers, each at least `width` characters long.
    pub(crate) fn print(
        &self,
        width: usize,
        separator: &[u8],
        lines: &mut Lines,
    ) -> io::Result<()> {
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
            self.push(x / unit, width, point, &mut lines.0);
            x += self.step;
            if past(x) {
                return lines.finish();
            }
            lines.push(separator)?;
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

/// The operand in units of 10^-decimals.
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
