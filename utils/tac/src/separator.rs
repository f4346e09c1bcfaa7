//! The separator of records.

use shared::bytes::search::find_last;
use shared::memchr::memmem::FinderRev;
use shared::program::error::Result;
use shared::values::regex::Regex;
use std::ops::Range;

/// Whether a separator belongs to the record after it or before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It stands before its record.
    Before,
    /// It stands after its record.
    After,
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

    /// Returns the last separator in `text`. If `is_part`, more text precedes, and a match of a
    /// regular expression must not start at the first byte, which is only context for it.
    pub(crate) fn last_in(&mut self, text: &[u8], is_part: bool) -> Result<Option<Range<usize>>> {
        Ok(match self {
            Self::Byte(byte) => find_last(*byte, text).map(|at| at..at + 1),
            Self::Bytes(finder) => finder.rfind(text).map(|at| at..at + finder.needle().len()),
            Self::Matching(regex) => match text.len().checked_sub(1) {
                Some(last) => regex.find_back_between(text, last, usize::from(is_part))?,
                None => None,
            },
        })
    }

    /// Returns how many of the first bytes of a text without separators may belong to one that
    /// starts before the text.
    pub(crate) fn overlap(&self, text: usize) -> usize {
        match self {
            Self::Byte(_) => 0,
            Self::Bytes(finder) => text.min(finder.needle().len() - 1),
            Self::Matching(_) => text,
        }
    }
}
