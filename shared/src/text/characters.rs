//! Text as characters, which may have several bytes, and their columns. For cut, expand, fold and
//! unexpand.

use crate::bytes::marks;
use crate::bytes::search::find_last;
use crate::text::locale::{self, Decoded, Wide};
use std::sync::OnceLock;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::Relaxed;

/// A character, or a byte that is not part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Character {
    /// The character, or `None` for a byte that is not part of one.
    pub wide: Option<Wide>,
    /// Length in bytes.
    pub len: usize,
}

impl Character {
    /// Returns the first character of `text`, which must not be empty.
    pub fn first_of(text: &[u8]) -> Self {
        match locale::decode(text) {
            Decoded::Char(wide, len) => Self {
                wide: Some(wide),
                len,
            },
            Decoded::Invalid | Decoded::Incomplete => Self { wide: None, len: 1 },
        }
    }

    /// Returns the number of columns on a terminal, which is 1 if the character is not printable.
    pub fn columns(self) -> usize {
        self.wide.and_then(locale::width).unwrap_or(1)
    }

    /// Returns whether the character is a blank between words, such as a space or a tab.
    pub fn is_blank(self) -> bool {
        self.wide.is_some_and(locale::is_blank)
    }
}

/// Returns the column after `text`, which starts at `column`. A backspace goes back one column.
pub fn column_behind(mut column: usize, text: &[u8]) -> usize {
    if marks::is_printable(text) {
        return column + text.len();
    }
    let multibyte = locale::is_multibyte();
    let mut rest = text;
    loop {
        let run = printable_run(rest, b' ', usize::MAX);
        column += run.columns;
        rest = &rest[run.len..];
        let mut len = 1;
        match rest.first() {
            None => return column,
            Some(0x08) => column = column.saturating_sub(1),
            Some(0x80..) if multibyte => {
                let character = Character::first_of(rest);
                len = character.len;
                column += character.columns();
            }
            Some(_) => column += 1,
        }
        rest = &rest[len..];
    }
}

/// A run of printable characters at the start of a text, without blanks other than spaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Length in bytes.
    pub len: usize,
    /// Width in columns.
    pub columns: usize,
    /// Width of the last character, in columns.
    pub last: usize,
}

/// Finds the longest run at the start of `text` that fits in `room` columns. ASCII bytes below
/// `least` end the run. Other characters may end it early: the caller has to examine the next
/// character.
pub fn printable_run(text: &[u8], least: u8, room: usize) -> Run {
    let fitting = &text[..text.len().min(room)];
    let special = |byte: &u8| !(least..0x7f).contains(byte);
    let len = fitting.iter().position(special).unwrap_or(fitting.len());
    let run = Run {
        len,
        columns: len,
        last: 1,
    };
    match fitting.get(len) {
        Some(0xc2..) if locale::is_utf8() => run.go_on(text, least, room),
        _ => run,
    }
}

impl Run {
    /// Continues the run through UTF-8.
    fn go_on(mut self, text: &[u8], least: u8, room: usize) -> Self {
        let pairs = Pairs::get();
        let start = self.len;
        let mut begins = marks::characters(&text[start..]);
        begins.next();
        while self.len < text.len() {
            // A character is complete if the next one begins where it ends.
            let end = begins.next().map_or(text.len(), |at| start + at);
            let pair = [text[self.len], *text.get(self.len + 1).unwrap_or(&0)];
            let Some((len, columns)) = pairs.of(pair).or_else(|| usual(&text[self.len..])) else {
                break;
            };
            if end - self.len != len || pair[0] < least || self.columns + columns > room {
                break;
            }
            self.len = end;
            self.columns += columns;
            self.last = columns;
        }
        self
    }
}

/// A cache by the first two bytes of a character: its length and columns, if they are the same for
/// each third byte. It replaces branches that a processor cannot predict.
struct Pairs([AtomicU8; 1 << 14]);

impl Pairs {
    const UNKNOWN: u8 = 0;
    const OPEN: u8 = u8::MAX;

