//! Text read character by character, where a character may be of several bytes, and columns
//! are counted: what cut, expand, fold and unexpand share.

use crate::files::Input;
use crate::locale::{self, Decoded, Wide};
use std::io;

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
    // Without an early end, this is done in vectors.
    let is_plain = text
        .iter()
        .fold(true, |plain, byte| plain & (0x20..0x7f).contains(byte));
    if is_plain {
        return column + text.len();
    }
    let multibyte = locale::is_multibyte();
    let mut rest = text;
    while let Some(&first) = rest.first() {
        let mut len = 1;
        match first {
            0x08 => column = column.saturating_sub(1),
            0x80.. if multibyte => {
                let character = Character::first_of(rest);
                len = character.len;
                column += character.columns();
            }
            _ => column += 1,
        }
        rest = &rest[len..];
    }
    column
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

/// Reads inputs in blocks that end with whole characters.
#[derive(Debug)]
pub struct Blocks {
    buffer: Vec<u8>,
    /// How much of the buffer was handed out.
    used: usize,
}

impl Blocks {
    /// Reads about `size` bytes at once.
    pub fn of(size: usize) -> Self {
        Self {
            buffer: Vec::with_capacity(size),
            used: 0,
        }
    }

    /// The next block, none at the end, where the next input may follow. Bytes that are no
    /// character are handed out all the same.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn next(&mut self, input: &Input) -> io::Result<Option<&[u8]>> {
        loop {
            // At most the start of one character is left.
            self.buffer.drain(..self.used);
            self.used = 0;
            let ended = input.read_more(&mut self.buffer)? == 0;
            self.used = if ended {
                self.buffer.len()
            } else {
                whole(&self.buffer).len()
            };
            if ended || self.used > 0 {
                return Ok(Some(&self.buffer[..self.used]).filter(|block| !block.is_empty()));
            }
        }
    }
}
