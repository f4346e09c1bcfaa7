//! Lines by bytes or characters.

use crate::{FULL, ROOM, write_out};
use shared::bytes::marks::{append, behind_characters, either};
use shared::simdutf8;
use shared::text::characters::Character;
use shared::text::locale;
use shared::values::ranges::Range;
use std::io;

/// What positions count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Bytes,
    /// Bytes, though a character is selected as a whole, by its last byte.
    WholeCharacters,
    /// Characters; a byte that belongs to none is one.
    Characters,
}

pub(crate) struct Positions {
    unit: Unit,
    utf8: bool,
    delimiter: Vec<u8>,
}

impl Positions {
    pub(crate) fn new(characters: bool, whole: bool, delimiter: Vec<u8>) -> Self {
        let unit = match (characters, whole) {
            (true, _) if locale::is_multibyte() => Unit::Characters,
            (false, true) if locale::is_multibyte() => Unit::WholeCharacters,
            _ => Unit::Bytes,
        };
        Self {
            unit,
            utf8: unit == Unit::Characters && locale::is_utf8(),
            delimiter,
        }
    }

    /// Cuts whole lines.
    pub(crate) fn cut_block(
        &self,
        block: &[u8],
        ranges: &[Range],
        end: u8,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let by_bytes = self.unit == Unit::Bytes || block.is_ascii();
        let valid = !by_bytes && self.utf8 && simdutf8::basic::from_utf8(block).is_ok();
        out.reserve(block.len() + ROOM);
        let mut start = 0;
        for stop in either([end; 2], block) {
            if by_bytes {
                self.select(block, start, stop, ranges, out, |at, count| {
                    let behind = at.saturating_add(count).min(stop);
                    (behind, behind - at)
                });
            } else if valid {
                self.select(block, start, stop, ranges, out, |at, count| {
                    behind_characters(block, at, stop, count)
                });
            } else {
                self.go_on(&mut Place::default(), &block[start..stop], ranges, out);
            }
            out.push(end);
            start = stop + 1;
            if out.len() >= FULL {
                write_out(out)?;
            }
        }
        Ok(())
    }

    /// Selects from one line, where `skip` finds the place behind so many bytes or characters,
    /// and how many there were.
    #[inline(always)]
    fn select(
        &self,
        block: &[u8],
        start: usize,
        stop: usize,
        ranges: &[Range],
        out: &mut Vec<u8>,
        skip: impl Fn(usize, usize) -> (usize, usize),
    ) {
        let (mut at, mut before) = (start, 0);
        for (i, range) in ranges.iter().enumerate() {
            let (first, skipped) = skip(at, range.first - 1 - before);
            if first == stop {
                break;
            }
            if i > 0 {
                out.extend_from_slice(&self.delimiter);
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

    /// Cuts what follows in a line: whole characters.
    pub(crate) fn go_on(
        &self,
        place: &mut Place,
        text: &[u8],
        ranges: &[Range],
        out: &mut Vec<u8>,
    ) {
        let mut rest = text;
        while !rest.is_empty()
            && let Some(range) = ranges.get(place.range)
        {
            let (len, units) = if self.unit == Unit::WholeCharacters {
                // Selected by its last byte.
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
                    out.extend_from_slice(&self.delimiter);
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

    /// The bytes of so many units at the start of `text`, or of all there are, and how many
    /// units those are.
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

/// How far a line has been cut.
#[derive(Default)]
pub(crate) struct Place {
    /// Bytes or characters before it.
    before: usize,
    /// The range that it is in, or that comes next.
    range: usize,
    /// Was something of that range printed?
    in_range: bool,
    /// Or of any?
    has_printed: bool,
}

impl Place {
    fn next_range(&mut self) {
        self.range += 1;
        self.in_range = false;
    }
}

/// The bytes of so many characters, or of all there are, in UTF-8, and how many those are.
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

/// The same in any encoding.
fn skip_any(text: &[u8], characters: usize) -> (usize, usize) {
    let (mut at, mut left) = (0, characters);
    while left > 0 && at < text.len() {
        at += Character::first_of(&text[at..]).len;
        left -= 1;
    }
    (at, characters - left)
}
