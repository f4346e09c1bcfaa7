//! Flags, width and precision between `%` and the letter, and values formatted like printf(3).

use shared::text::locale;

/// The largest width that printf(3) accepts.
const WIDEST: usize = i32::MAX as usize;

/// Flags, width and precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) minus: bool,
    zero: bool,
    plus: bool,
    space: bool,
    alternate: bool,
    group: bool,
    width: usize,
    /// `Some(None)` is a period without a number: 0, or for times all nine digits.
    precision: Option<Option<usize>>,
}

/// The value of a directive.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(Vec<u8>),
    Number(u64),
    /// A number that the flags may give a sign.
    Signed(i64),
    Octal(u64),
    Hex(u64),
    /// Seconds and nanoseconds since 1970.
    Time(i64, u32),
}

impl Spec {
    /// Removes a specification from the front of `text`.
    pub(crate) fn take(text: &mut &[u8]) -> Self {
        let mut spec = Self::default();
        while let Some((flag, rest)) = text.split_first() {
            match flag {
                b'-' => spec.minus = true,
                b'0' => spec.zero = true,
                b'+' => spec.plus = true,
                b' ' => spec.space = true,
                b'#' => spec.alternate = true,
                b'\'' => spec.group = true,
                b'I' => {}
                _ => break,
            }
            *text = rest;
        }
        spec.width = take_number(text).unwrap_or(0);
        if let Some(rest) = text.strip_prefix(b".") {
            *text = rest;
            spec.precision = Some(take_number(text));
        }
        spec
    }

    /// Returns how many blanks pad the value, and its text. Both are empty where printf(3) would
    /// fail.
    pub(crate) fn render(&self, value: Value) -> (usize, Vec<u8>) {
        if self.width > WIDEST {
            return (0, Vec::new());
        }
        let text = match value {
            Value::Text(text) => text,
            Value::Number(number) => self.number("", self.grouped(number.to_string())),
            Value::Signed(number) => {
                let sign = self.sign(number < 0);
                self.number(sign, self.grouped(number.unsigned_abs().to_string()))
            }
            Value::Octal(number) => self.octal(number),
            Value::Hex(number) => {
                let prefix = if self.alternate && number != 0 {
                    "0x"
                } else {
                    ""
                };
                self.number(prefix, format!("{number:x}").into_bytes())
            }
            Value::Time(seconds, nanoseconds) => self.time(seconds, nanoseconds),
        };
        let fill = self.width.saturating_sub(text.len());
        (fill, text)
    }

    /// Returns a text, cut to the precision.
    pub(crate) fn cut(&self, mut text: Vec<u8>) -> Value {
        if let Some(most) = self.precision {
            text.truncate(most.unwrap_or(0));
        }
        Value::Text(text)
    }

    fn octal(&self, number: u64) -> Vec<u8> {
        // With `#`, 0 keeps its leading zero even at precision 0, which leaves it no digits.
        let is_empty = number == 0 && self.precision.is_some_and(|p| p.unwrap_or(0) == 0);
        let has_zero = self.alternate && (number != 0 || is_empty);
        let lead = if has_zero { "0" } else { "" };
        if is_empty {
            return lead.into();
        }
        self.number("", format!("{lead}{number:o}").into_bytes())
    }

