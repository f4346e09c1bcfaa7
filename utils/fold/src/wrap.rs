//! Wrapping. Text is printed as it comes, except that `-s` holds the part of a line that may
//! still have to move to the next one.

use shared::bytes::marks::{ROW, is_printable, one_of, unprintable};
use shared::bytes::search::{find, find_last, find_last2};
use shared::prelude::*;
use shared::text::characters::{Character, Run, printable_run};
use shared::text::locale;

/// What is counted against the width.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Columns,
    Characters,
    Bytes,
}

/// Columns between tab stops.
const TAB: usize = 8;

/// Output is collected up to this size.
const FULL: usize = 64 * 1024;

/// Wraps lines.
pub(crate) struct Wrap {
    pub(crate) width: usize,
    pub(crate) count: Count,
    pub(crate) at_blanks: bool,
    /// With `-s`, the current output line: it may still be broken.
    held: Vec<u8>,
    /// The offset in `held` at which the line can be broken.
    breakable: usize,
    place: Place,
    out: Vec<u8>,
}

/// The place of the next character in an output line.
#[derive(Clone, Copy)]
struct Place {
    column: usize,
    /// The width of the previous character, which a backspace takes back.
    last: usize,
    /// Whether the line has any character.
    started: bool,
}

impl Place {
    const START: Self = Self {
        column: 0,
        last: 1,
        started: false,
    };

    /// Returns the place after a nonempty run of printable characters.
    fn behind(self, run: Run) -> Self {
        Self {
            column: self.column + run.columns,
            last: run.last,
            started: true,
        }
    }

    /// Returns the place after a character.
    fn after(self, character: Character, count: Count) -> Self {
        let Self { column, last, .. } = self;
        let (column, last) = match character.wide {
            _ if count == Count::Bytes => (column + character.len, last),
            Some(0x08) => (column.saturating_sub(last), last),
            Some(0x0d) => (0, 1),
            Some(0x09) => (column + TAB - column % TAB, 1),
            Some(0x20..0x7f) => (column + 1, 1),
            _ if count == Count::Characters => (column + 1, 1),
            _ => {
                let columns = character.columns();
                (column + columns, columns)
            }
        };
        Self {
            column,
            last,
            started: true,
        }
    }
}

impl Wrap {
    pub(crate) fn new(width: usize) -> Self {
        Self {
            width,
            count: Count::Columns,
            at_blanks: false,
            held: Vec::new(),
            breakable: 0,
            place: Place::START,
            out: Vec::new(),
        }
    }

    /// Wraps a block of whole characters.
    pub(crate) fn take(&mut self, mut block: &[u8]) -> io::Result<()> {
        while !block.is_empty() {
            let newline = find(b'\n', block);
            let (line, rest) = block.split_at(newline.unwrap_or(block.len()));
            if newline.is_some() && self.fits(line) {
                self.release();
                self.out.extend_from_slice(line);
            } else {
                self.part(line)?;
            }
            block = rest;
            if newline.is_some() {
                self.release();
                self.out.push(b'\n');
                self.place = Place::START;
                block = &block[1..];
            }
            if self.out.len() >= FULL {
                self.write()?;
            }
        }
        self.write()
    }

