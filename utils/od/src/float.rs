//! Floating-point numbers, with as few digits as distinguish them from their neighbours.
//!
//! The output is that of printf(3)'s `%.*g` with the smallest precision that reads back as the
//! same number, starting at the digits that the format always preserves (C's `FLT_DIG` and
//! `DBL_DIG`). Trying one precision after the other is slow. Rust's `{:e}` computes the shortest
//! digits in one step, and they are the same except where [`needs_rounding`] returns true.

use shared::program::memory::exhausted;
use shared::sys::long_double::LongDouble;
use shared::text::locale;
use std::ffi::CStr;
use std::fmt::Arguments;
use std::io::Write;

/// A binary format.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    Brain,
    Half,
    Single,
    Double,
    Long,
}

/// Decimal digits that each format always preserves.
const SINGLE_DIGITS: usize = 6;
const DOUBLE_DIGITS: usize = 15;
const LONG_DIGITS: usize = 18;

impl Format {
    /// Returns the bytes of a number.
    pub(crate) fn size(self) -> usize {
        match self {
            Self::Brain | Self::Half => 2,
            Self::Single => 4,
            Self::Double => 8,
            Self::Long => LongDouble::SIZE,
        }
    }

    /// Returns the columns of the longest number: sign, digits, exponent and decimal point.
    pub(crate) fn width(self) -> usize {
        let point = locale::numeric().decimal_point.len();
        point
            + match self {
                Self::Brain | Self::Half | Self::Single => 14,
                Self::Double => 23,
                Self::Long => 28,
            }
    }

    /// Appends the number that `bytes` hold.
    pub(crate) fn push(self, bytes: &[u8], swap: bool, out: &mut Vec<u8>) {
        let mut value = [0; 16];
        let value = &mut value[..bytes.len()];
        value.copy_from_slice(bytes);
        if swap {
            value.reverse();
        }
        match (self, &*value) {
            (Self::Brain, &[a, b]) => {
                let bits = u32::from(u16::from_ne_bytes([a, b])) << 16;
                push_single(f32::from_bits(bits), out);
            }
            (Self::Half, &[a, b]) => push_single(half(u16::from_ne_bytes([a, b])), out),
            (Self::Single, &[a, b, c, d]) => push_single(f32::from_ne_bytes([a, b, c, d]), out),
            (Self::Double, &[a, b, c, d, e, f, g, h]) => {
                push_double(f64::from_ne_bytes([a, b, c, d, e, f, g, h]), out);
            }
            _ => push_long(value, out),
        }
    }
}

