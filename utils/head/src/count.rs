//! The number of lines or bytes to print.

use shared::input::last::Unit;
use shared::prelude::*;
use shared::values::number::{self, Mistake};

#[derive(Clone, Copy)]
pub(crate) struct Count {
    pub(crate) unit: Unit,
    pub(crate) number: u64,
    /// Whether all but the last `number` are printed, rather than the first.
    pub(crate) all_but: bool,
}

impl Default for Count {
    fn default() -> Self {
        Self {
            unit: Unit::Lines,
            number: 10,
            all_but: false,
        }
    }
}

impl Count {
    /// Parses the value of `-c` or `-n`.
    pub(crate) fn parse(given: &OsStr, unit: Unit) -> Result<Self> {
        let text = given.as_bytes();
        let (text, all_but) = match text.strip_prefix(b"-") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let what = match unit {
            Unit::Bytes => "bytes",
            Unit::Lines => "lines",
        };
        let invalid = |text| format!("invalid number of {what}: {}", quote(text));
        let number = match number::parse(text, "bkKmMGTPEZYRQ0") {
            Ok(number) => number,
            Err(Mistake::Invalid) => return Err(Error::new(invalid(OsStr::from_bytes(text)))),
            // More than any file has.
            Err(Mistake::Overflow) => u64::MAX,
        };
        Ok(Self {
            unit,
            number,
            all_but,
        })
    }
}

/// Rewrites a first argument of the obsolete form `-NUM[bkm][cl][qvz]` to current options.
/// Returns nothing if it does not have that form.
pub(crate) fn obsolete(arg: &[u8]) -> Result<Option<Vec<&'static OsStr>>> {
    let Some(text) = arg.strip_prefix(b"-") else {
        return Ok(None);
    };
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, letters) = text.split_at(digits);
    if digits.is_empty() {
        return Ok(None);
    }
    let mut number = digits.to_vec();
    let mut option = "-n";
    let mut current = Vec::new();
    for &letter in letters {
        match letter {
            b'c' => number.truncate(digits.len()),
            b'b' | b'k' | b'm' => {
                number.truncate(digits.len());
                number.push(letter);
            }
            b'l' => {}
            b'q' => current.push(OsStr::new("-q")),
            b'v' => current.push(OsStr::new("-v")),
            b'z' => current.push(OsStr::new("-z")),
            _ => {
                let letter = escaped(OsStr::from_bytes(&[letter]));
                return Err(Error::usage(format!("invalid trailing option -- {letter}")));
            }
        }
        match letter {
            b'q' | b'v' | b'z' => {}
            b'l' => option = "-n",
            _ => option = "-c",
        }
    }
    current.push(OsStr::new(option));
    current.push(OsStr::from_bytes(number.leak()));
    Ok(Some(current))
}