    /// Ends an input: the next one starts in the first column.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        self.release();
        self.place = Place::START;
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        result
    }

    /// Returns whether the rest of a line, given without its newline, fits whatever characters it
    /// consists of.
    fn fits(&self, line: &[u8]) -> bool {
        // In UTF-8, no character except the tab takes more columns than bytes.
        line.len() <= self.width.saturating_sub(self.place.column)
            && (locale::is_utf8() || !locale::is_multibyte())
            && find(b'\t', line).is_none()
    }

    /// Wraps a part of a line.
    fn part(&mut self, part: &[u8]) -> io::Result<()> {
        if self.held.is_empty() && self.is_plain(part) {
            self.plain(part);
            return Ok(());
        }
        self.characters(part)
    }

    /// Returns whether each byte of the text counts as one.
    fn is_plain(&self, text: &[u8]) -> bool {
        match (self.count, locale::is_multibyte()) {
            (Count::Bytes, multibyte) => !multibyte || text.is_ascii(),
            (_, true) => is_printable(text),
            // A fold without an early exit compiles to vector instructions.
            (_, false) => text.iter().fold(true, |plain, byte| {
                plain & !matches!(byte, 0 | 0x08 | b'\t' | b'\r')
            }),
        }
    }

    /// Wraps a part of a line in which each byte counts as one, while nothing is held.
    ///
    /// Line breaks are then computed rather than found character by character; the plain version
    /// is [`characters`](Self::characters), and the unit test compares both.
    fn plain(&mut self, mut part: &[u8]) {
        loop {
            let room = self.width.saturating_sub(self.place.column);
            if part.len() <= room {
                break;
            }
            let kept = if !self.at_blanks {
                room
            } else {
                self.last_blank(&part[..room])
                    .map_or(room, |blank| blank + 1)
            };
            self.out.extend_from_slice(&part[..kept]);
            self.out.push(b'\n');
            self.place = Place::START;
            part = &part[kept..];
        }
        if part.is_empty() {
            return;
        }
        self.place = self.place.behind(one_each(part.len()));
        if self.at_blanks {
            self.breakable = self.last_blank(part).map_or(0, |blank| blank + 1);
            self.held.extend_from_slice(part);
        } else {
            self.out.extend_from_slice(part);
        }
    }

    /// Returns the last blank in a part in which each byte counts as one. A tab does so only with
    /// `-b`.
    fn last_blank(&self, part: &[u8]) -> Option<usize> {
        if self.count == Count::Bytes {
            find_last2(b' ', b'\t', part)
        } else {
            find_last(b' ', part)
        }
    }

    /// Wraps a part of a line character by character.
    fn characters(&mut self, part: &[u8]) -> io::Result<()> {
        let mut held = std::mem::take(&mut self.held);
        let mut at = held.len();
        let text = if at == 0 {
            part
        } else {
            held.extend_from_slice(part);
            &held
        };
        let tabbed = find(b'\t', part).is_some();
        // The start of the current output line.
        let mut start = 0;
        while at < text.len() {
            if tabbed {
                let ascii = self.ascii(&text[at..], at);
                if ascii > 0 {
                    at += ascii;
                    continue;
                }
            }
            let room = self.width.saturating_sub(self.place.column);
            let run = self.run(&text[at..], room);
            if run.len > 0 {
                self.place = self.place.behind(run);
                if self.at_blanks
                    && let Some(blank) = find_last(b' ', &text[at..at + run.len])
                {
                    self.breakable = at + blank + 1;
                }
                at += run.len;
                continue;
            }
            let character = first_of(&text[at..]);
            let mut next = self.place.after(character, self.count);
            while next.column > self.width && self.place.started {
                let end = if self.breakable > start {
                    self.breakable
                } else {
                    at
                };
                self.out.extend_from_slice(&text[start..end]);
                self.out.push(b'\n');
                start = end;
                self.place = self.place_behind(&text[start..at]);
                next = self.place.after(character, self.count);
            }
            self.place = next;
            at += character.len;
            if self.at_blanks && character.is_blank() {
                self.breakable = at;
            }
            if self.out.len() >= FULL {
                self.write()?;
            }
        }
        if self.at_blanks {
            self.breakable = self.breakable.saturating_sub(start);
            self.held.extend_from_slice(&text[start..]);
        } else {
            self.out.extend_from_slice(&text[start..]);
        }
        Ok(())
    }

    /// Passes the printable ASCII characters and tabs at the start of `text`, which is at `offset` of the
    /// output line, up to one that does not fit. Returns their number.
    ///
    /// Works a vector row at a time, with bit masks. For text with tabs, which are often close to each
    /// other: `fold` of a table took 1.8 times as long as GNU's.
    fn ascii(&mut self, text: &[u8], offset: usize) -> usize {
        if self.count != Count::Columns {
            return 0;
        }
        let mut column = self.place.column;
        let mut len = 0;
        let mut fits = true;
        while fits && len < text.len() {
            let rest = &text[len..];
            let mut tabs = one_of([b'\t'], rest);
            let other = unprintable(rest) & !tabs;
            let end = rest.len().min(other.trailing_zeros() as usize);
            fits = end == ROW;
            let mut at = 0;
            while at < end {
                let tab = end.min(tabs.trailing_zeros() as usize);
                let room = self.width.saturating_sub(column).min(tab - at);
                (at, column) = (at + room, column + room);
                let next = column + TAB - column % TAB;
                if at < tab || tab < end && next > self.width {
                    fits = false;
                    break;
                }
                if tab < end {
                    (at, column) = (at + 1, next);
                    tabs &= tabs - 1;
                }
            }
            len += at;
        }
        if self.at_blanks
            && let Some(blank) = find_last2(b' ', b'\t', &text[..len])
        {
            self.breakable = offset + blank + 1;
        }
        if len > 0 {
            self.place = self.place.behind(Run {
                len,
                columns: column - self.place.column,
                last: 1,
            });
        }
        len
    }

    /// Returns the place after a text that starts a line.
    fn place_behind(&self, text: &[u8]) -> Place {
        let mut place = Place::START;
        let mut at = 0;
        while at < text.len() {
            let run = self.run(&text[at..], usize::MAX);
            if run.len > 0 {
                place = place.behind(run);
                at += run.len;
                continue;
            }
            let character = first_of(&text[at..]);
            place = place.after(character, self.count);
            at += character.len;
        }
        place
    }

    /// Returns the run at the start of `text` that is printable, has no blanks other than spaces
    /// and fits in `room`.
    fn run(&self, text: &[u8], room: usize) -> Run {
        if self.count == Count::Columns {
            printable_run(text, b' ', room)
        } else {
            one_each(printable_prefix(text, room))
        }
    }

    /// Moves the held part to the output: the line has ended and fits.
    fn release(&mut self) {
        self.out.append(&mut self.held);
        self.breakable = 0;
    }
}

