//! Finding bytes that are close together and copying the short texts between them. For these, the
//! call overhead of memchr(3) and memcpy(3) dominates.

use super::lanes::{LANES, Lanes};

/// Number of bytes in a row, which is examined at once and represented as the bits of a word.
pub const ROW: usize = u64::BITS as usize;

/// Number of bytes that a short copy by [`append`] always copies.
pub const SHORT: usize = 32;

/// An iterator over the positions of certain bytes in a text.
#[derive(Clone, Debug)]
pub struct Marks<'a, M> {
    text: &'a [u8],
    marked: M,
    /// The start of the current row, and the marks in it that were not returned yet.
    row: usize,
    bits: u64,
}

/// Finds each occurrence of either of `bytes`, which may be equal.
#[inline]
pub fn either(bytes: [u8; 2], text: &[u8]) -> Marks<'_, impl Fn(&[u8; ROW]) -> u64> {
    Marks::new(text, move |row| bits(row, |part| is_one_of(part, bytes)))
}

/// Finds the first byte of each UTF-8 character.
#[inline]
pub fn characters(text: &[u8]) -> Marks<'_, impl Fn(&[u8; ROW]) -> u64> {
    Marks::new(text, |row| bits(row, begins_character))
}

impl<'a, M: Fn(&[u8; ROW]) -> u64> Marks<'a, M> {
    #[inline]
    fn new(text: &'a [u8], marked: M) -> Self {
        let mut marks = Self {
            text,
            marked,
            row: 0,
            bits: 0,
        };
        marks.look();
        marks
    }

    #[inline(always)]
    fn look(&mut self) {
        let rest = &self.text[self.row..];
        self.bits = in_row(rest, &self.marked);
    }
}

impl<M: Fn(&[u8; ROW]) -> u64> Iterator for Marks<'_, M> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            if self.text.len() - self.row <= ROW {
                return None;
            }
            self.row += ROW;
            self.look();
        }
        let at = self.row + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

/// Returns a bit for each byte of the first row of `text` that is not printable ASCII.
#[inline]
pub fn unprintable(text: &[u8]) -> u64 {
    in_row(text, |row| bits(row, is_unprintable))
}

/// Returns a bit for each byte of the first row of `text` that is ASCII white space.
#[inline]
pub fn white_space(text: &[u8]) -> u64 {
    in_row(text, |row| bits(row, is_white_space))
}

/// Returns a bit for each byte of the first row of `text` that is one of `bytes`.
#[inline]
pub fn one_of<const N: usize>(bytes: [u8; N], text: &[u8]) -> u64 {
    in_row(text, |row| bits(row, |part| is_one_of(part, bytes)))
}

/// Returns whether all of `text` is printable ASCII.
pub fn is_printable(text: &[u8]) -> bool {
    let mut rows = text.chunks(ROW);
    rows.all(|row| unprintable(row) == 0)
}

/// Skips `count` characters in `text[start..end]`, which must be valid UTF-8. Returns the position
/// after them and the number of characters skipped. There may be fewer: the position is then `end`.
#[inline]
pub fn behind_characters(text: &[u8], start: usize, end: usize, count: usize) -> (usize, usize) {
    let (mut at, mut left) = (start, count);
    while at < end {
        let mut begin = in_row(&text[at..], |row| bits(row, begins_character));
        if end - at < ROW {
            begin &= !(u64::MAX << (end - at));
        }
        let found = begin.count_ones() as usize;
        if left < found {
            for _ in 0..left {
                begin &= begin - 1;
            }
            return (at + begin.trailing_zeros() as usize, count);
        }
        left -= found;
        at += ROW;
    }
    (end, count - left)
}

/// Returns the marks in the first row of `text`, which may be shorter than a row.
#[inline(always)]
fn in_row(text: &[u8], marked: impl Fn(&[u8; ROW]) -> u64) -> u64 {
    if let Some(row) = text.first_chunk() {
        return marked(row);
    }
    let mut row = [0; ROW];
    row[..text.len()].copy_from_slice(text);
    marked(&row) & !u64::MAX.unbounded_shl(text.len() as u32)
}

/// Returns a bit for each byte of a row, set if `marked` sets the byte.
#[inline(always)]
fn bits(row: &[u8; ROW], marked: impl Fn(Lanes) -> Lanes) -> u64 {
    let mut bits = 0;
    for (i, part) in row.as_chunks::<LANES>().0.iter().enumerate() {
        bits |= u64::from(marked(Lanes::of(part)).mask()) << (LANES * i);
    }
    bits
}

/// Sets all bits of each lane that is equal to one of `bytes`.
#[inline(always)]
fn is_one_of<const N: usize>(part: Lanes, bytes: [u8; N]) -> Lanes {
    let found = bytes.map(|byte| part.equal(Lanes::splat(byte)));
    found.into_iter().fold(Lanes::splat(0), Lanes::or)
}

