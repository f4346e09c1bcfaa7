//! Selecting bytes or characters of lines.

use crate::{FULL, ROOM, write_out};
use shared::bytes::marks::{append, behind_characters, either};
use shared::simdutf8;
use shared::text::characters::Character;
use shared::text::locale;
use shared::values::ranges::Range;
use std::io;

/// What positions count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes,
    /// Bytes, but a character is printed whole if its last byte is selected (`-b` with `-n`).
    WholeCharacters,
    /// Characters. A byte that is not part of a character counts as one.
    Characters,
}

pub(crate) struct Positions {
    unit: Unit,
    /// Whether the characters that are counted are in UTF-8.
    utf8: bool,
    out_delimiter: Vec<u8>,
    ranges: Vec<Range>,
    /// The byte that ends lines.
    pub(crate) end: u8,
}

impl Positions {
    pub(crate) fn new(unit: Unit, out_delimiter: Vec<u8>, ranges: Vec<Range>, end: u8) -> Self {
        let unit = if locale::is_multibyte() {
            unit
        } else {
            Unit::Bytes
        };
        Self {
            unit,
            utf8: unit == Unit::Characters && locale::is_utf8(),
            out_delimiter,
            ranges,
            end,
        }
    }

    /// Cuts whole lines.
    ///
    /// Where all bytes of the block are ASCII, positions are offsets and nothing is decoded.
    /// Where the block is valid UTF-8, characters are counted a vector row at a time. The plain
    /// version of both is [`continue_line`](Self::continue_line), which also handles all other
    /// input; the unit test compares them.
    pub(crate) fn cut_block(&self, block: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        let by_bytes = self.unit == Unit::Bytes || block.is_ascii();
        let valid = !by_bytes && self.utf8 && simdutf8::basic::from_utf8(block).is_ok();
        out.reserve(block.len() + ROOM);
        let mut start = 0;
        for stop in either([self.end; 2], block) {
            if by_bytes {
                self.select(block, start..stop, out, |at, count| {
                    let behind = at.saturating_add(count).min(stop);
                    (behind, behind - at)
                });
            } else if valid {
                self.select(block, start..stop, out, |at, count| {
                    behind_characters(block, at, stop, count)
                });
            } else {
                self.continue_line(&mut Place::default(), &block[start..stop], out);
            }
            out.push(self.end);
            start = stop + 1;
            if out.len() >= FULL {
                write_out(out)?;
            }
        }
        Ok(())
    }

    /// Cuts one line, which is `block[line]`. `skip(at, count)` skips up to `count` units from
    /// offset `at` and returns the new offset and the number of units skipped.
    #[inline(always)]
    fn select(
        &self,
        block: &[u8],
        line: std::ops::Range<usize>,
        out: &mut Vec<u8>,
        skip: impl Fn(usize, usize) -> (usize, usize),
    ) {
        let stop = line.end;
        let (mut at, mut before) = (line.start, 0);
        for (i, range) in self.ranges.iter().enumerate() {
            let (first, skipped) = skip(at, range.first - 1 - before);
            if first == stop {
                break;
            }
            if i > 0 {
                out.extend_from_slice(&self.out_delimiter);
            }
            before += skipped;
            let (behind, taken) = if range.last == usize::MAX {
                (stop, 0)
            } else {
                skip(first, range.last - before)
            };
            append(out, block, first, behind);
            (at, before) = (behind, before + taken);
        }
    }

