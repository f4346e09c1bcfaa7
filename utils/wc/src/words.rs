//! Counting words, which are separated by white space. Invalid bytes are part of words.
//!
//! Most text is not decoded but scanned in vector rows: in UTF-8, white space outside ASCII can
//! only start with one of six pairs of bytes.

use shared::bytes::marks::{ROW, one_of, white_space};
use shared::program::posix;
use shared::text::locale::{self, Decoded, Wide};

/// Bytes searched at once for such pairs.
const CHUNK: usize = 512;

/// The bytes that are white space.
#[derive(Default)]
pub(crate) struct Spaces {
    /// Absent if only ASCII has white space.
    bytes: Option<Box<[bool; 256]>>,
}

impl Spaces {
    /// Asks the locale, whose encoding is one of single bytes.
    pub(crate) fn of_bytes() -> Self {
        let mut bytes = [false; 256];
        for byte in 0..=255_u8 {
            bytes[usize::from(byte)] = match locale::decode(&[byte]) {
                Decoded::Char(c, _) => is_space(c),
                _ => false,
            };
        }
        let special = bytes[0x80..].contains(&true);
        Self {
            bytes: special.then(|| Box::new(bytes)),
        }
    }
}

/// Counts words.
pub(crate) struct Words<'a> {
    pub(crate) number: u64,
    in_word: bool,
    spaces: &'a Spaces,
}

impl<'a> Words<'a> {
    pub(crate) fn new(spaces: &'a Spaces) -> Self {
        Self {
            number: 0,
            in_word: false,
            spaces,
        }
    }

    /// Counts in text of an encoding of single bytes.
    pub(crate) fn take_bytes(&mut self, text: &[u8]) {
        match &self.spaces.bytes {
            None => self.take_ascii(text),
            Some(table) => text.iter().for_each(|&b| self.step(table[usize::from(b)])),
        }
    }

    /// Counts in UTF-8 text.
    pub(crate) fn take_utf8(&mut self, text: &[u8]) {
        let mut at = 0;
        while at < text.len() {
            let end = (at + CHUNK).min(text.len());
            let next = (end + 1).min(text.len());
            if may_have_wide_space(&text[at..next]) {
                at = self.take_chars(text, at, end, |b| matches!(b, 0xc2 | 0xe1..=0xe3));
            } else {
                self.take_ascii(&text[at..end]);
                at = end;
            }
        }
    }

    /// Counts in text of another encoding.
    pub(crate) fn take_multibyte(&mut self, text: &[u8]) {
        self.take_chars(text, 0, text.len(), |_| true);
    }

    /// Counts character by character from `at` up to the end of the one that reaches `end`, and
    /// returns that position. Only bytes that satisfy `is_lead` are decoded.
    fn take_chars(
        &mut self,
        text: &[u8],
        mut at: usize,
        end: usize,
        is_lead: fn(u8) -> bool,
    ) -> usize {
        while at < end {
            let byte = text[at];
            let (space, len) = if !is_lead(byte) {
                (is_ascii_space(byte), 1)
            } else {
                match locale::decode(&text[at..]) {
                    Decoded::Char(c, len) => (is_space(c), len),
                    _ => (false, 1),
                }
            };
            self.step(space);
            at += len;
        }
        at
    }

    /// Counts one character: the plain version of [`take_ascii`](Self::take_ascii).
    fn step(&mut self, space: bool) {
        self.number += u64::from(!space && !self.in_word);
        self.in_word = !space;
    }

    /// Counts in text in which only ASCII has white space.
    ///
    /// Each row becomes a bit mask of the bytes that are part of words. A word starts at each bit
    /// whose lower neighbour is clear, so counting words is a shift and a population count.
    fn take_ascii(&mut self, text: &[u8]) {
        for row in text.chunks(ROW) {
            let words = !white_space(row) & (u64::MAX >> (ROW - row.len()));
            let before = words << 1 | u64::from(self.in_word);
            self.number += u64::from((words & !before).count_ones());
            self.in_word = words >> (row.len() - 1) & 1 == 1;
        }
    }
}

/// Returns whether the text has a pair of bytes that may start white space in UTF-8.
fn may_have_wide_space(text: &[u8]) -> bool {
    (0..text.len()).step_by(ROW).any(|start| {
        let mut leads = one_of([0xc2, 0xe1, 0xe2, 0xe3], &text[start..]);
        while leads != 0 {
            let at = start + leads.trailing_zeros() as usize;
            leads &= leads - 1;
            if let [0xc2, 0x85 | 0xa0] | [0xe1, 0x9a] | [0xe2, 0x80 | 0x81] | [0xe3, 0x80] =
                text[at..text.len().min(at + 2)]
            {
                return true;
            }
        }
        false
    })
}

fn is_ascii_space(byte: u8) -> bool {
    (byte == b' ') | (byte.wrapping_sub(b'\t') < 5)
}

/// Returns whether the character separates words: white space, and unless POSIXLY_CORRECT is set
/// also a no-break space, which the C library does not classify as white space.
fn is_space(c: Wide) -> bool {
    let no_break = || matches!(c, 0xa0 | 0x2007 | 0x202f | 0x2060);
    locale::is_space(c) || no_break() && !posix::is_strict()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_like_single_bytes() {
        let text: Vec<u8> = (0..70_000_u32)
            .map(|i| b"ab \n\tc \xff"[(i.wrapping_mul(i) % 8191 % 8) as usize])
            .collect();
        let spaces = Spaces::default();
        let mut steps = Words::new(&spaces);
        text.iter().for_each(|&b| steps.step(is_ascii_space(b)));
        for size in [1, 31, 33, 1000, 70_000] {
            let mut words = Words::new(&spaces);
            text.chunks(size).for_each(|block| words.take_bytes(block));
            assert_eq!(words.number, steps.number, "in blocks of {size}");
        }
    }
}
