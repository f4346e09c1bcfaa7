//! Formats of printf(3) with one conversion of a floating-point number.

use shared::prelude::*;
use shared::sys::c_string;
use shared::sys::long_double::LongDouble;
use shared::text::locale;
use std::ffi::CString;
use std::slice;

/// A format that has exactly one conversion, of a `long double`.
pub(crate) struct Format {
    whole: CString,
    /// The bytes printed before and after the number.
    before: usize,
    behind: usize,
    /// Whether it is `%g`.
    is_general: bool,
}

impl Format {
    /// Returns `%.Pf`, padded with zeros.
    pub(crate) fn fixed(width: usize, precision: usize) -> io::Result<Self> {
        Self::new(b"", format!("%0{width}.{precision}").as_bytes(), b'f', b"")
    }

    /// Returns `%g`.
    pub(crate) fn general() -> io::Result<Self> {
        Self::new(b"", b"%", b'g', b"")
    }

    /// Parses the value of `--format`.
    pub(crate) fn parse(given: &OsStr) -> Result<Self> {
        let text = given.as_bytes();
        let mistake = |what: &str| Error::new(format!("format {} {what}", quote(given)));
        let Some(start) = directive(text) else {
            return Err(mistake("has no % directive"));
        };
        let skip = |from: usize, set: &[u8]| {
            from + text[from..].iter().take_while(|b| set.contains(b)).count()
        };
        let digits = b"0123456789";
        let mut end = skip(skip(start + 1, b"-+#0 '"), digits);
        if text.get(end) == Some(&b'.') {
            end = skip(end + 1, digits);
        }
        let letter = end + usize::from(text.get(end) == Some(&b'L'));
        let behind = match text.get(letter) {
            None => return Err(mistake("ends in %")),
            Some(b'a' | b'A' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G') => &text[letter + 1..],
            Some(&other) => {
                let other = escaped(OsStr::from_bytes(&[other]));
                return Err(mistake(&format!("has unknown %{other} directive")));
            }
        };
        if directive(behind).is_some() {
            return Err(mistake("has too many % directives"));
        }
        let (before, flags) = (&text[..start], &text[start..end]);
        Ok(Self::new(before, flags, text[letter], behind)?)
    }

    fn new(before: &[u8], flags: &[u8], letter: u8, behind: &[u8]) -> io::Result<Self> {
        // printf(3) and strtold(3) use the locale that this selects.
        locale::numeric();
        let modifier = LongDouble::MODIFIER.as_bytes();
        let whole = [before, flags, modifier, &[letter], behind].concat();
        let printed = |part: &[u8]| part.len() - part.iter().filter(|&&b| b == b'%').count() / 2;
        Ok(Self {
            whole: c_string(&whole)?,
            is_general: flags == b"%" && letter == b'g' && before.is_empty() && behind.is_empty(),
            before: printed(before),
            behind: printed(behind),
        })
    }

    /// Appends `x` in this format. Fails if the width or the precision is too large.
    pub(crate) fn print(&self, x: LongDouble, out: &mut Vec<u8>) -> io::Result<()> {
        x.format(&self.whole, out)
    }

    /// Returns the format of [`LongDouble::AT_ONCE`] numbers, each behind `separator`.
    pub(crate) fn several(&self, separator: &[u8]) -> io::Result<CString> {
        let mut one = Vec::new();
        for &byte in separator {
            one.extend_from_slice(if byte == b'%' {
                b"%%"
            } else {
                slice::from_ref(&byte)
            });
        }
        one.extend_from_slice(self.whole.to_bytes());
        Ok(c_string(&one.repeat(LongDouble::AT_ONCE))?)
    }

    /// Appends numbers, each behind `separator`, without printf(3). Returns false, and appends none, unless
    /// the format is `%g` and prints all of them as integers.
    pub(crate) fn put_integers(
        &self,
        numbers: &[LongDouble],
        separator: &[u8],
        out: &mut Vec<u8>,
    ) -> bool {
        let is_short = |&number: &LongDouble| {
            let integer = number.to_i64();
            // Without digits behind six others, or the sign of a zero.
            matches!(integer.unsigned_abs(), 1..=999_999) && LongDouble::from(integer) == number
        };
        if !self.is_general || !numbers.iter().all(is_short) {
            return false;
        }
        for number in numbers {
            out.extend_from_slice(separator);
            put_integer(number.to_i64(), out);
        }
        true
    }

    /// Reads the number in a text that this format printed. Returns none if that is not possible,
    /// as for a conversion with grouped digits.
    pub(crate) fn read(&self, text: &[u8]) -> Option<LongDouble> {
        let end = text.len().checked_sub(self.behind)?;
        let number = c_string(text.get(self.before..end)?).ok()?;
        LongDouble::parse(&number)
    }
}

/// Appends an integer of up to six digits.
fn put_integer(number: i64, out: &mut Vec<u8>) {
    let mut digits = [0; 7];
    let mut at = digits.len();
    let mut rest = number.unsigned_abs();
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    if number < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    out.extend_from_slice(&digits[at..]);
}

/// Returns the position of the first `%` that is not part of a `%%`.
fn directive(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].iter().position(|&b| b == b'%')?;
        if text.get(at + 1) != Some(&b'%') {
            return Some(at);
        }
        at += 2;
    }
}
