//! How to split: the values of `-b`, `-C`, `-l` and `-n`.

use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::text::locale::skip_posix_space;
use shared::values::number::{self, Mistake};

/// A way to split.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    /// Pieces of this number of lines.
    Lines(u64),
    /// Pieces of this number of bytes.
    Bytes(u64),
    /// Pieces of whole lines and at most this number of bytes.
    LineBytes(u64),
    /// A number of pieces of equal size.
    Chunks(Chunks),
    /// A number of pieces of whole lines.
    LineChunks(Chunks),
    /// A number of pieces to which lines go in turn.
    RoundRobin(Chunks),
}

/// The number of chunks, and the number of the one to extract if only one is wanted.
#[derive(Clone, Copy)]
pub(crate) struct Chunks {
    pub(crate) number: u64,
    pub(crate) only: Option<u64>,
}

const SIZES: &str = "bEGKkMmPQRTYZ0";

impl Way {
    /// Parses the value of `-b`.
    pub(crate) fn bytes(given: &OsStr) -> Result<Self> {
        let number = units(given.as_bytes(), SIZES, "number of bytes")?;
        Ok(Self::Bytes(number))
    }

    /// Parses the value of `-C`.
    pub(crate) fn line_bytes(given: &OsStr) -> Result<Self> {
        let number = units(given.as_bytes(), SIZES, "number of bytes")?;
        Ok(Self::LineBytes(number))
    }

    /// Parses the value of `-l`.
    pub(crate) fn lines(given: &OsStr) -> Result<Self> {
        let number = units(given.as_bytes(), "", "number of lines")?;
        Ok(Self::Lines(number))
    }

    /// Parses the value of `-n`.
    pub(crate) fn chunks(given: &OsStr) -> Result<Self> {
        let text = skip_posix_space(given.as_bytes());
        if let Some(rest) = text.strip_prefix(b"l/") {
            Ok(Self::LineChunks(Chunks::parse(rest)?))
        } else if let Some(rest) = text.strip_prefix(b"r/") {
            Ok(Self::RoundRobin(Chunks::parse(rest)?))
        } else {
            Ok(Self::Chunks(Chunks::parse(text)?))
        }
    }

    /// Returns whether a single chunk is extracted to standard output.
    pub(crate) fn is_extracted(&self) -> bool {
        self.all_chunks()
            .is_some_and(|chunks| chunks.only.is_some())
    }

    /// Returns the number of pieces, if it is known beforehand.
    pub(crate) fn pieces(&self) -> Option<u64> {
        self.all_chunks().map(|chunks| chunks.number)
    }

    fn all_chunks(&self) -> Option<Chunks> {
        match self {
            Self::Chunks(chunks) | Self::LineChunks(chunks) | Self::RoundRobin(chunks) => {
                Some(*chunks)
            }
            _ => None,
        }
    }
}

impl Chunks {
    fn parse(text: &[u8]) -> Result<Self> {
        let Some(slash) = text.iter().position(|&b| b == b'/') else {
            let number = units(text, "", "number of chunks")?;
            return Ok(Self { number, only: None });
        };
        let number = units(&text[slash + 1..], "", "number of chunks")?;
        let only = units(&text[..slash], "", "chunk number")?;
        if only > number {
            return Err(invalid("chunk number", &text[..slash], Errno::RANGE));
        }
        Ok(Self {
            number,
            only: Some(only),
        })
    }
}

/// Parses a number of at least 1. One that is too large stands for infinity.
fn units(text: &[u8], suffixes: &str, what: &str) -> Result<u64> {
    match number::parse(text, suffixes) {
        Ok(0) => Err(invalid(what, text, Errno::RANGE)),
        Ok(number) => Ok(number.min(i64::MAX as u64)),
        Err(Mistake::Overflow) => Ok(i64::MAX as u64),
        Err(Mistake::Invalid) => Err(Error::new(format!(
            "invalid {what}: {}",
            quote(OsStr::from_bytes(text))
        ))),
    }
}

pub(crate) fn invalid(what: &str, text: &[u8], reason: Errno) -> Error {
    let text = quote(OsStr::from_bytes(text));
    Error::io(format!("invalid {what}: {text}"), &reason.into())
}

/// Appends a digit to the number of the obsolete form `-NUMBER`.
pub(crate) fn with_digit(number: u64, digit: u8) -> u64 {
    let digit = u64::from(digit - b'0');
    number.saturating_mul(10).saturating_add(digit)
}

pub(crate) fn more_than_one() -> Error {
    Error::usage("cannot split in more than one way")
}
