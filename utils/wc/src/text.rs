//! Reading a file once and counting in each block.

use crate::counts::{Columns, Counts};
use crate::width::{self, Widths};
use crate::words::{Spaces, Words};
use shared::bytes::memory::{Block, zeros};
use shared::bytes::simd;
use shared::input::kernel;
use shared::prelude::*;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{SeekFrom, fstat, seek, tell};
use shared::rustix::io::{read, retry_on_intr};
use shared::rustix::stdio::stdin;
use shared::simdutf8;
use shared::sys::stat::StatExt;
use shared::text::locale::{self, Decoded};
use std::sync::{Mutex, PoisonError};

/// Bytes read at once. Each block is scanned several times, so it should fit the level-1 cache.
const BLOCK: usize = 32 * 1024;

/// The same where a block is scanned once, or not at all.
const LARGE_BLOCK: usize = 64 * 1024;

/// How bytes form characters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// Irrelevant, because no count depends on characters.
    Any,
    /// Each character is a byte.
    Single,
    Utf8,
    /// Another encoding with characters of several bytes.
    Multibyte,
}

/// The counts of a file, up to an error of reading.
pub(crate) type Counted = (Counts, Option<io::Error>);

/// Reads files and counts.
pub(crate) struct Reader {
    columns: Columns,
    encoding: Encoding,
    spaces: Spaces,
    byte_widths: Option<Box<[u8; 256]>>,
    /// Blocks that no thread uses.
    spare: Mutex<Vec<Block>>,
}

impl Reader {
    pub(crate) fn new(columns: Columns) -> Self {
        let encoding = if !(columns.words || columns.chars || columns.max_width) {
            Encoding::Any
        } else if locale::is_utf8() {
            Encoding::Utf8
        } else if locale::is_multibyte() {
            Encoding::Multibyte
        } else {
            Encoding::Single
        };
        let spaces = match encoding {
            Encoding::Single if columns.words => Spaces::of_bytes(),
            _ => Spaces::default(),
        };
        let byte_widths = match encoding {
            Encoding::Single if columns.max_width => Some(width::of_bytes()),
            _ => None,
        };
        Self {
            columns,
            encoding,
            spaces,
            byte_widths,
            spare: Mutex::default(),
        }
    }

    /// Counts an open file, or standard input.
    pub(crate) fn count_opened(&self, file: Option<OwnedFd>) -> Counted {
        self.count(file.as_ref().map_or(stdin(), |file| file.as_fd()))
    }

    /// Counts up to the end of the file, or up to an error of reading, which is returned too.
    pub(crate) fn count(&self, file: BorrowedFd<'_>) -> Counted {
        let spare = || self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let size = match self.encoding {
            Encoding::Any => LARGE_BLOCK,
            _ => BLOCK,
        };
        let unused = spare().pop();
        let mut block = unused.unwrap_or_else(|| zeros(size));
        let counted = self.count_in(&mut block, file);
        spare().push(block);
        counted
    }

    fn count_in(&self, block: &mut [u8], file: BorrowedFd<'_>) -> Counted {
        let mut counts = Counts::default();
        let by_size = self.is_by_size();
        if by_size {
            counts.bytes = skip_to_end(file);
        }
        let mut words = Words::new(&self.spaces);
        let mut widths = Widths::new(self.byte_widths.as_deref());
        let encoding = self.encoding;
        // The bytes of an incomplete character at the end of the last block.
        let mut kept = 0;
        let failure = loop {
            let n = match retry_on_intr(|| read(file, &mut block[kept..])) {
                Ok(n) => n,
                Err(e) => break Some(e.into()),
            };
            counts.bytes += n as u64;
            if by_size && n > 0 {
                if n == block.len() {
                    // So much is likely to be followed by more.
                    counts.bytes += kernel::discard(file);
                }
                continue;
            }
            let filled = &block[..kept + n];
            if self.columns.lines {
                counts.lines += simd::count(b'\n', &filled[kept..]);
            }
            let at_end = n == 0;
            let text = if at_end {
                filled
            } else {
                encoding.complete(filled)
            };
            if self.columns.words {
                encoding.count_words(text, &mut words);
            }
            if self.columns.chars {
                counts.chars += encoding.characters(text);
            }
            if self.columns.max_width {
                widths.take(text);
            }
            if at_end {
                break None;
            }
            let taken = text.len();
            let end = kept + n;
            kept = end - taken;
            block.copy_within(taken..end, 0);
        };
        if encoding == Encoding::Single {
            counts.chars = counts.bytes;
        }
        counts.words = words.number;
        counts.max_width = widths.end();
        (counts, failure)
    }

    /// Returns whether the size of a regular file says all: bytes are counted, and nothing else unless
    /// each character is a byte.
    pub(crate) fn is_by_size(&self) -> bool {
        let columns = &self.columns;
        match self.encoding {
            Encoding::Any => !columns.lines,
            Encoding::Single => !(columns.lines || columns.words || columns.max_width),
            Encoding::Utf8 | Encoding::Multibyte => false,
        }
    }
}

