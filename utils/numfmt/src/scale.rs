//! Suffixes, and the powers that they stand for.

use shared::sys::long_double::LongDouble;

/// How suffixes scale.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    None,
    /// By 1000, and by 1024 before an `i`.
    Auto,
    Si,
    Iec,
    /// By 1024, always before an `i`.
    IecI,
}

/// The powers from the first on.
const LETTERS: &[u8; 10] = b"KMGTPEZYRQ";

impl Scale {
    /// What the powers are of.
    pub(crate) fn base(self) -> i64 {
        match self {
            Self::Iec | Self::IecI => 1024,
            _ => 1000,
        }
    }

    /// The suffix of a power.
    pub(crate) fn suffix(self, power: usize) -> &'static [u8] {
        match power {
            0 => b"",
            1 if self == Self::Si => b"k",
            _ => LETTERS.get(power - 1..power).unwrap_or(b"(error)"),
        }
    }
}

/// The power that a letter stands for.
pub(crate) fn power_of(letter: u8) -> Option<usize> {
    let letter = if letter == b'k' { b'K' } else { letter };
    Some(LETTERS.iter().position(|&l| l == letter)? + 1)
}

/// `base` to the power of `power`, rounded after each multiplication.
pub(crate) fn power(base: i64, power: usize) -> LongDouble {
    let base = LongDouble::from(base);
    (0..power).fold(LongDouble::ONE, |product, _| product * base)
}
