//! The values of expressions.

use crate::integer::Integer;
use std::borrow::Cow;

/// A string or an integer. A string of digits can be used as an integer.
pub(crate) enum Value {
    /// A word of the command line.
    Word(&'static [u8]),
    /// A computed string.
    Text(Vec<u8>),
    Integer(Integer),
}

impl Value {
    pub(crate) const ZERO: Self = Self::Integer(Integer::Small(0));

    /// Returns whether the value is empty or zero. `00` and `-0` are zero too.
    pub(crate) fn is_null(&self) -> bool {
        match self {
            Self::Integer(integer) => integer.is_zero(),
            Self::Word([]) => true,
            other => {
                let text = other.text();
                let digits = text.strip_prefix(b"-").unwrap_or(&text);
                let zeros = digits.iter().all(|&b| b == b'0');
                text.is_empty() || (!digits.is_empty() && zeros)
            }
        }
    }

    /// Returns the value as a string.
    pub(crate) fn text(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Word(word) => Cow::Borrowed(word),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(integer) => Cow::Owned(integer.digits()),
        }
    }

    /// Returns the value as an integer, if it is one.
    pub(crate) fn integer(&self) -> Option<Integer> {
        match self {
            Self::Integer(integer) => Some(integer.clone()),
            Self::Word(text) => Integer::parse(text),
            Self::Text(text) => Integer::parse(text),
        }
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Integer(Integer::Small(number as i64))
    }
}
