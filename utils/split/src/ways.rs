//! What the pieces are: the values of `-b -C -l -n`.

use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::values::number::{self, Mistake};

/// A way to split.
#[derive(Clone, Copy)]
pub(crate) enum Way {
    Lines(u64),
    Bytes(u64),
    LineBytes(u64),
    Chunks(Chunks),
    LineChunks(Chunks),
    RoundRobin(Chunks),
}

/// So many chunks, and the one that is extracted, if just one is.
#[derive(Clone, Copy)]
pub(crate) struct Chunks {
    pub(crate) number: u64,
    pub(crate) only: Option<u64>,
}

const SIZES: &str = "bEGKkMmPQRTYZ0";

impl Way {
    /// Reads an option's value.
    pub(crate) fn parse(option: &str, given: &OsStr) -> Result<Self> {
        let text = given.as_bytes();
        match option {
            "bytes" => Ok(Self::Bytes(units(text, SIZES, "number of bytes")?)),
            "line-bytes" => Ok(Self::LineBytes(units(text, SIZES, "number of bytes")?)),
            "lines" => Ok(Self::Lines(units(text, "", "number of lines")?)),
            _ => {
                let text = text.trim_ascii_start();
                if let Some(rest) = text.strip_prefix(b"l/") {
                    Ok(Self::LineChunks(Chunks::parse(rest)?))
                } else if let Some(rest) = text.strip_prefix(b"r/") {
                    Ok(Self::RoundRobin(Chunks::parse(rest)?))
                } else {
                    Ok(Self::Chunks(Chunks::parse(text)?))
                }
            }
        }
    }

    /// Is just one chunk asked for, on standard output?
    pub(crate) fn is_extracted(&self) -> bool {
        self.chunks().is_some_and(|chunks| chunks.only.is_some())
    }

    /// The number of pieces, if it is known.
    pub(crate) fn pieces(&self) -> Option<u64> {
        self.chunks().map(|chunks| chunks.number)
    }

    fn chunks(&self) -> Option<Chunks> {
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

/// A number of at least 1; a huge one is as good as infinite.
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

/// The obsolete `-NUMBER`, digit by digit.
pub(crate) fn with_digit(number: u64, digit: u8) -> u64 {
    let digit = u64::from(digit - b'0');
    number.saturating_mul(10).saturating_add(digit)
}

pub(crate) fn more_than_one() -> Error {
    Error::usage("cannot split in more than one way")
}
