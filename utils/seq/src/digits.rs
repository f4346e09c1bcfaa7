//! Counting up whole numbers of any size by their digits, in place: no number is ever turned
//! into text. Where the step is 1, ten thousand lines at a time are kept as text and only
//! their changing digits are written anew.

use crate::{Lines, packed};
use shared::prelude::*;

/// The digits that count through a [`Page`].
const COUNTED: usize = 4;

/// Prints the numbers from `first` to `last` (without end where there is none), each at least
/// `width` digits long.
pub(crate) fn print(
    first: &[u8],
    step: &[u8],
    last: Option<&[u8]>,
    width: usize,
    separator: &[u8],
    lines: &mut Lines,
) -> io::Result<()> {
    let number = padded(first, width);
    let step = padded(step, 0);
    let last = last.map(|last| padded(last, width));
    let past = |number: &[u8]| last.as_ref().is_some_and(|last| is_less(last, number));
    if past(&number) {
        return Ok(());
    }
    let mut page = Page::default();
    lines.push(&number)?;
    let fit = |number: &[u8]| number.len() <= packed::DIGITS;
    if step != b"1" && fit(&number) && fit(&step) && last.as_ref().is_some_and(|last| fit(last)) {
        let bound = last.as_deref().unwrap_or_default();
        packed::print(&number, &step, bound, width, separator, lines)?;
        return lines.finish();
    }
    // From here on, the separator stands before each number.
    let start = separator.len();
    let mut line = [separator, &number].concat();
    add(&mut line, start, &step);
    while !past(&line[start..]) {
        let number = &line[start..];
        if step == b"1" && number.len() > COUNTED && number.ends_with(&[b'0'; COUNTED]) {
            let from = line.len() - COUNTED;
            line[from..].fill(b'9');
            if !past(&line[start..]) {
                page.turn_to(&line[start..from], separator);
                lines.flush()?;
                stdout().write_block(&page.text)?;
                add(&mut line, start, &step);
                continue;
            }
            line[from..].fill(b'0');
        }
        lines.push(&line)?;
        add(&mut line, start, &step);
    }
    lines.finish()
}

/// Without leading zeros but those that `width` asks for.
fn padded(digits: &[u8], width: usize) -> Vec<u8> {
    let zeros = digits.iter().take_while(|&&b| b == b'0').count();
    let digits = &digits[zeros..];
    let mut number = vec![b'0'; width.max(1).saturating_sub(digits.len())];
    number.extend_from_slice(digits);
    number
}

fn is_less(a: &[u8], b: &[u8]) -> bool {
    (a.len(), a) < (b.len(), b)
}

/// Adds `step` to the number that starts at `start`, which grows on the left where it must.
fn add(line: &mut Vec<u8>, start: usize, step: &[u8]) {
    if step.len() > line.len() - start {
        let missing = step.len() - (line.len() - start);
        line.splice(start..start, std::iter::repeat_n(b'0', missing));
    }
    let number = &mut line[start..];
    let mut carry = 0;
    for (digit, more) in number.iter_mut().rev().zip(step.iter().rev()) {
        let sum = *digit + (more - b'0') + carry;
        carry = u8::from(sum > b'9');
        *digit = sum - 10 * carry;
    }
    let above = number.len() - step.len();
    for digit in number[..above].iter_mut().rev() {
        if carry == 0 {
            return;
        }
        carry = u8::from(*digit == b'9');
        *digit = if carry == 1 { b'0' } else { *digit + 1 };
    }
    if carry > 0 {
        line.insert(start, b'1');
    }
}

/// All numbers that start with the same digits, as text, each behind a separator.
#[derive(Default)]
struct Page {
    prefix: Vec<u8>,
    text: Vec<u8>,
}

impl Page {
    /// Rewrites what differs from the last page.
    fn turn_to(&mut self, prefix: &[u8], separator: &[u8]) {
        let line = separator.len() + prefix.len() + COUNTED;
        if self.prefix.len() != prefix.len() {
            self.text.clear();
            for n in 0..10_usize.pow(COUNTED as u32) {
                self.text.extend_from_slice(separator);
                self.text.extend_from_slice(prefix);
                for place in (0..COUNTED as u32).rev() {
                    self.text.push(b'0' + (n / 10_usize.pow(place) % 10) as u8);
                }
            }
        } else {
            let same = self
                .prefix
                .iter()
                .zip(prefix)
                .take_while(|(a, b)| a == b)
                .count();
            let changed = &prefix[same..];
            let at = separator.len() + same;
            match *changed {
                // Nine times in ten it is just this.
                [digit] => self.text[at..]
                    .iter_mut()
                    .step_by(line)
                    .for_each(|b| *b = digit),
                _ => {
                    for text in self.text.chunks_exact_mut(line) {
                        text[at..][..changed.len()].copy_from_slice(changed);
                    }
                }
            }
        }
        self.prefix.clear();
        self.prefix.extend_from_slice(prefix);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_carry() {
        for (number, step, sum) in [
            ("0", "1", "1"),
            ("9", "1", "10"),
            ("1999", "1", "2000"),
            ("95", "17", "112"),
            ("5", "1000", "1005"),
            ("905", "100", "1005"),
            ("99999999999999999999", "1", "100000000000000000000"),
        ] {
            let mut line = [b"::", number.as_bytes()].concat();
            add(&mut line, 2, step.as_bytes());
            assert_eq!(line, [b"::", sum.as_bytes()].concat(), "{number} + {step}");
        }
    }
}
