//! Forms of numbers: `-n` and `-h` with all digits, however many, and `-g` with the range and
//! precision of C's `long double`.

use shared::sys::c_string;
use shared::text::collation::{self, ByteSet};
use shared::text::locale;

/// The locale's marks in numbers. Only marks of a single byte are supported.
pub(crate) struct Writing {
    /// The decimal point.
    pub(crate) point: u8,
    /// The separator between groups of digits.
    pub(crate) separator: Option<u8>,
}

impl Default for Writing {
    fn default() -> Self {
        Self {
            point: b'.',
            separator: None,
        }
    }
}

/// The form of zero. Those of negative numbers are below it, those of positive ones above.
const ZERO: u8 = 0x80;

/// Units of `-h` by size.
const UNITS: &[u8] = b"KMGTPEZYRQ";

impl Writing {
    pub(crate) fn of_locale() -> Self {
        let numeric = locale::numeric();
        let single = |mark: &[u8]| match mark {
            [one] => Some(*one),
            _ => None,
        };
        Self {
            point: single(&numeric.decimal_point).unwrap_or(b'.'),
            separator: single(&numeric.separator),
        }
    }

    /// Appends the form of the number that `key` begins with: a byte for sign and unit, the
    /// number of integer digits, the digits. Negative numbers have all bits inverted. A key that
    /// is not a number counts as zero.
    pub(crate) fn push(&self, key: &[u8], units: bool, blank: &ByteSet, form: &mut Vec<u8>) {
        let mut at = 0;
        while at < key.len() && blank[usize::from(key[at])] {
            at += 1;
        }
        let number_at = at;
        let negative = key.get(at) == Some(&b'-');
        at += usize::from(negative);
        let start = form.len();
        form.push(ZERO);
        let mut digits = Digits::new(form);
        while let Some(&byte) = key.get(at) {
            match byte {
                b'0'..=b'9' => digits.push_whole(byte - b'0'),
                _ if Some(byte) == self.separator => {}
                _ => break,
            }
            at += 1;
        }
        if key.get(at) == Some(&self.point) {
            at += 1;
            while let Some(&byte) = key.get(at).filter(|b| b.is_ascii_digit()) {
                digits.push_fraction(byte - b'0');
                at += 1;
            }
        }
        if !digits.finish() {
            form.truncate(start + 1);
            return;
        }
        if units && self.separator.is_some() {
            at = number_at + self.len(&key[number_at..], false);
        }
        let unit = key.get(at).filter(|_| units).map_or(0, |&letter| {
            let letter = if letter == b'k' { b'K' } else { letter };
            let place = UNITS.iter().position(|&unit| unit == letter);
            place.map_or(0, |place| place as u8 + 1)
        });
        form[start] = ZERO + 1 + unit;
        if negative {
            form.push(0);
            form[start..].iter_mut().for_each(|b| *b = !*b);
        }
    }

    /// Returns the length of the number at the start of `key`, including its unit if `units`.
    pub(crate) fn len(&self, key: &[u8], units: bool) -> usize {
        let mut at = usize::from(key.first() == Some(&b'-'));
        let mut digits = 0;
        let is_digit = |at: usize| key.get(at).is_some_and(u8::is_ascii_digit);
        while is_digit(at) {
            digits += 1;
            at += 1;
            // Only a single separator between two digits belongs to the number.
            let mark = self.separator.is_some() && key.get(at).copied() == self.separator;
            at += usize::from(mark && is_digit(at + 1));
        }
        if key.get(at) == Some(&self.point) {
            at += 1;
            while is_digit(at) {
                digits += 1;
                at += 1;
            }
        }
        match digits {
            0 => 0,
            _ => {
                at + usize::from(
                    units
                        && key
                            .get(at)
                            .is_some_and(|&b| b == b'k' || UNITS.contains(&b)),
                )
            }
        }
    }
}

/// Appends digits to a form, two to a byte, after a byte with the number of integer digits.
struct Digits<'a> {
    form: &'a mut Vec<u8>,
    count_at: usize,
    /// The number of integer digits without leading zeros. A negative number counts the zeros
    /// after the decimal point.
    whole: i64,
    /// The first digit of an incomplete pair.
    half: Option<u8>,
    /// The length of the form up to its last digit other than 0.
    end: usize,
}

/// Numbers of integer digits below this fit into one byte.
const FEW: i64 = 100;

impl<'a> Digits<'a> {
    fn new(form: &'a mut Vec<u8>) -> Self {
        let count_at = form.len();
        form.push(0);
        Self {
            form,
            count_at,
            whole: 0,
            half: None,
            end: 0,
        }
    }

    #[inline]
    fn push_whole(&mut self, digit: u8) {
        if digit != 0 || self.end > 0 {
            self.whole += 1;
            self.push(digit);
        }
    }