impl Encoding {
    /// Returns the text without the start of a character that continues in the next block.
    fn complete(self, text: &[u8]) -> &[u8] {
        match self {
            Self::Utf8 => &text[..text.len() - unfinished(text)],
            Self::Multibyte => &text[..whole_chars(text)],
            Self::Any | Self::Single => text,
        }
    }

    fn count_words(self, text: &[u8], words: &mut Words) {
        match self {
            Self::Utf8 => words.take_utf8(text),
            Self::Multibyte => words.take_multibyte(text),
            Self::Any | Self::Single => words.take_bytes(text),
        }
    }

    /// Returns the number of characters, or 0 where that is the number of bytes.
    fn characters(self, text: &[u8]) -> u64 {
        match self {
            Self::Utf8 => utf8_chars(text),
            Self::Multibyte => multibyte_chars(text),
            Self::Any | Self::Single => 0,
        }
    }
}

/// Seeks close to the end of a regular file and returns the number of bytes skipped. Does nothing
/// if the size is at most a page: for files in /sys, such a size does not mean anything.
fn skip_to_end(file: BorrowedFd<'_>) -> u64 {
    let skipped = || {
        let stat = fstat(file).ok()?;
        let (size, here) = (stat.st_size as u64, tell(file).ok()?);
        let page = stat.st_blksize.max(1) as u64;
        if !stat.is_regular() || size <= page {
            return None;
        }
        // The size may be wrong, as in /proc. Reading the last bytes finds the real end.
        let near = size - size % (page + 1);
        let far = near > here && seek(file, SeekFrom::Start(near)).is_ok();
        far.then(|| near - here)
    };
    skipped().unwrap_or(0)
}

/// Returns the number of bytes at the end that may be the start of a UTF-8 character.
fn unfinished(text: &[u8]) -> usize {
    let tail = &text[text.len().saturating_sub(3)..];
    let lead = tail.iter().rposition(|b| b & 0xc0 != 0x80);
    lead.map_or(0, |at| {
        let needed = match tail[at] {
            0xc2..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0..0xf5 => 4,
            _ => 1,
        };
        let there = tail.len() - at;
        if needed > there { there } else { 0 }
    })
}

/// Returns the number of bytes before an incomplete character at the end.
fn whole_chars(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        at += match locale::decode(&text[at..]) {
            Decoded::Char(_, len) => len,
            Decoded::Invalid => 1,
            Decoded::Incomplete => break,
        };
    }
    // No character is that long, so it will never be complete.
    if text.len() - at > 16 { text.len() } else { at }
}

/// Counts the characters of valid UTF-8; invalid bytes are not counted.
///
/// Valid text is checked and counted in vectors. Invalid bytes often come in clusters, so the
/// text after one is counted character by character for a while.
fn utf8_chars(mut text: &[u8]) -> u64 {
    /// Bytes counted character by character after an invalid one.
    const NEAR: usize = 512;
    let mut chars = 0;
    loop {
        let valid = match simdutf8::compat::from_utf8(text) {
            Ok(_) => text.len(),
            Err(e) => e.valid_up_to(),
        };
        chars += simd::count_characters(&text[..valid]);
        text = &text[valid..];
        if text.is_empty() {
            return chars;
        }
        let near = match text.get(..NEAR) {
            Some(near) => &near[..NEAR - unfinished(near)],
            None => text,
        };
        let valid = near
            .utf8_chunks()
            .map(|chunk| chunk.valid().chars().count());
        chars += valid.sum::<usize>() as u64;
        text = &text[near.len()..];
    }
}

fn multibyte_chars(text: &[u8]) -> u64 {
    let (mut at, mut chars) = (0, 0);
    while at < text.len() {
        at += match locale::decode(&text[at..]) {
            Decoded::Char(_, len) => {
                chars += 1;
                len
            }
            Decoded::Invalid | Decoded::Incomplete => 1,
        };
    }
    chars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incomplete_characters_are_found() {
        for (text, len) in [
            (&b""[..], 0),
            (b"ab", 0),
            ("é".as_bytes(), 0),
            (b"a\xc3", 1),
            (b"a\xe4\xb8", 2),
            (b"\xf0\x9f\x98", 3),
            (b"\xf0\x9f\x98\x80", 0),
            (b"\x80\x80\x80", 0),
            (b"\xff", 0),
        ] {
            assert_eq!(unfinished(text), len, "{text:?}");
        }
        assert_eq!(utf8_chars(b"\xc3\xa9\xffx\xe4\xb8"), 2);
        // Longer than what is counted character by character after an invalid byte.
        let mixed = b"\xc3\xa9ab\xff\xe4\xb8\xadc\xe4\xb8".repeat(1000);
        assert_eq!(utf8_chars(&mixed), 5000);
    }
}
