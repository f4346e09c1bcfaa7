//! Sizes as `ls`, `du` and `df` show them: block sizes, `-h`, `--si` (manual node "Block size").
//! They are rounded up, so that only an empty file has size 0.

use crate::program::error::{Error, Result};
use crate::program::posix;
use crate::text::locale;
use crate::text::quoting::escaped;
use crate::values::number;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// A format for sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Number of bytes in a block, or 1 if [`Self::scaled`] chooses the unit.
    pub unit: u64,
    /// Choose the unit so that one to three digits remain: `-h`, `--si`.
    pub scaled: bool,
    /// Use powers of 1000 instead of 1024.
    decimal: bool,
    /// Print the unit: `K`.
    letter: bool,
    /// Print the unit as `KiB` or `kB`.
    pub bytes: bool,
    /// Group digits, as a leading `'` requests.
    group: bool,
}

/// The error in a block size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// Not a number, or zero.
    Invalid,
    /// The number is followed by something that is not a unit.
    Suffix,
    /// Greater than 2^64 - 1.
    TooLarge,
}

impl Sizes {
    /// Returns the format for blocks of `unit` bytes.
    pub const fn blocks(unit: u64) -> Self {
        Self {
            unit,
            scaled: false,
            decimal: true,
            letter: false,
            bytes: false,
            group: false,
        }
    }

    /// Returns the format for `-h`, `--human-readable`: powers of 1024.
    pub const fn human() -> Self {
        Self {
            scaled: true,
            decimal: false,
            letter: true,
            ..Self::blocks(1)
        }
    }

    /// Returns the format for `--si`: powers of 1000.
    pub const fn si() -> Self {
        Self {
            decimal: true,
            ..Self::human()
        }
    }

    /// Returns the user's block size: the value of the first variable that is set, of `own` (such
    /// as `DU_BLOCK_SIZE`), `BLOCK_SIZE` and `BLOCKSIZE`. The default is 1024, or 512 under
    /// `POSIXLY_CORRECT`, and is also used if the value is invalid.
    pub fn from_environment(own: &str) -> Self {
        let set = [own, "BLOCK_SIZE", "BLOCKSIZE"]
            .iter()
            .find_map(std::env::var_os);
        set.and_then(|text| Self::parse(&text.into_vec()).ok())
            .unwrap_or_else(Self::standard)
    }

    fn standard() -> Self {
        let posix = posix::is_strict();
        Self::blocks(if posix { 512 } else { 1024 })
    }

    /// Parses the value of an option such as `--block-size`.
    ///
    /// # Errors
    /// Those of [`bad_size`].
    pub fn from_option(option: &str, given: &OsStr) -> Result<Self> {
        Self::parse(given.as_bytes()).map_err(|mistake| bad_size(option, given, mistake))
    }

    /// Parses a block size: `1K`, `kB`, `'1`, `human-readable`, `si`.
    ///
    /// # Errors
    /// See [`Mistake`].
    pub fn parse(text: &[u8]) -> std::result::Result<Self, Mistake> {
        let group = text.starts_with(b"'");
        let text = &text[usize::from(group)..];
        for (word, sizes) in [(&b"human-readable"[..], Self::human()), (b"si", Self::si())] {
            if !text.is_empty() && word.starts_with(text) {
                return Ok(Self { group, ..sizes });
            }
        }
        let unit = match parse_size(text, "EgGkKmMPQRtTYZ0")? {
            0 => return Err(Mistake::Invalid),
            unit => unit,
        };
        // A unit without a number is printed after each size.
        let alone = !text.iter().any(u8::is_ascii_digit);
        let bytes = alone && text.ends_with(b"B");
        Ok(Self {
            unit,
            letter: alone,
            bytes,
            decimal: bytes && !text.ends_with(b"iB"),
            group,
            ..Self::blocks(1)
        })
    }

    /// Appends the size of `count` units of `each` bytes.
    pub fn push(&self, count: u64, each: u64, out: &mut Vec<u8>) {
        let bytes = u128::from(count) * u128::from(each);
        let base: u128 = if self.decimal { 1000 } else { 1024 };
        let (mut value, mut tenth, mut power) =
            (bytes.div_ceil(u128::from(self.unit.max(1))), None, 0);
        if self.scaled {
            let mut unit = 1;
            while bytes >= unit * base && power < POWERS.len() {
                unit *= base;
                power += 1;
            }
            let tenths = (bytes * 10).div_ceil(unit);
            value = bytes.div_ceil(unit);
            if power > 0 && tenths < 100 {
                (value, tenth) = (tenths / 10, Some((tenths % 10) as u8));
            } else if value == base && power < POWERS.len() {
                (value, tenth, power) = (1, Some(0), power + 1);
            }
        } else if self.letter {
            let mut unit = 1;
            while unit < u128::from(self.unit) {
                unit *= base;
                power += 1;
            }
        }
        push_number(value, self.group, out);
        if let Some(tenth) = tenth {
            out.extend_from_slice(&locale::numeric().decimal_point);
            out.push(b'0' + tenth);
        }
        if !self.letter {
            return;
        }
        if power > 0 {
            out.push(match POWERS[power - 1] {
                b'K' if self.decimal => b'k',
                letter => letter,
            });
        }
        if self.bytes {
            if !self.decimal && power > 0 {
                out.push(b'i');
            }
            out.push(b'B');
        }
    }
}

const POWERS: &[u8] = b"KMGTPEZYRQ";