/// Converts a half-precision number: 1 bit of sign, 5 of exponent, 10 of fraction.
fn half(bits: u16) -> f32 {
    let sign = u32::from(bits >> 15) << 31;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    let magnitude = match exponent {
        // Subnormal numbers are multiples of 2^-24, so the division is exact.
        0 => (fraction as f32 / (1 << 24) as f32).to_bits(),
        31 => 0xff << 23 | fraction << 13,
        _ => (exponent + 127 - 15) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

fn push_single(value: f32, out: &mut Vec<u8>) {
    if !value.is_finite() {
        return push_named(value.is_sign_negative(), value.is_nan(), out);
    }
    let normal = value == 0.0 || value.is_normal();
    let least = if normal { SINGLE_DIGITS } else { 1 };
    let mut text = Text::default();
    text.set(format_args!("{value:e}"));
    let exponent = (value.to_bits() >> 23 & 0xff) as i32 - 127 - 23;
    if needs_rounding((value.to_bits() & 0x7f_ffff).into(), 23, exponent) {
        text.round(least, SINGLE_DIGITS + 3, &mut |text, digits| {
            text.set(format_args!("{value:.*e}", digits - 1));
            text.as_str().parse() == Ok(value)
        });
    }
    push_general(text.as_str(), least, out);
}

fn push_double(value: f64, out: &mut Vec<u8>) {
    if !value.is_finite() {
        return push_named(value.is_sign_negative(), value.is_nan(), out);
    }
    let normal = value == 0.0 || value.is_normal();
    let least = if normal { DOUBLE_DIGITS } else { 1 };
    let mut text = Text::default();
    text.set(format_args!("{value:e}"));
    let exponent = (value.to_bits() >> 52 & 0x7ff) as i32 - 1023 - 52;
    if needs_rounding(value.to_bits() & 0xf_ffff_ffff_ffff, 52, exponent) {
        text.round(least, DOUBLE_DIGITS + 2, &mut |text, digits| {
            text.set(format_args!("{value:.*e}", digits - 1));
            text.as_str().parse() == Ok(value)
        });
    }
    push_general(text.as_str(), least, out);
}

/// Returns whether the shortest digits may differ from those that `%.*g` rounds to. There are
/// two cases. The neighbours of a power of two are not equally far away, so that its shortest
/// digits may not be a rounding of it. And a number whose last decimal digit is a 5 is rounded
/// to even where that digit is cut off.
fn needs_rounding(fraction: u64, fraction_bits: u32, exponent: i32) -> bool {
    if fraction == 0 {
        return true;
    }
    // A number with n bits after the binary point has n digits after the decimal point.
    let behind_point = -(exponent + fraction.trailing_zeros() as i32);
    (1..=fraction_bits as i32 / 2 + 3).contains(&behind_point)
}

/// Appends a `long double`, for which Rust has no shortest digits: tries each precision.
fn push_long(bytes: &[u8], out: &mut Vec<u8>) {
    let value = LongDouble::from_bytes(bytes);
    let start = out.len();
    let least = if value.is_subnormal() { 1 } else { LONG_DIGITS };
    let mut format = format!("%.00{}g\0", LongDouble::MODIFIER).into_bytes();
    for digits in least..=LONG_DIGITS + 3 {
        out.truncate(start);
        format[2..4].copy_from_slice(&[b'0' + digits as u8 / 10, b'0' + digits as u8 % 10]);
        let Ok(format) = CStr::from_bytes_with_nul(&format) else {
            return;
        };
        if value.format(format, out).is_err() {
            exhausted();
        }
        out.push(0);
        let read = CStr::from_bytes_with_nul(&out[start..]).map(LongDouble::parse);
        out.pop();
        if read.is_ok_and(|read| read.is_some_and(|read| read == value)) {
            break;
        }
    }
}

fn push_named(negative: bool, nan: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if negative { b"-" } else { b"" });
    out.extend_from_slice(if nan { b"nan" } else { b"inf" });
}

/// Appends `d.ddde±x` as `%g` writes it, with a precision of at least `least` digits.
fn push_general(text: &str, least: usize, out: &mut Vec<u8>) {
    let (text, negative) = match text.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let mut digits = [0; 24];
    let mut len = 0;
    for b in mantissa.bytes().filter(|&b| b != b'.') {
        digits[len] = b;
        len += 1;
    }
    let precision = least.max(len) as i32;
    while len > 1 && digits[len - 1] == b'0' {
        len -= 1;
    }
    let digits = &digits[..len];
    if negative {
        out.push(b'-');
    }
    if exponent < -4 || exponent >= precision {
        push_with_point(&digits[..1], &digits[1..], out);
        push_exponent(exponent, out);
    } else if exponent < 0 {
        let zeros = &b"000"[..(-exponent - 1) as usize];
        push_with_point(b"0", &[zeros, digits].concat(), out);
    } else {
        let whole = exponent as usize + 1;
        match digits.split_at_checked(whole) {
            Some((before, behind)) => push_with_point(before, behind, out),
            None => {
                out.extend_from_slice(digits);
                out.resize(out.len() + whole - digits.len(), b'0');
            }
        }
    }
}

fn push_with_point(whole: &[u8], fraction: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(whole);
    if !fraction.is_empty() {
        out.extend_from_slice(&locale::numeric().decimal_point);
        out.extend_from_slice(fraction);
    }
}

/// Appends the exponent as C does: a sign and at least two digits.
fn push_exponent(exponent: i32, out: &mut Vec<u8>) {
    out.extend_from_slice(if exponent < 0 { b"e-" } else { b"e+" });
    let size = exponent.unsigned_abs();
    if size >= 100 {
        out.push(b'0' + (size / 100) as u8);
    }
    out.extend_from_slice(&[b'0' + (size / 10 % 10) as u8, b'0' + (size % 10) as u8]);
}

/// The text of a number, on the stack: numbers are printed without allocating.
#[derive(Default)]
struct Text {
    bytes: [u8; 32],
    len: usize,
}

impl Text {
    fn as_str(&self) -> &str {
        // Formatted numbers are ASCII.
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }

    fn set(&mut self, arguments: Arguments<'_>) {
        self.len = 0;
        // Fails only for a text longer than `bytes`, which no `f64` has.
        let _ = self.write_fmt(arguments);
    }

    /// Replaces the shortest digits by those that `%.*g` prints. `write` writes the number with
    /// so many digits and returns whether they read back as the same number.
    fn round(
        &mut self,
        least: usize,
        most: usize,
        write: &mut dyn FnMut(&mut Self, usize) -> bool,
    ) {
        let mantissa = self.as_str().split('e').next().unwrap_or_default();
        let shortest = mantissa.bytes().filter(u8::is_ascii_digit).count();
        for digits in shortest.max(least)..=most {
            if write(self, digits) {
                return;
            }
        }
    }
}

impl Write for Text {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = (&mut self.bytes[self.len..]).write(bytes)?;
        self.len += count;
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prints as `%.*g` does, with each precision in turn until the number reads back.
    fn by_precision(value: f64) -> Vec<u8> {
        let least = if value.is_normal() { DOUBLE_DIGITS } else { 1 };
        let text = (least..=DOUBLE_DIGITS + 2)
            .map(|digits| format!("{value:.*e}", digits - 1))
            .find(|text| text.parse() == Ok(value))
            .unwrap();
        let mut out = Vec::new();
        push_general(&text, least, &mut out);
        out
    }

    #[test]
    fn shortest_digits_are_those_of_printf() {
        let powers = (0..2047).map(|exponent| f64::from_bits(exponent << 52));
        let subnormal = (1..2000).map(f64::from_bits);
        // Fractions of few bits end in a 5.
        let short = (1..2000).map(|n| f64::from(n) / 1024.0);
        // Multiples of the golden ratio spread over all bit patterns.
        let any = (1..2000).map(|n: u64| f64::from_bits(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let all = powers.chain(subnormal).chain(short).chain(any);
        for value in all.filter(|value| value.is_finite() && *value != 0.0) {
            let mut out = Vec::new();
            push_double(value, &mut out);
            assert_eq!(out, by_precision(value), "{value:e}");
        }
    }
}
