//! Finding bytes that stand close together, and copying the short texts between them: what
//! memchr(3) and memcpy(3) are too much for.

use super::lanes::{LANES, Lanes};

/// Bytes that are looked at together: one bit of a word for each.
pub const ROW: usize = u64::BITS as usize;

/// Bytes that are copied at once, needed or not.
const SHORT: usize = 32;

/// The places in a text where certain bytes stand, in order.
#[derive(Clone, Debug)]
pub struct Marks<'a, M> {
    text: &'a [u8],
    marked: M,
    /// Where the row starts, and the marks in it that are still to come.
    row: usize,
    bits: u64,
}

/// Where either of `bytes` stands, which may be the same.
#[inline]
pub fn either(bytes: [u8; 2], text: &[u8]) -> Marks<'_, impl Fn(&[u8; ROW]) -> u64> {
    Marks::new(text, move |row| bits(row, |part| is_one_of(part, bytes)))
}

/// Where the characters of UTF-8 begin.
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

/// A bit for each byte that is not printable ASCII, of the row that `text` begins with.
#[inline]
pub fn unprintable(text: &[u8]) -> u64 {
    in_row(text, |row| bits(row, is_unprintable))
}

/// The same for white space of ASCII.
#[inline]
pub fn white_space(text: &[u8]) -> u64 {
    in_row(text, |row| bits(row, is_white_space))
}

/// The same for each byte that is one of `bytes`.
#[inline]
pub fn one_of<const N: usize>(bytes: [u8; N], text: &[u8]) -> u64 {
    in_row(text, |row| bits(row, |part| is_one_of(part, bytes)))
}

/// Is all of it printable ASCII?
pub fn is_printable(text: &[u8]) -> bool {
    let mut rows = text.chunks(ROW);
    rows.all(|row| unprintable(row) == 0)
}

/// Where the characters of `text[start..end]`, which must be valid UTF-8, go on behind so many of
/// them, and how many there were, if that is less: then it is the end.
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

/// The bits of the row that `text` begins with, or of what there is of it.
#[inline(always)]
fn in_row(text: &[u8], marked: impl Fn(&[u8; ROW]) -> u64) -> u64 {
    if let Some(row) = text.first_chunk() {
        return marked(row);
    }
    let mut row = [0; ROW];
    row[..text.len()].copy_from_slice(text);
    marked(&row) & !u64::MAX.unbounded_shl(text.len() as u32)
}

/// A bit for each byte of a row: is it one of those that `marked` finds?
#[inline(always)]
fn bits(row: &[u8; ROW], marked: impl Fn(Lanes) -> Lanes) -> u64 {
    let mut bits = 0;
    for (i, part) in row.as_chunks::<LANES>().0.iter().enumerate() {
        bits |= u64::from(marked(Lanes::of(part)).mask()) << (LANES * i);
    }
    bits
}

/// All bits where `part` holds one of these bytes.
#[inline(always)]
fn is_one_of<const N: usize>(part: Lanes, bytes: [u8; N]) -> Lanes {
    let found = bytes.map(|byte| part.equal(Lanes::splat(byte)));
    found.into_iter().fold(Lanes::splat(0), Lanes::or)
}

/// The same for all but printable ASCII: what is not ASCII is negative.
#[inline(always)]
fn is_unprintable(part: Lanes) -> Lanes {
    part.less(Lanes::splat(0x20))
        .or(part.equal(Lanes::splat(0x7f)))
}

/// The same for white space of ASCII: a space, or 9 to 13.
#[inline(always)]
fn is_white_space(part: Lanes) -> Lanes {
    let control = part
        .greater(Lanes::splat(0x08))
        .and(part.less(Lanes::splat(0x0e)));
    control.or(part.equal(Lanes::splat(0x20)))
}

/// The same for what begins a character of UTF-8: all but 0x80 to 0xbf, the least numbers.
#[inline(always)]
fn begins_character(part: Lanes) -> Lanes {
    part.greater(Lanes::splat(0xbf))
}

/// Adds `text[start..end]` to `out`: by one copy of a fixed size, where it is short and the text
/// goes on for long enough.
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
        // SAFETY: so many bytes can be read there, and so many written, to another place; those
        // that count are initialised then.
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
