//! Suffixes and the powers that they mean.

use shared::sys::long_double::LongDouble;

/// A unit of `--from` and `--to`: which suffixes there are and what they mean.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    None,
    /// Powers of 1000 (`K`), or of 1024 with an `i` (`Ki`).
    Auto,
    /// Powers of 1000.
    Si,
    /// Powers of 1024.
    Iec,
    /// Powers of 1024, with an `i`.
    IecI,
}

/// The suffixes of the first and higher powers.
const LETTERS: &[u8; 10] = b"KMGTPEZYRQ";

impl Scale {
    /// Returns the number whose powers the suffixes mean.
    pub(crate) fn base(self) -> i64 {
        match self {
            Self::Iec | Self::IecI => 1024,
            _ => 1000,
        }
    }

    /// Returns the suffix of a power.
    pub(crate) fn suffix(self, power: usize) -> &'static [u8] {
        match power {
            0 => b"",
            1 if self == Self::Si => b"k",
            _ => LETTERS.get(power - 1..power).unwrap_or(b"(error)"),
        }
    }
}

/// Returns the power that a suffix means.
pub(crate) fn power_of(letter: u8) -> Option<usize> {
    let letter = if letter == b'k' { b'K' } else { letter };
    Some(LETTERS.iter().position(|&l| l == letter)? + 1)
}

/// Returns `base` to the power of `power`, rounded after each multiplication as GNU does.
pub(crate) fn power(base: i64, power: usize) -> LongDouble {
    let base = LongDouble::from(base);
    (0..power).fold(LongDouble::ONE, |product, _| product * base)
}