    #[inline]
    fn push_fraction(&mut self, digit: u8) {
        if digit != 0 || self.end > 0 {
            self.push(digit);
        } else {
            self.whole -= 1;
        }
    }

    #[inline]
    fn push(&mut self, digit: u8) {
        match self.half.take() {
            None => {
                self.half = Some(digit);
                // Paired with 0, which is right if only zeros follow.
                self.form.push(digit * 10 + 1);
            }
            Some(first) => {
                let last = self.form.len() - 1;
                self.form[last] = first * 10 + digit + 1;
            }
        }
        if digit != 0 {
            self.end = self.form.len();
        }
    }

    /// Completes the form. Returns whether there was a digit other than 0.
    fn finish(self) -> bool {
        if self.end == 0 {
            return false;
        }
        self.form.truncate(self.end);
        let middle = 0x80;
        if self.whole.abs() < FEW {
            self.form[self.count_at] = (middle + self.whole) as u8;
        } else {
            self.form[self.count_at] = if self.whole < 0 { 0x01 } else { 0xfe };
            let count = (self.whole as u64) ^ 1 << 63;
            let at = self.count_at + 1;
            self.form.splice(at..at, count.to_be_bytes());
        }
        true
    }
}

/// Appends the form of the number at the start of `key`, as strtold(3) reads it. Keys that are
/// not numbers come first, then NaNs, then numbers from minus infinity on.
pub(crate) fn push_general(key: &[u8], writing: &Writing, form: &mut Vec<u8>) {
    let key = locale::skip_posix_space(key);
    let negative = key.first() == Some(&b'-');
    let unsigned = match key {
        [b'-' | b'+', rest @ ..] => rest,
        _ => key,
    };
    match float_len(unsigned, writing.point) {
        0 => form.push(0),
        len if begins(unsigned, b"nan") => {
            // NaNs compare by the bytes of their representation.
            form.push(1);
            form.extend_from_slice(&nan_payload(&unsigned[3..len]).to_le_bytes());
            form.push(u8::from(negative));
        }
        len => {
            form.push(2);
            if let Some(bytes) = simple(&unsigned[..len], negative) {
                form.extend_from_slice(&bytes);
                return;
            }
            let number = &key[..key.len() - unsigned.len() + len];
            // A number contains no NUL, so the default is never used.
            let number = c_string(number).unwrap_or_default();
            form.extend_from_slice(&collation::ordered_float(&number));
        }
    }
}

/// Returns the length of the number at the start of `key`, as strtold(3) reads it.
pub(crate) fn general_len(key: &[u8], writing: &Writing) -> usize {
    let sign = usize::from(matches!(key, [b'-' | b'+', ..]));
    match float_len(&key[sign..], writing.point) {
        0 => 0,
        len => sign + len,
    }
}

/// Returns the form of an integer of up to 18 digits, as `ordered_float` would, but without the
/// C library: the value is exact in the 64-bit mantissa of `long double`.
#[cfg(target_arch = "x86_64")]
fn simple(digits: &[u8], negative: bool) -> Option<[u8; 10]> {
    if digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits
        .iter()
        .fold(0, |v: u64, b| v * 10 + u64::from(b - b'0'));
    let mut bytes = [0; 10];
    if value != 0 {
        let zeros = value.leading_zeros();
        bytes[..2].copy_from_slice(&(16383 + 63 - zeros as u16).to_be_bytes());
        bytes[2..].copy_from_slice(&(value << zeros).to_be_bytes());
    }
    if negative && value != 0 {
        bytes[0] |= 0x80;
        bytes.iter_mut().for_each(|b| *b = !*b);
    } else {
        bytes[0] |= 0x80;
    }
    Some(bytes)
}

#[cfg(not(target_arch = "x86_64"))]
fn simple(_: &[u8], _: bool) -> Option<[u8; 10]> {
    None
}

/// Returns the length of the number without a sign at the start of `text`, or 0.
fn float_len(text: &[u8], point: u8) -> usize {
    for name in [&b"infinity"[..], b"inf"] {
        if begins(text, name) {
            return name.len();
        }
    }
    if begins(text, b"nan") {
        let word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let len = text[3..].iter().skip(1).take_while(|b| word(b)).count();
        let closed = text.get(3) == Some(&b'(') && text.get(4 + len) == Some(&b')');
        return if closed { 5 + len } else { 3 };
    }
    let hex = begins(text, b"0x") && mantissa_len(&text[2..], point, true).is_some();
    let (mantissa_at, marker) = if hex { (2, b'p') } else { (0, b'e') };
    let Some(len) = mantissa_len(&text[mantissa_at..], point, hex) else {
        return 0;
    };
    let mantissa_end = mantissa_at + len;
    let exponent = &text[mantissa_end..];
    let Some((letter, behind)) = exponent.split_first() else {
        return mantissa_end;
    };
    let sign = usize::from(matches!(behind, [b'-' | b'+', ..]));
    let digits = behind[sign..].iter().take_while(|b| b.is_ascii_digit());
    match digits.count() {
        digits if digits > 0 && letter.eq_ignore_ascii_case(&marker) => {
            mantissa_end + 1 + sign + digits
        }
        _ => mantissa_end,
    }
}