    fn sign(&self, negative: bool) -> &'static str {
        match negative {
            true => "-",
            false if self.plus => "+",
            false if self.space => " ",
            false => "",
        }
    }

    fn grouped(&self, digits: String) -> Vec<u8> {
        if !self.group {
            return digits.into_bytes();
        }
        let numeric = locale::numeric();
        let mut text = Vec::new();
        for (i, digit) in digits.bytes().enumerate() {
            if i > 0 && numeric.separates(digits.len() - i) {
                text.extend_from_slice(&numeric.separator);
            }
            text.push(digit);
        }
        text
    }

    /// Formats a number, with leading zeros up to the precision or the width.
    fn number(&self, prefix: &str, digits: Vec<u8>) -> Vec<u8> {
        let least = match self.precision {
            Some(least) => least.unwrap_or(0).min(WIDEST),
            None if self.zero && !self.minus => self.width.saturating_sub(prefix.len()),
            None => 0,
        };
        if self.precision.is_some() && least == 0 && digits == b"0" {
            // printf(3) shows no digits of 0 at precision 0.
            return prefix.as_bytes().to_vec();
        }
        with_zeros(prefix, digits, least)
    }

    fn time(&self, seconds: i64, nanoseconds: u32) -> Vec<u8> {
        let precision = match self.precision {
            None | Some(Some(0)) => 0,
            Some(precision) => precision.unwrap_or(9),
        };
        let (mut whole, mut fraction) = (i128::from(seconds), nanoseconds);
        if precision > 0 && seconds < 0 && nanoseconds > 0 {
            // -2 s and 0.75 s are -1.25 s.
            (whole, fraction) = (whole + 1, 1_000_000_000 - nanoseconds);
        }
        let sign = self.sign(seconds < 0);
        let mut behind = Vec::new();
        if precision > 0 {
            behind.extend_from_slice(&locale::numeric().decimal_point);
            let digits = format!("{fraction:09}");
            behind.extend_from_slice(&digits.as_bytes()[..precision.min(9)]);
            behind.resize(
                behind.len() + precision.min(WIDEST - 64).saturating_sub(9),
                b'0',
            );
        }
        let least = if self.zero && !self.minus {
            self.width.saturating_sub(sign.len() + behind.len())
        } else {
            0
        };
        let digits = self.grouped(whole.unsigned_abs().to_string());
        let mut text = with_zeros(sign, digits, least);
        text.extend_from_slice(&behind);
        text
    }
}

fn with_zeros(prefix: &str, digits: Vec<u8>, least: usize) -> Vec<u8> {
    let mut text = prefix.as_bytes().to_vec();
    text.resize(text.len() + least.saturating_sub(digits.len()), b'0');
    text.extend_from_slice(&digits);
    text
}

/// Appends the digits of a number.
pub(crate) fn push_digits(mut number: u64, base: u64, out: &mut Vec<u8>) {
    let mut digits = [0; 22];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b"0123456789abcdef"[(number % base) as usize];
        number /= base;
        if number == 0 {
            return out.extend_from_slice(&digits[start..]);
        }
    }
}

/// Removes a decimal number from the front of `text`, if there is one.
fn take_number(text: &mut &[u8]) -> Option<usize> {
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (number, rest) = text.split_at(digits);
    *text = rest;
    let value = number.iter().fold(0usize, |value, digit| {
        value
            .saturating_mul(10)
            .saturating_add(usize::from(digit - b'0'))
    });
    (digits > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spec: &str, value: Value) -> String {
        let mut rest = spec.as_bytes();
        let spec = Spec::take(&mut rest);
        assert!(rest.is_empty());
        let (fill, text) = spec.render(value);
        format!("{}{}", " ".repeat(fill), String::from_utf8(text).unwrap())
    }

    #[test]
    fn numbers_as_printf_shows_them() {
        assert_eq!(shown("05", Value::Number(12)), "00012");
        assert_eq!(shown("#", Value::Octal(0o644)), "0644");
        assert_eq!(shown("#", Value::Octal(0)), "0");
        assert_eq!(shown("#06", Value::Hex(255)), "0x00ff");
        assert_eq!(shown("6.3", Value::Number(7)), "   007");
        assert_eq!(shown("+", Value::Signed(7)), "+7");
    }

    #[test]
    fn times_are_cut_towards_zero() {
        assert_eq!(shown(".1", Value::Time(-1, 750_000_000)), "-0.2");
        assert_eq!(shown(".2", Value::Time(-1, 750_000_000)), "-0.25");
        assert_eq!(shown("", Value::Time(-2, 500_000_000)), "-2");
        assert_eq!(shown(".0", Value::Time(-2, 500_000_000)), "-2");
        assert_eq!(shown("010.1", Value::Time(5, 990_000_000)), "00000005.9");
        assert_eq!(shown(".12", Value::Time(5, 1)), "5.000000001000");
    }
}
