//! Reading a file once, and counting in each block what is asked for.

use crate::counts::{Columns, Counts};
use crate::width::{self, Widths};
use crate::words::{Spaces, Words};
use shared::bytes::simd;
use shared::prelude::*;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::fs::{FileType, SeekFrom, fstat, seek, tell};
use shared::rustix::io::{read, retry_on_intr};
use shared::simdutf8;
use shared::text::locale::{self, Decoded};

/// Bytes read at once: what stays in the processor's cache while it is gone over several times.
const BLOCK: usize = 32 * 1024;

/// How bytes make up characters.
enum Encoding {
    /// Nobody asked.
    Any,
    Single,
    Utf8,
    Multibyte,
}

/// Counts in files.
pub(crate) struct Reader {
    columns: Columns,
    encoding: Encoding,
    spaces: Spaces,
    byte_widths: Option<Box<[u8; 256]>>,
    block: Vec<u8>,
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
            block: Vec::new(),
        }
    }

    /// Counts to the end of the file, or to where it can't be read.
    pub(crate) fn count(&mut self, file: BorrowedFd<'_>) -> (Counts, Option<io::Error>) {
        let mut counts = Counts::default();
        // Where every byte is a character, there may be nothing to look at.
        let by_size = match self.encoding {
            Encoding::Any => !self.columns.lines,
            Encoding::Single => {
                !(self.columns.lines || self.columns.words || self.columns.max_width)
            }
            Encoding::Utf8 | Encoding::Multibyte => false,
        };
        if by_size {
            counts.bytes = skip_to_end(file);
        }
        if self.block.is_empty() {
            self.block = vec![0; BLOCK];
        }
        let (mut words, mut widths) = (
            Words::new(&self.spaces),
            Widths::new(self.byte_widths.as_deref()),
        );
        // The start of a character that the last block ended in.
        let mut kept = 0;
        let failure = loop {
            let n = match retry_on_intr(|| read(file, &mut self.block[kept..])) {
                Ok(n) => n,
                Err(e) => break Some(e.into()),
            };
            counts.bytes += n as u64;
            if by_size && n > 0 {
                continue;
            }
            let filled = &self.block[..kept + n];
            if self.columns.lines {
                counts.lines += simd::count(b'\n', &filled[kept..]);
            }
            let at_end = n == 0;
            let text = match self.encoding {
                _ if at_end => filled,
                Encoding::Utf8 => &filled[..filled.len() - unfinished(filled)],
                Encoding::Multibyte => &filled[..whole_chars(filled)],
                Encoding::Any | Encoding::Single => filled,
            };
            if self.columns.words {
                match self.encoding {
                    Encoding::Utf8 => words.take_utf8(text),
                    Encoding::Multibyte => words.take_multibyte(text),
                    Encoding::Any | Encoding::Single => words.take_bytes(text),
                }
            }
            if self.columns.chars {
                counts.chars += match self.encoding {
                    Encoding::Utf8 => utf8_chars(text),
                    Encoding::Multibyte => multibyte_chars(text),
                    Encoding::Any | Encoding::Single => 0, // see below
                };
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
            self.block.copy_within(taken..end, 0);
        };
        if matches!(self.encoding, Encoding::Single) {
            counts.chars = counts.bytes;
        }
        counts.words = words.number;
        counts.max_width = widths.end();
        (counts, failure)
    }
}

/// Goes almost to the end of a regular file and returns how many bytes that were. A size of
/// one page may be made up (/sys): such files are read.
fn skip_to_end(file: BorrowedFd<'_>) -> u64 {
    let skipped = || {
        let stat = fstat(file).ok()?;
        let regular = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        let (size, here) = (stat.st_size as u64, tell(file).ok()?);
        let page = stat.st_blksize.max(1) as u64;
        if !regular || size <= page {
            return None;
        }
        // What the file has really got is found by reading its last bytes.
        let near = size - size % (page + 1);
        let far = near > here && seek(file, SeekFrom::Start(near)).is_ok();
        far.then(|| near - here)
    };
    skipped().unwrap_or(0)
}

/// Bytes at the end that may start a character of UTF-8.
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

/// Bytes before the character that the text ends in.
fn whole_chars(text: &[u8]) -> usize {
    let mut at = 0;
    while at < text.len() {
        at += match locale::decode(&text[at..]) {
            Decoded::Char(_, len) => len,
            Decoded::Invalid => 1,
            Decoded::Incomplete => break,
        };
    }
    // No character is so long: it will never be finished.
    if text.len() - at > 16 { text.len() } else { at }
}

fn utf8_chars(mut text: &[u8]) -> u64 {
    /// Where one byte is no character, those near it may not be either.
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
    fn characters_may_be_cut_off() {
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
        let mixed = b"\xc3\xa9ab\xff\xe4\xb8\xadc\xe4\xb8".repeat(1000);
        assert_eq!(utf8_chars(&mixed), 5000);
    }
}