    /// Cuts the next piece of a line, which consists of whole characters.
    pub(crate) fn continue_line(&self, place: &mut Place, text: &[u8], out: &mut Vec<u8>) {
        let mut rest = text;
        while !rest.is_empty()
            && let Some(range) = self.ranges.get(place.range)
        {
            let (len, units) = if self.unit == Unit::WholeCharacters {
                // The position of the last byte decides.
                let len = Character::first_of(rest).len;
                if place.before + len > range.last {
                    place.next_range();
                    continue;
                }
                (len, len)
            } else if place.before + 1 < range.first {
                self.skip(rest, range.first - 1 - place.before)
            } else if range.last == usize::MAX {
                (rest.len(), 0)
            } else {
                self.skip(rest, range.last - place.before)
            };
            place.before += units;
            if place.before >= range.first || range.last == usize::MAX && units == 0 {
                if !std::mem::replace(&mut place.in_range, true) && place.has_printed {
                    out.extend_from_slice(&self.out_delimiter);
                }
                place.has_printed = true;
                out.extend_from_slice(&rest[..len]);
            }
            if place.before >= range.last {
                place.next_range();
            }
            rest = &rest[len..];
        }
    }

    /// Skips up to `units` units of `text`. Returns the bytes and the units skipped.
    fn skip(&self, text: &[u8], units: usize) -> (usize, usize) {
        match self.unit {
            Unit::Characters if self.utf8 => skip_utf8(text, units),
            Unit::Characters => skip_any(text, units),
            _ => {
                let len = units.min(text.len());
                (len, len)
            }
        }
    }
}

/// The place in a line that is cut piece by piece.
#[derive(Default)]
pub(crate) struct Place {
    /// Bytes or characters before this place.
    before: usize,
    /// The range that contains this place, or else the next one.
    range: usize,
    /// Whether something of that range was printed.
    in_range: bool,
    /// Whether something of any range was printed.
    has_printed: bool,
}

impl Place {
    fn next_range(&mut self) {
        self.range += 1;
        self.in_range = false;
    }
}

/// Skips up to `characters` characters of UTF-8. Returns the bytes and the characters skipped.
///
/// ASCII goes by eight bytes at a time.
fn skip_utf8(text: &[u8], characters: usize) -> (usize, usize) {
    const ASCII: usize = 8;
    let (mut at, mut left) = (0, characters);
    while left > 0 && at < text.len() {
        if left >= ASCII
            && let Some(next) = text[at..].first_chunk::<ASCII>()
            && next.is_ascii()
        {
            (at, left) = (at + ASCII, left - ASCII);
            continue;
        }
        at += match text[at..] {
            [..0x80, ..] => 1,
            [0xc2..0xe0, 0x80..0xc0, ..] => 2,
            _ => Character::first_of(&text[at..]).len,
        };
        left -= 1;
    }
    (at, characters - left)
}

/// Skips up to `characters` characters of any encoding. Returns the bytes and the characters
/// skipped.
fn skip_any(text: &[u8], characters: usize) -> (usize, usize) {
    let (mut at, mut left) = (0, characters);
    while left > 0 && at < text.len() {
        at += Character::first_of(&text[at..]).len;
        left -= 1;
    }
    (at, characters - left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::values::ranges::{POSITIONS, parse};

    #[test]
    fn blocks_are_cut_like_single_lines() {
        // Lines of many lengths, of characters of one and two bytes.
        let text: String = (0..4_000_u32)
            .map(|i| ['a', 'b', 'é', 'ß', 'z', '\n'][(i.wrapping_mul(i) % 8191 % 6) as usize])
            .chain(['\n'])
            .collect();
        for unit in [Unit::Bytes, Unit::Characters] {
            for list in ["1", "2", "3-", "-2", "1,3,5", "2-3,5-", "100"] {
                let positions = Positions {
                    unit,
                    utf8: unit == Unit::Characters,
                    out_delimiter: b", ".to_vec(),
                    ranges: parse(list.as_ref(), &POSITIONS).unwrap(),
                    end: b'\n',
                };
                let (mut block, mut lines) = (Vec::new(), Vec::new());
                positions.cut_block(text.as_bytes(), &mut block).unwrap();
                for line in text.lines() {
                    positions.continue_line(&mut Place::default(), line.as_bytes(), &mut lines);
                    lines.push(b'\n');
                }
                let units = if unit == Unit::Bytes { "-b" } else { "-c" };
                assert_eq!(block, lines, "{units} {list}");
            }
        }
    }
}
