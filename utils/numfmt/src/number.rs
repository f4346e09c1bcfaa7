//! Reads a number, scales it and prints it.

use crate::decimal::Decimal;
use crate::is_blank;
use crate::scale::{Scale, power, power_of};
use crate::settings::{Invalid, Padding, Settings};
use shared::prelude::*;
use shared::program::memory::exhausted;
use shared::sys::c_string;
use shared::sys::long_double::LongDouble;
use shared::text::locale::{self, Decoded};

/// The digits that a `long double` holds exactly. A number with more needs a suffix.
pub(crate) const EXACT_DIGITS: usize = 18;

/// The most digits that a number may have.
const MOST_DIGITS: usize = 33;

/// Converts numbers.
pub(crate) struct Conversion {
    settings: Settings,
    decimal_point: &'static [u8],
    /// What stands between thousands, empty if nothing does.
    thousands: &'static [u8],
}

/// A number as it was read.
struct Read {
    value: LongDouble,
    /// The number of digits after the point.
    precision: usize,
    /// There were more digits than [`EXACT_DIGITS`].
    inexact: bool,
}

/// The most digits that snprintf(3) can print: it returns the length of the text as an int.
const MOST_PRINTED: usize = i32::MAX as usize - 64;

/// Why a number was not converted.
pub(crate) enum Failure {
    /// The field is not a number, or too large: the message, which `--invalid` may suppress.
    Number(String),
    /// The conversion is impossible for every number.
    Fatal(Error),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Number(message)
    }
}

