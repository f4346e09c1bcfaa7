//! Counting whole numbers of up to 15 digits as packed decimals: a digit in each byte of a
//! register. An addition of two numbers, with all its carries, takes a few instructions, and the
//! text of a number is its register plus `b'0'` in each byte. It is used for steps other than
//! 1, in place of a loop over the digits of each number.

use crate::lines::{Layout, Lines};
use shared::prelude::*;

/// The digits in a register.
const ROOM: usize = 16;

/// The most digits of an operand. The last addition, past the bound, needs one more.
const DIGITS: usize = ROOM - 1;

/// A sequence of packed numbers.
pub(crate) struct Packed {
    /// The last number printed.
    number: u128,
    step: u128,
    last: u128,
}

impl Packed {
    /// Packs the digits of the operands. Returns none if they are too many.
    pub(crate) fn new(first: &[u8], step: &[u8], last: &[u8]) -> Option<Self> {
        Some(Self {
            number: pack(first)?,
            step: pack(step)?,
            last: pack(last)?,
        })
    }

    /// Prints the numbers after the first one, each after a separator.
    pub(crate) fn print(&mut self, layout: &Layout<'_>, lines: &mut Lines) -> io::Result<()> {
        let mut block = vec![0; Lines::BLOCK.max(layout.separator.len() + ROOM)];
        lines.flush()?;
        loop {
            let filled = self.fill(layout, &mut block);
            if filled == 0 {
                return Ok(());
            }
            stdout().write_block(&block[..filled])?;
        }
    }

    /// Writes as many numbers into `block` as fit. Returns how many bytes they take.
    fn fill(&mut self, layout: &Layout<'_>, block: &mut [u8]) -> usize {
        let separator = layout.separator;
        let line = separator.len() + ROOM;
        let mut filled = 0;
        while filled + line <= block.len() {
            let number = add(self.number, self.step);
            if number > self.last {
                break;
            }
            self.number = number;
            let room = &mut block[filled..filled + line];
            let (before, room) = room.split_at_mut(separator.len());
            match *separator {
                [byte] => before[0] = byte,
                _ => before.copy_from_slice(separator),
            }
            let len = ROOM - number.leading_zeros() as usize / 8;
            let len = len.max(layout.width).max(1);
            let text = (number | every_byte(b'0')) << (8 * (ROOM - len));
            // Copies the whole register. The next number overwrites what is too much.
            room.copy_from_slice(&text.to_be_bytes());
            filled += separator.len() + len;
        }
        filled
    }
}

/// Returns a register with each byte set to `byte`.
const fn every_byte(byte: u8) -> u128 {
    u128::from_ne_bytes([byte; ROOM])
}

fn pack(digits: &[u8]) -> Option<u128> {
    let push = |packed, digit: &u8| packed << 8 | u128::from(digit - b'0');
    (digits.len() <= DIGITS).then(|| digits.iter().fold(0, push))
}

/// Adds two packed numbers. Raising each byte by 0xf6 makes a sum of ten or more carry into the
/// next byte. Bytes that do not carry are lowered again.
fn add(a: u128, b: u128) -> u128 {
    let sum = a + b + every_byte(0xf6);
    (sum & every_byte(0x0f)) - (sum >> 4 & every_byte(0x06))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_digits_carry() {
        for (a, b) in [
            (0, 1),
            (9, 1),
            (1999, 1),
            (95, 17),
            (905, 1100),
            (999_999_999_999, 7),
        ] {
            let packed = |n: u64| pack(n.to_string().as_bytes()).unwrap();
            assert_eq!(add(packed(a), packed(b)), packed(a + b), "{a} + {b}");
        }
    }

    #[test]
    fn prints_what_formatting_prints() {
        for (first, step, last, width, separator) in [
            (0, 7, 10_000, 0, "\n"),
            (5, 3, 4, 0, "\n"),
            (998, 2, 1_100, 4, ", "),
            (1, 999, 1_000_000, 15, ""),
            (999_999_999_000_000, 499_999, 999_999_999_999_999, 0, "\n"),
        ] {
            let plain: String = (first..=last)
                .step_by(step)
                .skip(1)
                .map(|n| format!("{separator}{n:0width$}"))
                .collect();
            let [from, by, to] = [first, step as u64, last].map(|n| n.to_string().into_bytes());
            let mut packed = Packed::new(&from, &by, &to).unwrap();
            let layout = Layout {
                width,
                separator: separator.as_bytes(),
            };
            // The block has room for a few numbers only.
            let (mut block, mut printed) = ([0; 100], Vec::new());
            loop {
                let filled = packed.fill(&layout, &mut block);
                if filled == 0 {
                    break;
                }
                printed.extend_from_slice(&block[..filled]);
            }
            let printed = String::from_utf8(printed).unwrap();
            assert_eq!(printed, plain, "{first} {step} {last}");
        }
    }
}