/// Sets all bits of each lane that is not printable ASCII. Bytes beyond ASCII are negative.
#[inline(always)]
fn is_unprintable(part: Lanes) -> Lanes {
    part.less(Lanes::splat(0x20))
        .or(part.equal(Lanes::splat(0x7f)))
}

/// Sets all bits of each lane that is ASCII white space: a space, or 9 to 13.
#[inline(always)]
fn is_white_space(part: Lanes) -> Lanes {
    let control = part
        .greater(Lanes::splat(0x08))
        .and(part.less(Lanes::splat(0x0e)));
    control.or(part.equal(Lanes::splat(0x20)))
}

/// Sets all bits of each lane that starts a UTF-8 character. Continuation bytes, 0x80 to 0xbf, are
/// the lowest signed values.
#[inline(always)]
fn begins_character(part: Lanes) -> Lanes {
    part.greater(Lanes::splat(0xbf))
}

/// Appends `text[start..end]` to `out`. A short text is copied with one copy of a fixed size, if
/// `text` is long enough for it.
///
/// # Panics
/// The range is not within the text.
#[inline(always)]
pub fn append(out: &mut Vec<u8>, text: &[u8], start: usize, end: usize) {
    let len = end - start;
    if len <= SHORT
        && text.len().saturating_sub(start) >= SHORT
        && out.capacity() - out.len() >= SHORT
    {
        // SAFETY: `SHORT` bytes can be read there and written at the reserved end of `out`; those
        // up to the new length are initialised then.
        unsafe {
            let from = text.as_ptr().add(start);
            let to = out.as_mut_ptr().add(out.len());
            to.copy_from_nonoverlapping(from, SHORT);
            out.set_len(out.len() + len);
        }
    } else {
        out.extend_from_slice(&text[start..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_where_the_bytes_are() {
        let text: Vec<u8> = (0..500_u32).map(|i| (i * i % 11) as u8).collect();
        for end in [0, 1, 63, 64, 65, 128, 500] {
            let text = &text[..end];
            for bytes in [[4, 4], [0, 9], [10, 10]] {
                let want: Vec<usize> = (0..end).filter(|&at| bytes.contains(&text[at])).collect();
                assert_eq!(either(bytes, text).collect::<Vec<_>>(), want);
            }
        }
    }

    #[test]
    fn all_but_printable_ascii_is_marked() {
        let text: Vec<u8> = (0..=255).collect();
        for (first, part) in text
            .chunks(ROW)
            .chain([&text[..0], &text[..40]])
            .enumerate()
        {
            for (i, byte) in part.iter().enumerate() {
                let want = !(0x20..0x7f).contains(byte);
                assert_eq!(unprintable(part) >> i & 1 == 1, want, "{first} {byte}");
            }
            assert!(unprintable(part).unbounded_shr(part.len() as u32) == 0);
        }
    }

    #[test]
    fn white_space_and_chosen_bytes_are_marked() {
        let text: Vec<u8> = (0..=255).collect();
        for row in text.chunks(ROW) {
            let (space, chosen) = (white_space(row), one_of([0, 9, 200], row));
            for (i, byte) in row.iter().enumerate() {
                let want = matches!(byte, b' ' | b'\t'..=b'\r');
                assert_eq!(space >> i & 1 == 1, want, "{byte}");
                assert_eq!(chosen >> i & 1 == 1, [0, 9, 200].contains(byte), "{byte}");
            }
        }
    }

    #[test]
    fn characters_are_counted_as_they_are() {
        let text = "a\u{e9}\u{4e2d}b\u{1f600}".repeat(30);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        for (first, &start) in starts.iter().enumerate() {
            for (last, &end) in starts.iter().enumerate().skip(first) {
                for count in [0, 1, 5, 63, 64, 65, 100] {
                    let want = match first + count < last {
                        true => (starts[first + count], count),
                        false => (end, last - first),
                    };
                    let found = behind_characters(text.as_bytes(), start, end, count);
                    assert_eq!(found, want, "{first} {last} {count}");
                }
            }
        }
    }

    #[test]
    fn appends_what_was_asked_for() {
        let text: Vec<u8> = (0..100).collect();
        let mut out = Vec::with_capacity(64);
        let mut want = Vec::new();
        for (start, end) in [
            (0, 0),
            (0, 32),
            (1, 34),
            (60, 70),
            (68, 100),
            (90, 100),
            (100, 100),
        ] {
            append(&mut out, &text, start, end);
            want.extend_from_slice(&text[start..end]);
            assert_eq!(out, want);
        }
    }
}
