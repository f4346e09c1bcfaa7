//! Numbers as they are written on the command line.

use shared::prelude::*;
use shared::sys::c_string;
use shared::sys::long_double::LongDouble;
use shared::text::locale;
use std::ops::RangeInclusive;

/// A number and how it was written.
pub(crate) struct Operand {
    pub(crate) value: LongDouble,
    /// The decimals that it takes to print the number, none if it is not decimal.
    pub(crate) precision: Option<usize>,
    /// The characters before the decimals, 0 for a number without digits.
    pub(crate) lead: usize,
    /// The digits, if they are the exact value.
    pub(crate) digits: Option<Digits>,
    infinite: bool,
}

/// `[-]whole[.fraction]`.
pub(crate) struct Digits {
    pub(crate) negative: bool,
    pub(crate) whole: Vec<u8>,
    pub(crate) fraction: Vec<u8>,
}

/// The most places by which an exponent may move the point. With larger exponents, the number is
/// a `long double`.
const SHIFT: i32 = 18;

impl Digits {
    /// Moves the point `exponent` places to the right.
    fn shifted(negative: bool, whole: &[u8], fraction: &[u8], exponent: i32) -> Option<Self> {
        let mut digits = [whole, fraction].concat();
        let mut point = whole.len();
        let places = usize::try_from(exponent.unsigned_abs()).ok()?;
        if exponent != 0 && (exponent.abs() > SHIFT || digits.len() > SHIFT as usize) {
            return None;
        }
        if exponent < 0 {
            digits.splice(0..0, std::iter::repeat_n(b'0', places));
        } else {
            point += places;
            digits.resize(digits.len().max(point), b'0');
        }
        let fraction = digits.split_off(point);
        Some(Self {
            negative,
            whole: digits,
            fraction,
        })
    }
}

impl Operand {
    /// Returns the default of FIRST and INCREMENT.
    pub(crate) fn one() -> Self {
        Self {
            value: LongDouble::ONE,
            precision: Some(0),
            lead: 1,
            digits: Some(Digits {
                negative: false,
                whole: b"1".to_vec(),
                fraction: Vec::new(),
            }),
            infinite: false,
        }
    }

    pub(crate) fn parse(given: &OsStr) -> Result<Self> {
        let Spelling { local, period } = Spelling::of(given.as_bytes());
        let text = c_string(&local).map_err(io::Error::from)?;
        let Some(value) = LongDouble::parse(&text) else {
            let given = quote(given);
            return Err(Error::usage(format!(
                "invalid floating point argument: {given}"
            )));
        };
        if value.is_nan() {
            return Err(Error::usage(format!(
                "invalid {} argument: {}",
                quote(OsStr::new("not-a-number")),
                quote(given)
            )));
        }
        Ok(Self::written(value, &period))
    }

    /// Derives the other fields from the text of a valid number.
    fn written(value: LongDouble, text: &[u8]) -> Self {
        let text = locale::skip_posix_space(text);
        let text = text.strip_prefix(b"+").unwrap_or(text);
        let (negative, text) = match text.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let has = |letters: &[u8]| {
            text.iter()
                .any(|b| letters.contains(&b.to_ascii_lowercase()))
        };
        let infinite = has(b"i");
        if infinite || has(b"x") {
            // A hexadecimal integer is printed as a decimal one.
            return Self {
                value,
                precision: (!has(b".p")).then_some(0),
                lead: 0,
                digits: None,
                infinite,
            };
        }
        let (number, exponent) = match text.iter().position(|b| matches!(b, b'e' | b'E')) {
            Some(e) => (&text[..e], exponent(&text[e + 1..])),
            None => (text, 0),
        };
        let mut parts = number.splitn(2, |&b| b == b'.');
        let whole = parts.next().unwrap_or_default();
        let fraction = parts.next().unwrap_or_default();
        let exact = exponent.clamp(*EXPONENTS.start(), *EXPONENTS.end());
        let shift = exact.unsigned_abs() as usize;
        let (precision, grown) = if exponent < *EXPONENTS.start() {
            // GNU counts the decimals in 32 bits. Where these overflow, almost none are left.
            let count = (fraction.len() as i64).wrapping_sub(exponent) as i32;
            let most = fraction.len() + shift;
            (usize::try_from(count).map_or(0, |count| count.min(most)), 0)
        } else if exponent < 0 {
            (fraction.len() + shift, 0)
        } else {
            (fraction.len().saturating_sub(shift), shift)
        };
        Self {
            value,
            precision: Some(precision),
            lead: usize::from(negative) + whole.len().max(1) + grown,
            digits: Digits::shifted(negative, whole, fraction, exact as i32),
            infinite: false,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.value == LongDouble::ZERO
    }

    /// Returns the digits of a non-negative integer.
    pub(crate) fn integer(&self) -> Option<&[u8]> {
        let digits = self.digits.as_ref()?;
        (!digits.negative && self.precision == Some(0)).then_some(&*digits.whole)
    }

    /// Like [`Self::integer`], for LAST: `Some(None)` if it is infinite.
    pub(crate) fn integer_bound(&self) -> Option<Option<&[u8]>> {
        if self.infinite && self.value > LongDouble::ZERO {
            return Some(None);
        }
        self.integer().map(Some)
    }
}

/// A number as text, whose decimal point may be a period or that of the locale.
struct Spelling {
    /// With the locale's decimal point, as strtold(3) reads it.
    local: Vec<u8>,
    /// With a period.
    period: Vec<u8>,
}

impl Spelling {
    fn of(text: &[u8]) -> Self {
        let both = || Self {
            local: text.to_vec(),
            period: text.to_vec(),
        };
        if text.iter().all(u8::is_ascii_digit) {
            return both();
        }
        let point = locale::numeric().decimal_point.as_slice();
        let replaced = |old: &[u8], new: &[u8]| {
            let at = text.windows(old.len()).position(|part| part == old)?;
            Some([&text[..at], new, &text[at + old.len()..]].concat())
        };
        if let Some(period) = replaced(point, b".") {
            return Self { period, ..both() };
        }
        match replaced(b".", point) {
            Some(local) => Self { local, ..both() },
            None => both(),
        }
    }
}

/// The exponents that matter: no `long double` has a larger or smaller one.
const EXPONENTS: RangeInclusive<i64> = -9999..=9999;

/// Parses a decimal exponent.
fn exponent(text: &[u8]) -> i64 {
    // strtold(3) has accepted the text, so it is ASCII.
    let text = std::str::from_utf8(text).unwrap_or_default();
    let limit = if text.starts_with('-') {
        -i64::MAX
    } else {
        i64::MAX
    };
    text.parse().unwrap_or(limit).max(-i64::MAX)
}