    fn get() -> &'static Self {
        static PAIRS: OnceLock<Box<Pairs>> = OnceLock::new();
        PAIRS.get_or_init(|| {
            let known = |index: usize| match index >> 6 {
                0x20..0x7f => 1 | 1 << 3,
                0xc2..0xf0 => Self::UNKNOWN,
                _ => Self::OPEN,
            };
            Box::new(Self(std::array::from_fn(|index| {
                AtomicU8::new(known(index))
            })))
        })
    }

    /// Returns length and columns of a printable character that is not a blank other than a space.
    #[inline]
    fn of(&self, pair: [u8; 2]) -> Option<(usize, usize)> {
        let index = usize::from(pair[0]) << 6 | usize::from(pair[1] & 0x3f);
        let known = match self.0[index].load(Relaxed) {
            Self::UNKNOWN => self.learn(index, pair[0]),
            known => known,
        };
        (known != Self::OPEN).then_some((usize::from(known & 7), usize::from(known >> 3)))
    }

    #[cold]
    fn learn(&self, index: usize, first: u8) -> u8 {
        let second = 0x80 | (index & 0x3f) as u8;
        let mut found = (0x80..0xc0).map(|third| usual(&[first, second, third]));
        let known = match found.next().flatten() {
            Some((len, columns)) if found.all(|other| other == Some((len, columns))) => {
                (len | columns << 3) as u8
            }
            _ => Self::OPEN,
        };
        self.0[index].store(known, Relaxed);
        known
    }
}

/// Returns length and columns of the character of two or three bytes at the start of the text, if
/// it is printable and not a blank.
#[inline]
fn usual(text: &[u8]) -> Option<(usize, usize)> {
    let (len, wide) = match *text {
        [a @ 0xc2..0xe0, b @ 0x80..0xc0, ..] => (2, bits(a, 0x1f, 6) | bits(b, 0x3f, 0)),
        // Two bytes suffice for lower code points: this is an overlong form.
        [0xe0, ..0xa0, ..] => return None,
        [a @ 0xe0..0xf0, b @ 0x80..0xc0, c @ 0x80..0xc0, ..] => {
            (3, bits(a, 0xf, 12) | bits(b, 0x3f, 6) | bits(c, 0x3f, 0))
        }
        _ => return None,
    };
    Some((len, usual_columns(wide)?))
}

/// Returns the bits of a byte that `mask` selects, shifted by `place`.
fn bits(byte: u8, mask: u8, place: u32) -> Wide {
    Wide::from(byte & mask) << place
}

/// Returns the columns of such a character, or `None` if it is not one.
#[inline]
fn usual_columns(wide: Wide) -> Option<usize> {
    // Each page is filled when it is first used.
    static PAGES: OnceLock<Box<[OnceLock<Page>; 256]>> = OnceLock::new();
    let pages = PAGES.get_or_init(|| Box::new([const { OnceLock::new() }; 256]));
    let page = pages[(wide >> 8 & 0xff) as usize].get_or_init(|| page(wide & !0xff));
    match page[(wide & 0xff) as usize] {
        UNUSUAL => None,
        columns => Some(columns.into()),
    }
}

/// The columns of 256 characters.
type Page = Box<[u8; 256]>;

const UNUSUAL: u8 = u8::MAX;

#[cold]
fn page(first: Wide) -> Page {
    let columns = |low| {
        let wide = first | low as Wide;
        let surrogate = char::from_u32(wide).is_none();
        let usual = locale::width(wide).filter(|_| !surrogate && !locale::is_blank(wide));
        usual.map_or(UNUSUAL, |columns| columns as u8)
    };
    Box::new(std::array::from_fn(columns))
}

/// Returns the part of `text` that ends with a complete character, if more text may follow.
pub fn whole(text: &[u8]) -> &[u8] {
    if !locale::is_multibyte() {
        return text;
    }
    // The position to decode from: an ASCII byte, or a line start in encodings other than UTF-8,
    // where an ASCII byte may be the second byte of a character.
    let mut at = if locale::is_utf8() {
        let tail = text.iter().rev().take(4);
        text.len() - tail.take_while(|&&byte| byte >= 0x80).count()
    } else {
        find_last(b'\n', text).map_or(0, |newline| newline + 1)
    };
    while at < text.len() {
        at += match locale::decode(&text[at..]) {
            Decoded::Char(_, len) => len,
            Decoded::Invalid => 1,
            Decoded::Incomplete => break,
        };
    }
    &text[..at]
}
