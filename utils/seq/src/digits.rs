//! Counting whole numbers of any size by their digits, in place: no number is converted to text.
//! If the step is 1, a [`Page`] of ten thousand lines is kept as text, and only the digits that
//! differ from the previous page are rewritten. That is one byte of most lines.

use crate::lines::{Layout, Lines};
use crate::packed::Packed;
use shared::prelude::*;

/// The last digits of a number, which take all values within a [`Page`].
const COUNTED: usize = 4;

/// The digits of the operands.
pub(crate) struct Range<'a> {
    pub(crate) first: &'a [u8],
    pub(crate) step: &'a [u8],
    /// None for a sequence without an end.
    pub(crate) last: Option<&'a [u8]>,
}

/// Prints the numbers of a range.
pub(crate) fn print(range: &Range<'_>, layout: &Layout<'_>, lines: &mut Lines) -> io::Result<()> {
    let &Layout { width, separator } = layout;
    let number = padded(range.first, width);
    let step = padded(range.step, 0);
    let last = range.last.map(|last| padded(last, width));
    let past = |number: &[u8]| last.as_ref().is_some_and(|last| is_less(last, number));
    if past(&number) {
        return Ok(());
    }
    lines.push(&number)?;
    if step != b"1"
        && let Some(last) = &last
        && let Some(mut packed) = Packed::new(&number, &step, last)
    {
        packed.print(layout, lines)?;
        return lines.finish();
    }
    let mut page = Page::default();
    // From here on, the separator is printed before each number.
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

/// Removes leading zeros, then adds as many as `width` requires.
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

/// Adds `step` to the number that starts at `start`, and inserts digits on its left if necessary.
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

/// The text of all numbers with the same prefix, each after a separator.
#[derive(Default)]
struct Page {
    prefix: Vec<u8>,
    text: Vec<u8>,
}

impl Page {
    /// Rewrites the digits that differ from the previous page.
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
                // Nine pages out of ten differ in one digit.
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

    #[test]
    fn pages_are_what_formatting_prints() {
        let mut page = Page::default();
        for prefix in [1, 2, 3, 9, 10, 11, 19, 20, 99, 100, 201] {
            page.turn_to(prefix.to_string().as_bytes(), b", ");
            let plain: String = (0..10_000).map(|n| format!(", {prefix}{n:04}")).collect();
            assert!(page.text == plain.as_bytes(), "{prefix}");
        }
    }
}