/// Returns the length of digits with at most one decimal point among them, if there are any.
fn mantissa_len(text: &[u8], point: u8, hex: bool) -> Option<usize> {
    let digit = |b: &u8| b.is_ascii_digit() || (hex && b.is_ascii_hexdigit());
    let whole = text.iter().take_while(|b| digit(b)).count();
    let mut len = whole;
    if text.get(whole) == Some(&point) {
        let fraction = text[whole + 1..].iter().take_while(|b| digit(b)).count();
        if whole + fraction > 0 {
            len += 1 + fraction;
        }
    }
    (len > 0).then_some(len)
}

/// Returns the number in `(number)`, or 0.
fn nan_payload(text: &[u8]) -> u64 {
    let digits = text.get(1..text.len().saturating_sub(1));
    let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn begins(text: &[u8], name: &[u8]) -> bool {
    text.len() >= name.len() && text[..name.len()].eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(key: &str, units: bool) -> Vec<u8> {
        let mut blank = [false; 256];
        blank[usize::from(b' ')] = true;
        let mut form = Vec::new();
        let writing = Writing {
            point: b'.',
            separator: Some(b','),
        };
        writing.push(key.as_bytes(), units, &blank, &mut form);
        form
    }

    #[test]
    fn forms_compare_as_the_numbers_do() {
        let long = format!("{}.5", "9".repeat(300));
        let longer = "9".repeat(301);
        let minus = format!("-{longer}");
        let tiny = format!("0.{}1", "0".repeat(300));
        let ascending = [
            &minus, "-1,000", "-999.9", "-10", "-9", "-1.01", "-1", "-.5", "-0.05", "x", &tiny,
            "0.05", ".5", "1", "1.001", "1.01", "9", "9.5", "10", "100", "100.1", "1,000", &long,
            &longer,
        ];
        for pair in ascending.windows(2) {
            assert!(form(pair[0], false) < form(pair[1], false), "{pair:?}");
        }
        for same in ["0", "-0", " 0.000", "", "-", ".", "00"] {
            assert_eq!(form(same, false), form("x", false), "{same}");
        }
        assert_eq!(form("  -0012.300", false), form("-1,2.3", false));
        assert!(form("1K", true) > form("999999", true));
        assert!(form("-1K", true) < form("-999999", true));
        assert!(form("2k", true) < form("1M", true));
        assert_eq!(form("0K", true), form("0", true));
    }

    #[test]
    fn general_numbers() {
        let form = |key: &str| {
            let mut form = Vec::new();
            push_general(key.as_bytes(), &Writing::default(), &mut form);
            form
        };
        let ascending = [
            "x", "nan", "-nan", "NaN(1)", "-inf", "-1e4000", "-0x1p3", "-7.5", "-7", "-1e-4000",
            "-0", "1e-400", "0.5", "1", "+1.5", "0x2", "1e1", "11", "1e300", "1e4000", "inf",
        ];
        for pair in ascending.windows(2) {
            assert!(form(pair[0]) < form(pair[1]), "{pair:?}");
        }
        assert_eq!(form("0"), form("-0.0"));
        assert_eq!(form("12"), form("1.2e1 and"));
        assert_eq!(form("0x"), form("0"));
        assert_eq!(form("18"), form("18.0"));
        assert_eq!(form("-18"), form("-18.0"));
        assert_eq!(form("1e"), form("1"));
    }

    /// `simple` makes the same forms as the C library's strtold.
    #[test]
    #[cfg(target_arch = "x86_64")]
    fn short_integers_without_the_c_library() {
        for digits in [
            "0",
            "00",
            "1",
            "7",
            "10",
            "0123",
            "65536",
            "999999999999999999",
        ] {
            for negative in [false, true] {
                let sign = if negative { "-" } else { "" };
                let number = c_string(format!("{sign}{digits}").as_bytes()).unwrap();
                let expected = collation::ordered_float(&number);
                let form = simple(digits.as_bytes(), negative).unwrap();
                assert_eq!(form[..], expected[..], "{sign}{digits}");
            }
        }
        for other in ["1.0", "1e3", "0x1", "1234567890123456789"] {
            assert_eq!(simple(other.as_bytes(), false), None, "{other}");
        }
    }
}