impl Conversion {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            settings,
            decimal_point: &locale::numeric().decimal_point,
            thousands: &locale::numeric().separator,
        }
    }

    /// Returns a message, or an empty text if nobody reads it. Composing it for each word of a text
    /// takes most of the time.
    #[cold]
    #[inline(never)]
    fn message(&self, compose: &dyn Fn() -> String) -> String {
        match self.settings.invalid {
            Invalid::Ignore => String::new(),
            _ => compose(),
        }
    }

    /// Strips the value of `--suffix`.
    pub(crate) fn without_suffix<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        let Some(suffix) = self.settings.suffix else {
            return text;
        };
        match text.strip_suffix(suffix.as_bytes()) {
            Some(rest) if !rest.is_empty() => rest,
            _ => text,
        }
    }

    /// Appends the converted number of a field. `field` is its number in the line.
    pub(crate) fn convert(
        &self,
        text: &[u8],
        field: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let settings = &self.settings;
        let blanks = text.iter().take_while(|&&byte| is_blank(byte)).count();
        let read = self.read(&text[blanks..])?;
        if read.inexact && settings.debug {
            diagnostics::warning(&format!(
                "large input value {}: possible precision loss",
                shown(&text[blanks..])
            ));
        }
        let mut value = read.value;
        if settings.from_unit != 1 || settings.to_unit != 1 {
            value = value * from_u64(settings.from_unit) / from_u64(settings.to_unit);
        }
        let mut number = Vec::new();
        self.print(value, read.precision, &mut number)?;
        if let Some(suffix) = settings.suffix {
            number.extend_from_slice(suffix.as_bytes());
        }
        let format = settings.format.as_ref();
        out.extend_from_slice(format.map_or(b"", |format| format.before));
        let padding = match settings.padding {
            Some(padding) => padding,
            // Keep the columns of the input aligned.
            None if settings.delimiter.is_none() && (blanks > 0 || field > 1) => Padding {
                width: text.len(),
                left: false,
            },
            None => Padding::default(),
        };
        push_padded(&number, padding, out);
        out.extend_from_slice(format.map_or(b"", |format| format.after));
        Ok(())
    }

    /// Reads a number that is the whole of `text`.
    fn read(&self, text: &[u8]) -> Result<Read, String> {
        let from = self.settings.from;
        let (mut number, len) = self.read_digits(text)?;
        let rest = self.without_separator(&text[len..]);
        let no_i = || {
            self.message(&|| {
                let text = shown(text);
                format!("missing 'i' suffix in input: {text} (e.g Ki/Mi/Gi)")
            })
        };
        let Some((&letter, mut rest)) = rest.split_first() else {
            return if from == Scale::IecI {
                Err(no_i())
            } else {
                Ok(number)
            };
        };
        let Some(suffix) = power_of(letter) else {
            return Err(self.message(&|| format!("invalid suffix in input: {}", shown(text))));
        };
        if from == Scale::None {
            return Err(self.message(&|| {
                let text = shown(text);
                format!("rejecting suffix in input: {text} (consider using --from)")
            }));
        }
        let mut base = from.base();
        let with_i = rest.strip_prefix(b"i");
        match (from, with_i) {
            (Scale::Auto, Some(behind)) => (base, rest) = (1024, behind),
            (Scale::IecI, Some(behind)) => rest = behind,
            (Scale::IecI, None) => return Err(no_i()),
            _ => {}
        }
        if !rest.is_empty() {
            return Err(format!(
                "invalid suffix in input {}: {}",
                shown(text),
                shown(rest)
            ));
        }
        number.value = number.value * power(base, suffix);
        number.precision = 0;
        Ok(number)
    }

    /// Strips the separator between a number and its unit.
    fn without_separator<'a>(&self, rest: &'a [u8]) -> &'a [u8] {
        match self.settings.unit_separator {
            Some(separator) => {
                let behind = rest.strip_prefix(separator.as_bytes());
                behind.filter(|behind| !behind.is_empty()).unwrap_or(rest)
            }
            None => {
                let blanks = rest.iter().take_while(|&&byte| is_blank(byte)).count();
                match blanks {
                    0 => without_no_break_space(rest),
                    _ => &rest[blanks..],
                }
            }
        }
    }

    /// Reads a minus sign, digits and a decimal point. Returns the number and its length.
    fn read_digits(&self, text: &[u8]) -> Result<(Read, usize), String> {
        let negative = text.first() == Some(&b'-');
        let mut len = usize::from(negative);
        let point = |at: usize| text[at..].starts_with(self.decimal_point);
        let invalid = || self.message(&|| format!("invalid number: {}", shown(text)));
        let is_word = !text.get(len).is_some_and(u8::is_ascii_digit) && self.thousands.is_empty();
        if is_word && !point(len) {
            return Err(invalid());
        }
        let (whole, digits, mut inexact) = self.whole_digits(&text[len..], text)?;
        len += digits;
        if digits == 0 && !point(len) {
            return Err(invalid());
        }
        let (mut value, mut precision) = (whole, 0);
        if point(len) {
            len += self.decimal_point.len();
            let (fraction, digits, also_inexact) = self::digits(&text[len..], text)?;
            if digits == 0 && !point(len) {
                return Err(invalid());
            }
            len += digits;
            precision = digits;
            inexact |= also_inexact;
            value = value + fraction / power(10, digits);
        }
        if negative {
            value = LongDouble::ZERO - value;
        }
        let read = Read {
            value,
            precision,
            inexact,
        };
        Ok((read, len))
    }

    /// Like [`digits`], for digits that may have separators of thousands among them, anywhere.
    fn whole_digits(&self, rest: &[u8], text: &[u8]) -> Result<(LongDouble, usize, bool), String> {
        let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let thousands = self.thousands;
        if thousands.is_empty() || !rest[len..].starts_with(thousands) {
            return digits(rest, text);
        }
        let mut plain = rest[..len].to_vec();
        let mut at = len;
        while at < rest.len() {
            if rest[at..].starts_with(thousands) {
                at += thousands.len();
            } else if rest[at].is_ascii_digit() {
                plain.push(rest[at]);
                at += 1;
            } else {
                break;
            }
        }
        let (value, digits, inexact) = digits(&plain, text)?;
        Ok((value, if digits == 0 { 0 } else { at }, inexact))
    }

    /// Appends the number, rounded and with its suffix.
    fn print(&self, value: LongDouble, precision: usize, out: &mut Vec<u8>) -> Result<(), Failure> {
        let settings = &self.settings;
        let wanted = settings.format.as_ref().and_then(|format| format.precision);
        let precision = wanted.unwrap_or(precision);
        check_size(value, precision, settings.to)?;
        if settings.to == Scale::None {
            let number = Decimal::rounded(value, precision, settings.round);
            return self.push(&number, precision, &[], out);
        }
        let base = LongDouble::from(settings.to.base());
        let (value, mut power) = value.below(base);
        let ten = LongDouble::from(10);
        let kept = match wanted {
            Some(wanted) => wanted.min(3 * power),
            None => usize::from(value.abs() < ten),
        };
        let mut number = Decimal::rounded(value, kept, settings.round);
        if number.value.abs() >= base {
            // 999.9 was rounded to 1000.
            number = Decimal::inexact(number.value / base);
            power += 1;
        }
        let one_digit = number.value != LongDouble::ZERO && number.value.abs() < ten && power > 0;
        let precision = wanted.unwrap_or(one_digit.into());
        if power == 0 {
            return self.push(&number, precision, &[], out);
        }
        let separator = settings.unit_separator.unwrap_or_default();
        let i: &[u8] = if settings.to == Scale::IecI {
            b"i"
        } else {
            b""
        };
        let suffix = [separator.as_bytes(), settings.to.suffix(power), i];
        self.push(&number, precision, &suffix, out)
    }

    /// Appends the number with `precision` digits after the point, and its suffix.
    fn push(
        &self,
        number: &Decimal,
        precision: usize,
        suffix: &[&[u8]],
        out: &mut Vec<u8>,
    ) -> Result<(), Failure> {
        let zeros = match &self.settings.format {
            Some(format) => format.zeros,
            None => 0,
        };
        let grouping = self.settings.grouping && !locale::numeric().separator.is_empty();
        if zeros.max(precision) > MOST_PRINTED {
            return Err(Failure::Fatal(Error::new(format!(
                "failed to prepare value '{}' for printing",
                shown_as(number.value, "f")
            ))));
        }
        let simple = zeros == 0 && !grouping;
        if !(simple && number.push_exactly(precision, self.decimal_point, out)) {
            let zeros = match zeros {
                0 => String::new(),
                _ => format!("0{zeros}"),
            };
            let grouping = if grouping { "'" } else { "" };
            print_as(
                number.value,
                &format!("{grouping}{zeros}.{precision}"),
                "f",
                out,
            );
        }
        suffix.iter().for_each(|part| out.extend_from_slice(part));
        Ok(())
    }
}

