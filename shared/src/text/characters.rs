//! Text read character by character, where a character may be of several bytes, and columns
//! are counted: what cut, expand, fold and unexpand share.

use crate::bytes::marks;
use crate::text::locale::{self, Decoded, Wide};
use std::sync::OnceLock;
use std::sync::atomic::AtomicU8;
use std::sync::atomic::Ordering::Relaxed;

/// A character, or a byte that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Character {
    /// None for a byte that belongs to no character.
    pub wide: Option<Wide>,
    /// Its bytes.
    pub len: usize,
}

impl Character {
    /// The first one of `text`, which must not be empty.
    pub fn first_of(text: &[u8]) -> Self {
        match locale::decode(text) {
            Decoded::Char(wide, len) => Self {
                wide: Some(wide),
                len,
            },
            Decoded::Invalid | Decoded::Incomplete => Self { wide: None, len: 1 },
        }
    }

    /// Columns that it takes on a terminal: one where it is not printable.
    pub fn columns(self) -> usize {
        self.wide.and_then(locale::width).unwrap_or(1)
    }

    /// Is it a blank between words, as space and tab are?
    pub fn is_blank(self) -> bool {
        self.wide.is_some_and(locale::is_blank)
    }
}

/// The column behind `text`, which starts at `column`: a backspace goes back by one.
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

/// The start of a text that holds nothing but printable characters, and no blanks but spaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Its bytes.
    pub len: usize,
    /// The columns that it takes.
    pub columns: usize,
    /// Those of its last character.
    pub last: usize,
}

/// Finds the longest such run at the start of `text` that fits in so many columns, where
/// `least` is the least byte of ASCII that is to belong to it. That it ends says nothing but
/// that its next character needs a closer look.
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
    /// Goes on in UTF-8.
    fn go_on(mut self, text: &[u8], least: u8, room: usize) -> Self {
        let pairs = Pairs::get();
        let start = self.len;
        let mut begins = marks::characters(&text[start..]);
        begins.next();
        while self.len < text.len() {
            // A character is whole if the next one begins where it ends.
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

/// What the first two bytes of a character tell of it, where it is the same for all that go on
/// so: no branches for each of them, which no processor could foresee.
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

    /// The length and the columns of a printable character that is no blank but a space.
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

/// The length of the character of two or three bytes that a text starts with, and the columns
/// that it takes, if it is printable and no blank.
#[inline]
fn usual(text: &[u8]) -> Option<(usize, usize)> {
    let (len, wide) = match *text {
        [a @ 0xc2..0xe0, b @ 0x80..0xc0, ..] => (2, bits(a, 0x1f, 6) | bits(b, 0x3f, 0)),
        // Two bytes are enough for what lies below.
        [0xe0, ..0xa0, ..] => return None,
        [a @ 0xe0..0xf0, b @ 0x80..0xc0, c @ 0x80..0xc0, ..] => {
            (3, bits(a, 0xf, 12) | bits(b, 0x3f, 6) | bits(c, 0x3f, 0))
        }
        _ => return None,
    };
    Some((len, usual_columns(wide)?))
}

/// The bits of a byte, shifted to their place.
fn bits(byte: u8, mask: u8, place: u32) -> Wide {
    Wide::from(byte & mask) << place
}

/// The columns of such a character, if it is that.
#[inline]
fn usual_columns(wide: Wide) -> Option<usize> {
    // By pages of 256 characters, each made when it is first met.
    static PAGES: [OnceLock<Box<[u8; 256]>>; 256] = [const { OnceLock::new() }; 256];
    let page = PAGES[(wide >> 8 & 0xff) as usize].get_or_init(|| page(wide & !0xff));
    match page[(wide & 0xff) as usize] {
        UNUSUAL => None,
        columns => Some(columns.into()),
    }
}

const UNUSUAL: u8 = u8::MAX;

#[cold]
fn page(first: Wide) -> Box<[u8; 256]> {
    let columns = |low| {
        let wide = first | low as Wide;
        let surrogate = char::from_u32(wide).is_none();
        let usual = locale::width(wide).filter(|_| !surrogate && !locale::is_blank(wide));
        usual.map_or(UNUSUAL, |columns| columns as u8)
    };
    Box::new(std::array::from_fn(columns))
}

/// The part of `text` that ends with a whole character, where more text may follow.
pub fn whole(text: &[u8]) -> &[u8] {
    if !locale::is_multibyte() {
        return text;
    }
    // Where to decode from: a byte of ASCII, or the start of a line, as ASCII may be the second
    // byte of a character in encodings other than UTF-8.
    let mut at = if locale::is_utf8() {
        let tail = text.iter().rev().take(4);
        text.len() - tail.take_while(|&&byte| byte >= 0x80).count()
    } else {
        memchr::memrchr(b'\n', text).map_or(0, |newline| newline + 1)
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
