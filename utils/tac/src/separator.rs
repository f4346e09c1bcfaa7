//! What stands between records.

use shared::memchr::memmem::FinderRev;
use shared::memchr::memrchr;
use shared::program::error::Result;
use shared::values::regex::Regex;
use std::ops::Range;

/// Which side of a record its separator is on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Before,
    Behind,
}

pub(crate) enum Separator {
    Byte(u8),
    Bytes(Box<FinderRev<'static>>),
    Matching(Box<Regex>),
}

impl Separator {
    pub(crate) fn bytes(bytes: &'static [u8]) -> Self {
        Self::Bytes(Box::new(FinderRev::new(bytes)))
    }

    /// The last separator in `text`. Where more text stands before this (`is_part`), the first
    /// byte is there just to be looked back at.
    pub(crate) fn last_in(&mut self, text: &[u8], is_part: bool) -> Result<Option<Range<usize>>> {
        Ok(match self {
            Self::Byte(byte) => memrchr(*byte, text).map(|at| at..at + 1),
            Self::Bytes(finder) => finder.rfind(text).map(|at| at..at + finder.needle().len()),
            Self::Matching(regex) => match text.len().checked_sub(1) {
                Some(last) => regex.find_back_between(text, last, usize::from(is_part))?,
                None => None,
            },
        })
    }

    /// How much of a text in which there is no separator may belong to one that starts before
    /// that text.
    pub(crate) fn overlap(&self, text: usize) -> usize {
        match self {
            Self::Byte(_) => 0,
            Self::Bytes(finder) => text.min(finder.needle().len() - 1),
            Self::Matching(_) => text,
        }
    }
}
