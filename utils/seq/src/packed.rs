//! Counting up whole numbers of up to 16 digits, a byte each, in one register.

use crate::Lines;
use shared::prelude::*;

/// The digits that fit, one less than there is room for: the last step goes past the end.
pub(crate) const DIGITS: usize = 15;

/// Every byte of a register set to `byte`.
const fn bytes(byte: u8) -> u128 {
    u128::from_ne_bytes([byte; 16])
}

/// Packs digits.
fn pack(digits: &[u8]) -> u128 {
    digits
        .iter()
        .fold(0, |packed, b| packed << 8 | u128::from(b - b'0'))
}

/// The sum of two packed numbers. Each byte is raised so that a sum of ten carries over into
/// the next; where it doesn't, the raise is taken back.
fn add(a: u128, b: u128) -> u128 {
    let sum = a + b + bytes(0xf6);
    (sum & bytes(0x0f)) - (sum >> 4 & bytes(0x06))
}

/// Prints the numbers behind `first`, up to `last`, each behind a separator.
pub(crate) fn print(
    first: &[u8],
    step: &[u8],
    last: &[u8],
    width: usize,
    separator: &[u8],
    lines: &mut Lines,
) -> io::Result<()> {
    let (mut number, step, last) = (pack(first), pack(step), pack(last));
    let line = separator.len() + 16;
    let mut block = vec![0; Lines::BLOCK.max(line)];
    let mut filled = 0;
    lines.flush()?;
    loop {
        number = add(number, step);
        if number > last {
            break;
        }
        if filled + line > block.len() {
            stdout().write_block(&block[..filled])?;
            filled = 0;
        }
        let room = &mut block[filled..filled + line];
        let (before, room) = room.split_at_mut(separator.len());
        match *separator {
            [byte] => before[0] = byte,
            _ => before.copy_from_slice(separator),
        }
        let len = (16 - number.leading_zeros() as usize / 8).max(width).max(1);
        let text = (number | bytes(b'0')) << (8 * (16 - len));
        room.copy_from_slice(&text.to_be_bytes());
        filled += separator.len() + len;
    }
    stdout().write_block(&block[..filled])
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
            let packed = |n: u64| pack(n.to_string().as_bytes());
            assert_eq!(add(packed(a), packed(b)), packed(a + b), "{a} + {b}");
        }
    }
}
