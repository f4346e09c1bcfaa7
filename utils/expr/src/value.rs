//! What an expression is worth: a string or an integer, and most strings of digits are both.

use crate::integer::Integer;
use std::borrow::Cow;

/// A value.
pub(crate) enum Value {
    /// A word of the command line, as it is.
    Word(&'static [u8]),
    /// A string made of words.
    Text(Vec<u8>),
    /// A number.
    Integer(Integer),
}

impl Value {
    pub(crate) const ZERO: Self = Self::Integer(Integer::Small(0));

    /// Is it empty or zero? Of strings, those of zeros are, with a minus sign or without.
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

    /// It as a string.
    pub(crate) fn text(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Word(word) => Cow::Borrowed(word),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(integer) => Cow::Owned(integer.digits()),
        }
    }

    /// It as an integer, if it is one.
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
