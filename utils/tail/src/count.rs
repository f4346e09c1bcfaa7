//! How much is printed.

use shared::input::last::Unit;
use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::values::number::{self, Mistake};

/// The last so many of it, or all but the first so many.
#[derive(Clone, Copy)]
pub(crate) struct Count {
    pub(crate) unit: Unit,
    pub(crate) number: u64,
    pub(crate) from_start: bool,
}

impl Default for Count {
    fn default() -> Self {
        Self::new(Unit::Lines, 10, false)
    }
}

impl Count {
    /// `number` counts from 1 where it is from the start.
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

    /// Reads the value of -c or -n. Where one of those before it counts from the start, so does
    /// this, whatever its sign.
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

/// Reads a number that messages call `what`.
pub(crate) fn parse(given: &OsStr, suffixes: &str, what: &str) -> Result<u64> {
    let invalid = || format!("invalid {what}: {}", quote(given));
    match number::parse(given.as_bytes(), suffixes) {
        Ok(number) => Ok(number),
        Err(Mistake::Invalid) => Err(Error::new(invalid())),
        Err(Mistake::Overflow) => Err(Error::io(invalid(), &Errno::OVERFLOW.into())),
    }
}