/// Fails if the number has too many digits to be printed.
fn check_size(value: LongDouble, precision: usize, to: Scale) -> Result<(), String> {
    // Counting digits takes divisions. Most numbers are small, and pass without.
    let is_small = match to {
        Scale::None => value.abs() < LongDouble::from(1_000_000_000_000_000) && precision <= 3,
        _ => value.abs() < LongDouble::from(i64::MAX),
    };
    if is_small {
        return Ok(());
    }
    let (_, digits) = value.below(LongDouble::from(10));
    let general = || shown_as(value, "g");
    if to == Scale::None && digits.saturating_add(precision) > EXACT_DIGITS {
        let (what, value) = match precision {
            0 => ("value", general()),
            _ => ("value/precision", format!("{}/{precision}", general())),
        };
        return Err(format!(
            "{what} too large to be printed: '{value}' (consider using --to)"
        ));
    }
    if digits > MOST_DIGITS - 1 {
        let value = general();
        return Err(format!(
            "value too large to be printed: '{value}' (cannot handle values > 999Q)"
        ));
    }
    Ok(())
}

/// Strips one space at which a line must not be broken.
fn without_no_break_space(rest: &[u8]) -> &[u8] {
    match rest.first() {
        Some(0x80..) => match locale::decode(rest) {
            Decoded::Char(0xa0 | 0x2007 | 0x202f | 0x2060, len) => &rest[len..],
            _ => rest,
        },
        _ => rest,
    }
}

fn push_padded(number: &[u8], padding: Padding, out: &mut Vec<u8>) {
    let missing = padding.width.saturating_sub(number.len());
    if !padding.left {
        out.resize(out.len() + missing, b' ');
    }
    out.extend_from_slice(number);
    if padding.left {
        out.resize(out.len() + missing, b' ');
    }
}

/// Reads the digits at the start of `rest`, a part of the field `text`. Returns the number, how
/// many digits there are, and whether they are too many to be exact.
fn digits(rest: &[u8], text: &[u8]) -> Result<(LongDouble, usize, bool), String> {
    let len = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let zeros = rest[..len].iter().take_while(|&&b| b == b'0').count();
    let significant = &rest[zeros..len];
    if significant.len() > MOST_DIGITS {
        return Err(format!("value too large to be converted: {}", shown(text)));
    }
    let (exact, others) = significant.split_at(significant.len().min(EXACT_DIGITS));
    let number = exact
        .iter()
        .fold(0, |n, &digit| 10 * n + i64::from(digit - b'0'));
    let ten = LongDouble::from(10);
    let step = |value, &digit: &u8| value * ten + LongDouble::from(i64::from(digit - b'0'));
    let value = others.iter().fold(LongDouble::from(number), step);
    Ok((value, len, !others.is_empty()))
}

fn from_u64(number: u64) -> LongDouble {
    let low = LongDouble::from((number & 1) as i64);
    LongDouble::from((number >> 1) as i64) * LongDouble::from(2) + low
}

/// Returns the number as printf(3) prints it with the given conversion.
fn shown_as(value: LongDouble, conversion: &str) -> String {
    let mut text = Vec::new();
    print_as(value, "", conversion, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Appends the number as printf(3) prints it with the given flags and conversion.
fn print_as(value: LongDouble, flags: &str, conversion: &str, out: &mut Vec<u8>) {
    let format = format!("%{flags}{}{conversion}", LongDouble::MODIFIER);
    let printed = c_string(format.as_bytes())
        .map_err(io::Error::from)
        .and_then(|format| value.format(&format, out));
    if printed.is_err() {
        // The format has no NUL, and the precision is limited.
        exhausted();
    }
}

fn shown(text: &[u8]) -> String {
    quote(OsStr::from_bytes(text))
}