/// Appends a number. With `group`, the locale's separator is inserted between groups of digits.
fn push_number(value: u128, group: bool, out: &mut Vec<u8>) {
    let mut digits = [0; 40];
    let mut at = digits.len();
    let mut rest = value;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let digits = &digits[at..];
    if !group {
        return out.extend_from_slice(digits);
    }
    let numeric = locale::numeric();
    for (i, &digit) in digits.iter().enumerate() {
        if i > 0 && numeric.separates(digits.len() - i) {
            out.extend_from_slice(&numeric.separator);
        }
        out.push(digit);
    }
}

/// Parses a size, with C's prefixes `0x` and `0` for other bases, and an optional unit. The unit
/// may also stand alone, without a sign. See [`number::parse`] for `suffixes`.
///
/// GNU's utilities read some options like this and others as decimal numbers only, for which there
/// is [`number::parse`].
///
/// # Errors
/// See [`Mistake`].
pub fn parse_size(text: &[u8], suffixes: &str) -> std::result::Result<u64, Mistake> {
    let unsigned = locale::skip_posix_space(text);
    let unsigned = unsigned.strip_prefix(b"+").unwrap_or(unsigned);
    let (radix, digits) = match unsigned {
        [b'0', b'x' | b'X', rest @ ..] if rest.first().is_some_and(u8::is_ascii_hexdigit) => {
            (16, rest)
        }
        [b'0', ..] => (8, unsigned),
        _ => (10, unsigned),
    };
    let digit = |b: u8| char::from(b).to_digit(radix);
    let len = digits.iter().take_while(|&&b| digit(b).is_some()).count();
    if len == 0 && unsigned.len() < text.len() {
        return Err(Mistake::Invalid);
    }
    let mut value = Some(u64::from(len == 0));
    for &b in &digits[..len] {
        let next = u64::from(digit(b).unwrap_or(0));
        value = value.and_then(|v| v.checked_mul(radix.into())?.checked_add(next));
    }
    let suffix = &digits[len..];
    let scale = match suffix {
        b"" if len == 0 => return Err(Mistake::Invalid),
        b"" => Ok(1),
        [b'0'..=b'9' | b'+' | b' ', ..] => Err(number::Mistake::Invalid),
        _ => number::parse(suffix, suffixes),
    };
    match scale {
        Ok(scale) => value
            .and_then(|v| v.checked_mul(scale))
            .ok_or(Mistake::TooLarge),
        Err(number::Mistake::Overflow) if value == Some(0) => Ok(0),
        Err(number::Mistake::Overflow) => Err(Mistake::TooLarge),
        Err(number::Mistake::Invalid) => {
            let unit = suffix
                .first()
                .is_some_and(|b| suffixes.as_bytes().contains(b));
            // GNU checks for zero last.
            Err(if (len == 0 && !unit) || value == Some(0) {
                Mistake::Invalid
            } else {
                Mistake::Suffix
            })
        }
    }
}

/// Returns the error for the value of an option (`--block-size`, `-w`) that is not a size.
pub fn bad_size(option: &str, given: &OsStr, mistake: Mistake) -> Error {
    let given = escaped(given);
    Error::new(match mistake {
        Mistake::Invalid => format!("invalid {option} argument '{given}'"),
        Mistake::Suffix => format!("invalid suffix in {option} argument '{given}'"),
        Mistake::TooLarge => format!("{option} argument '{given}' too large"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(sizes: Sizes, bytes: u64) -> String {
        let mut out = Vec::new();
        sizes.push(bytes, 1, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn scaled_sizes_round_up() {
        for (bytes, human, si) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1000, "1000", "1.0k"),
            (1001, "1001", "1.1k"),
            (1024, "1.0K", "1.1k"),
            (10137, "9.9K", "11k"),
            (10138, "10K", "11k"),
            (999_001, "976K", "1.0M"),
            (1_048_575, "1.0M", "1.1M"),
            (u64::MAX, "16E", "19E"),
        ] {
            assert_eq!(shown(Sizes::human(), bytes), human);
            assert_eq!(shown(Sizes::si(), bytes), si);
        }
    }

    #[test]
    fn block_sizes_are_read_in_all_forms() {
        for (text, shows) in [
            ("1", "1048577"),
            ("'1", "1048577"),
            ("K", "1025K"),
            ("1K", "1025"),
            ("kB", "1049kB"),
            ("MiB", "2MiB"),
            ("1MB", "2"),
            ("0x10", "65537"),
            ("010", "131073"),
            ("human", "1.1M"),
            ("s", "1.1M"),
        ] {
            assert_eq!(
                shown(Sizes::parse(text.as_bytes()).unwrap(), 1_048_577),
                shows
            );
        }
        for (text, mistake) in [
            ("0", Mistake::Invalid),
            ("", Mistake::Invalid),
            ("-1", Mistake::Invalid),
            ("x", Mistake::Invalid),
            ("1x", Mistake::Suffix),
            ("Ki", Mistake::Suffix),
            ("M1", Mistake::Suffix),
            ("1R", Mistake::TooLarge),
        ] {
            assert_eq!(Sizes::parse(text.as_bytes()), Err(mistake), "{text}");
        }
    }

    #[test]
    fn zero_is_no_block_size_whatever_its_unit() {
        assert_eq!(parse_size(b"0Z", "Z"), Ok(0));
        assert_eq!(Sizes::parse(b"0Z"), Err(Mistake::Invalid));
        assert_eq!(Sizes::parse(b"1Z"), Err(Mistake::TooLarge));
        assert_eq!(Sizes::parse(b"+K"), Err(Mistake::Invalid));
    }
}