/// Returns the first character of a text, for ASCII without asking the locale.
fn first_of(text: &[u8]) -> Character {
    match text[0] {
        byte @ ..0x80 => Character {
            wide: Some(byte.into()),
            len: 1,
        },
        _ => Character::first_of(text),
    }
}

/// Returns a run in which each byte counts as one.
fn one_each(len: usize) -> Run {
    Run {
        len,
        columns: len,
        last: 1,
    }
}

/// Returns the length of the printable ASCII at the start of `text`, up to `limit` bytes.
fn printable_prefix(text: &[u8], limit: usize) -> usize {
    let text = &text[..text.len().min(limit)];
    let end = text.iter().position(|byte| !(0x20..0x7f).contains(byte));
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_parts_are_wrapped_like_characters() {
        // Words of one to nine letters.
        let text: Vec<u8> = (0..2_000_u32)
            .flat_map(|i| {
                let len = (i.wrapping_mul(i) % 8191 % 9 + 1) as usize;
                [vec![b'x'; len], vec![b' ']].concat()
            })
            .collect();
        for count in [Count::Columns, Count::Characters, Count::Bytes] {
            for at_blanks in [false, true] {
                for width in [1, 2, 7, 40, 100_000] {
                    let wrap = || Wrap {
                        count,
                        at_blanks,
                        ..Wrap::new(width)
                    };
                    let (mut plain, mut characters) = (wrap(), wrap());
                    plain.plain(&text);
                    characters.characters(&text).unwrap();
                    plain.release();
                    characters.release();
                    assert_eq!(plain.out, characters.out, "-s: {at_blanks}, -w {width}");
                }
            }
        }
    }
}
