//! The number of lines or bytes to print.

use shared::input::last::Unit;
use shared::prelude::*;
use shared::values::number::{self, Mistake};

#[derive(Clone, Copy)]
pub(crate) struct Count {
    pub(crate) unit: Unit,
    pub(crate) number: u64,
    /// Whether all but the first `number` are printed, rather than the last.
    pub(crate) from_start: bool,
}

impl Default for Count {
    fn default() -> Self {
        Self::new(Unit::Lines, 10, false)
    }
}

impl Count {
    /// With `from_start`, `number` is that of the first line or byte to print, from 1.
    pub(crate) fn new(unit: Unit, number: u64, from_start: bool) -> Self {
        Self {
            unit,
            number: if from_start {
                number.saturating_sub(1)
            } else {
                number
            },
            from_start,
        }
    }

    /// Parses the value of `-c` or `-n`. If an earlier one counted from the start, so does this
    /// one, whatever its sign.
    pub(crate) fn parse(self, given: &OsStr, unit: Unit) -> Result<Self> {
        let text = given.as_bytes();
        let (from_start, text) = match text {
            [b'+', ..] => (true, text),
            [b'-', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        let what = match unit {
            Unit::Bytes => "number of bytes",
            Unit::Lines => "number of lines",
        };
        let number = parse(OsStr::from_bytes(text), "bkKmMGTPEZYRQ0", what)?;
        Ok(Self::new(unit, number, from_start || self.from_start))
    }
}

/// Parses a number; `what` is its name in messages. One that is too large becomes `u64::MAX`.
pub(crate) fn parse(given: &OsStr, suffixes: &str, what: &str) -> Result<u64> {
    let invalid = || format!("invalid {what}: {}", quote(given));
    match number::parse(given.as_bytes(), suffixes) {
        Ok(number) => Ok(number),
        Err(Mistake::Invalid) => Err(Error::new(invalid())),
        Err(Mistake::Overflow) => Ok(u64::MAX),
    }
}
