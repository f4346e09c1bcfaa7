//! C's `long double`, which Rust lacks: reading, formatting and arithmetic, so that `seq` and
//! `printf` round as GNU's do. On x86-64 this is the x87's extended format. Other machines use
//! `double` instead.

#[cfg(not(target_arch = "x86_64"))]
mod double;
#[cfg(target_arch = "x86_64")]
mod extended;

use super::printf::append;
use std::cmp::Ordering;
use std::ffi::CStr;
use std::io;
use std::ops::{Add, Div, Mul, Sub};

#[cfg(not(target_arch = "x86_64"))]
use double as kind;
#[cfg(target_arch = "x86_64")]
use extended as kind;

/// A `long double`.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct LongDouble(kind::Value);

impl LongDouble {
    /// The length modifier for [`Self::format`]: `L`, or empty if this is a `double`.
    pub const MODIFIER: &str = kind::MODIFIER;

    /// How many values [`Self::format_all`] takes at once.
    pub const AT_ONCE: usize = kind::AT_ONCE;

    /// Size in bytes.
    pub const SIZE: usize = size_of::<kind::Value>();

    /// 0.
    pub const ZERO: Self = Self(kind::ZERO);

    /// 1.
    pub const ONE: Self = Self(kind::ONE);

    /// Parses all of `text`, except for leading blanks: strtold(3). Returns `None` if it is not a
    /// number or too large.
    pub fn parse(text: &CStr) -> Option<Self> {
        let Reading {
            value,
            len,
            out_of_range,
        } = Self::read(text);
        let too_large = out_of_range && kind::is_infinite(value.0);
        (len > 0 && len == text.count_bytes() && !too_large).then_some(value)
    }

    /// Reads a number at the start of `text`: strtold(3).
    pub fn read(text: &CStr) -> Reading {
        // SAFETY: the address of this thread's error number, which only the C library changes.
        let errno = unsafe { libc::__errno_location() };
        // SAFETY: as above.
        unsafe { *errno = 0 };
        let (value, len) = kind::read(text);
        Reading {
            value: Self(value),
            len,
            // SAFETY: as above.
            out_of_range: unsafe { *errno } == libc::ERANGE,
        }
    }

    /// Converts from the bytes in memory. Missing bytes are 0.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut whole = [0; Self::SIZE];
        for (to, from) in whole.iter_mut().zip(bytes) {
            *to = *from;
        }
        Self(kind::from_bytes(whole))
    }

    /// Returns whether the value is subnormal: so small that it has reduced precision.
    pub fn is_subnormal(self) -> bool {
        kind::is_subnormal(self.0)
    }

    /// Returns whether the value is not a number.
    pub fn is_nan(self) -> bool {
        self.partial_cmp(&self).is_none()
    }

    /// Returns `self + times * step`, rounded after each operation.
    #[must_use]
    pub fn after_steps(self, times: u64, step: Self) -> Self {
        Self(kind::after_steps(self.0, times, step.0))
    }

    /// Divides by `base` until the absolute value is less than `base`. Returns the result and the
    /// number of divisions. `self` must be finite, and `base` greater than 1.
    #[must_use]
    pub fn below(self, base: Self) -> (Self, usize) {
        let (value, times) = kind::below(self.0, base.0);
        (Self(value), times)
    }

    /// Returns the value, truncated and clamped to the range of `i64`.
    pub fn to_i64(self) -> i64 {
        kind::to_i64(self.0)
    }

    /// Returns the absolute value.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(kind::abs(self.0))
    }

    /// Appends the value, formatted by `format`: snprintf(3). The only conversion must be one of
    /// `aefgAEFG`, with [`Self::MODIFIER`].
    ///
    /// # Errors
    /// Those of snprintf(3): the width or the precision is too large.
    pub fn format(self, format: &CStr, out: &mut Vec<u8>) -> io::Result<()> {
        append(out, 64, &mut |room| kind::format(&[self.0], format, room))
    }

    /// Appends values, formatted by `format`, which must have as many conversions as there are values,
    /// each as in [`Self::format`]. One call of printf(3) for several values takes less time.
    ///
    /// # Errors
    /// Those of snprintf(3): all of the text together is too long.
    pub fn format_all(
        values: &[Self; Self::AT_ONCE],
        format: &CStr,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let values = values.map(|value| value.0);
        append(out, 64 * Self::AT_ONCE, &mut |room| {
            kind::format(&values, format, room)
        })
    }
}

/// What [`LongDouble::read`] found at the start of a text.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The number, or 0 if there is none.
    pub value: LongDouble,
    /// Its length in bytes, or 0 if there is none.
    pub len: usize,
    /// Whether the number was too large or too small. [`Self::value`] is the nearest value then.
    pub out_of_range: bool,
}

impl From<i64> for LongDouble {
    fn from(number: i64) -> Self {
        Self(kind::from_i64(number))
    }
}

impl Add for LongDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(kind::add(self.0, other.0))
    }
}

impl Sub for LongDouble {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(kind::sub(self.0, other.0))
    }
}

impl Mul for LongDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self(kind::mul(self.0, other.0))
    }
}

impl Div for LongDouble {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self(kind::div(self.0, other.0))
    }
}

impl PartialEq for LongDouble {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for LongDouble {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        kind::compare(self.0, other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> LongDouble {
        let text = std::ffi::CString::new(text).unwrap();
        LongDouble::parse(&text).unwrap()
    }

    #[test]
    fn does_arithmetic() {
        let n = LongDouble::from;
        assert!(n(7) - n(9) == n(-2) && n(7) / n(2) == value("3.5"));
        assert!(n(i64::MAX) * n(2) + n(1) == value("18446744073709551615"));
        for number in [0, 1, -1, 10, i64::MAX, i64::MIN + 1] {
            assert_eq!(n(number).to_i64(), number);
        }
        assert_eq!(value("-2.9").to_i64(), -2);
        assert_eq!(value("0.9").to_i64(), 0);
        assert!(value("-2.5").abs() == value("2.5"));
        for (number, base, want, times) in [
            (0, 10, "0", 0),
            (9, 10, "9", 0),
            (10, 10, "1", 1),
            (-2048, 1024, "-2", 1),
            (1 << 42, 1024, "4", 4),
            (i64::MAX, 10, "9.223372036854775807", 18),
        ] {
            let (left, divided) = n(number).below(n(base));
            let off = (left - value(want)).abs();
            assert!(divided == times && off < value("1e-16"), "{number}");
        }
    }

    #[test]
    fn reads_computes_and_prints() {
        let mut out = Vec::new();
        let format = format!("<%.2{}f>", LongDouble::MODIFIER);
        let format = std::ffi::CString::new(format).unwrap();
        value("1.5")
            .after_steps(3, value("-0x1p-2"))
            .format(&format, &mut out)
            .unwrap();
        value("1e20").format(&format, &mut out).unwrap();
        value("1e300").format(&format, &mut out).unwrap();
        assert!(out.starts_with(b"<0.75><100000000000000000000.00><10"));
        assert_eq!(out.len(), 6 + 26 + 306);
        for text in [
            c"", c"x", c"1x", c"1 ", c"1e", c"1e+", c"0x", c"0x1p-", c"1e99999",
        ] {
            assert!(LongDouble::parse(text).is_none());
        }
        assert!(value("-inf") < value("-1e300") && value("-1") < value("1"));
        assert!(value("-0") == value("0") && value("nan") != value("nan"));
        assert!(value("1e-3") > value("1e-30"));
    }
}
