//! Numbers: read, scaled, printed.

use crate::decimal::Decimal;
use crate::is_blank;
use crate::scale::{Scale, power, power_of};
use crate::settings::{Padding, Settings};
use shared::prelude::*;
use shared::sys::long_double::LongDouble;
use shared::text::locale;
use std::ffi::CString;

/// More digits may not be exact, and are not printed without a suffix.
pub(crate) const EXACT_DIGITS: usize = 18;

/// More digits are no number.
const MOST_DIGITS: usize = 33;

/// What is done to a number.
pub(crate) struct Conversion {
    settings: Settings,
    decimal_point: &'static [u8],
}

/// A number as it was read.
struct Read {
    value: LongDouble,
    /// How many digits it has behind the point.
    precision: usize,
    inexact: bool,
}

/// The most digits that printf can be asked for: all it prints must be counted by an int.
const MOST_PRINTED: usize = i32::MAX as usize - 64;

/// The message for a mistake.
type Outcome<T> = std::result::Result<T, String>;

/// Why a number was not converted.
pub(crate) enum Failure {
    /// It is none, or too large: a message.
    Number(String),
    /// Nothing can be.
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
        }
    }

    /// The text without the value of --suffix.
    pub(crate) fn without_suffix<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        // Not with an empty one: memcmp(3) of no bytes takes its time where there is no memory.
        let Some(suffix) = self.settings.suffix else {
            return text;
        };
        match text.strip_suffix(suffix.as_bytes()) {
            Some(rest) if !rest.is_empty() => rest,
            _ => text,
        }
    }

    /// Appends the number of a field in its new form.
    pub(crate) fn convert(
        &self,
        text: &[u8],
        field: usize,
        out: &mut Vec<u8>,
    ) -> std::result::Result<(), Failure> {
        let settings = &self.settings;
        let blanks = text.iter().take_while(|&&byte| is_blank(byte)).count();
        let padding = match settings.padding {
            Some(padding) => padding,
            // Columns stay where they are.
            None if settings.delimiter.is_none() && (blanks > 0 || field > 1) => Padding {
                width: text.len(),
                left: false,
            },
            None => Padding::default(),
        };
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
        let missing = padding.width.saturating_sub(number.len());
        let fill = |out: &mut Vec<u8>, wanted| {
            out.resize(out.len() + if wanted { missing } else { 0 }, b' ');
        };
        fill(out, !padding.left);
        out.extend_from_slice(&number);
        fill(out, padding.left);
        out.extend_from_slice(format.map_or(b"", |format| format.after));
        Ok(())
    }

    /// Reads all of `text`.
    fn read(&self, text: &[u8]) -> Outcome<Read> {
        let from = self.settings.from;
        let (mut number, len) = self.read_digits(text)?;
        let mut rest = &text[len..];
        match self.settings.unit_separator {
            Some(separator) => {
                let behind = rest.strip_prefix(separator.as_bytes());
                rest = behind.filter(|behind| !behind.is_empty()).unwrap_or(rest);
            }
            None => {
                let blanks = rest.iter().take_while(|&&byte| is_blank(byte)).count();
                rest = &rest[blanks..];
            }
        }
        let no_i = || {
            let text = shown(text);
            format!("missing 'i' suffix in input: {text} (e.g Ki/Mi/Gi)")
        };
        let Some((&letter, mut rest)) = rest.split_first() else {
            return if from == Scale::IecI {
                Err(no_i())
            } else {
                Ok(number)
            };
        };
        let Some(suffix) = power_of(letter) else {
            return Err(format!("invalid suffix in input: {}", shown(text)));
        };
        if from == Scale::None {
            return Err(format!(
                "rejecting suffix in input: {} (consider using --from)",
                shown(text)
            ));
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

    /// Reads digits, with a point and a minus sign, and how many bytes they are.
    fn read_digits(&self, text: &[u8]) -> Outcome<(Read, usize)> {
        let negative = text.first() == Some(&b'-');
        let mut len = usize::from(negative);
        let point = |at: usize| text[at..].starts_with(self.decimal_point);
        let invalid = || format!("invalid number: {}", shown(text));
        let (whole, digits, mut inexact) = digits(&text[len..], text)?;
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

    /// Appends the number, rounded and with its suffix.
    fn print(
        &self,
        value: LongDouble,
        precision: usize,
        out: &mut Vec<u8>,
    ) -> std::result::Result<(), Failure> {
        let to = self.settings.to;
        let wanted = self
            .settings
            .format
            .as_ref()
            .and_then(|format| format.precision);
        let precision = wanted.unwrap_or(precision);
        // Most numbers are far from what is too large, which takes no division to see.
        let small = match to {
            Scale::None => value.abs() < LongDouble::from(1_000_000_000_000_000) && precision <= 3,
            _ => value.abs() < LongDouble::from(i64::MAX),
        };
        let digits = if small {
            0
        } else {
            value.below(LongDouble::from(10)).1
        };
        if to == Scale::None && digits.saturating_add(precision) > EXACT_DIGITS {
            return Err(if precision > 0 {
                format!(
                    "value/precision too large to be printed: '{}/{precision}' (consider using --to)",
                    general(value)
                )
            } else {
                format!(
                    "value too large to be printed: '{}' (consider using --to)",
                    general(value)
                )
            }
            .into());
        }
        if digits > MOST_DIGITS - 1 {
            return Err(format!(
                "value too large to be printed: '{}' (cannot handle values > 999Q)",
                general(value)
            )
            .into());
        }
        let round = self.settings.round;
        if to == Scale::None {
            let number = Decimal::rounded(value, precision, round);
            return self.push(&number, precision, &[], out);
        }
        let base = LongDouble::from(to.base());
        let (value, mut suffix) = value.below(base);
        let ten = LongDouble::from(10);
        let kept = match wanted {
            Some(wanted) => wanted.min(3 * suffix),
            None => usize::from(value.abs() < ten),
        };
        let mut number = Decimal::rounded(value, kept, round);
        if number.value.abs() >= base {
            // 999.9 has become 1000.
            number = Decimal::inexact(number.value / base);
            suffix += 1;
        }
        let one_digit = number.value != LongDouble::ZERO && number.value.abs() < ten && suffix > 0;
        let precision = wanted.unwrap_or(one_digit.into());
        if suffix == 0 {
            return self.push(&number, precision, &[], out);
        }
        let separator = self.settings.unit_separator.unwrap_or_default();
        let i: &[u8] = if to == Scale::IecI { b"i" } else { b"" };
        let suffix = [separator.as_bytes(), to.suffix(suffix), i];
        self.push(&number, precision, &suffix, out)
    }

    /// Appends the number with so many digits behind the point, and its suffix.
    fn push(
        &self,
        number: &Decimal,
        precision: usize,
        suffix: &[&[u8]],
        out: &mut Vec<u8>,
    ) -> std::result::Result<(), Failure> {
        let zeros = self
            .settings
            .format
            .as_ref()
            .map_or(0, |format| format.zeros);
        let grouping = self.settings.grouping && !locale::numeric().separator.is_empty();
        if zeros.max(precision) > MOST_PRINTED {
            return Err(Failure::Fatal(Error::new(format!(
                "failed to prepare value '{}' for printing",
                shown_as(number.value, "f")
            ))));
        }
        let simple = zeros == 0 && !grouping;
        if !(simple && number.push_exactly(precision, self.decimal_point, out)) {
            let zeros = if zeros > 0 {
                format!("0{zeros}")
            } else {
                String::new()
            };
            let grouping = if grouping { "'" } else { "" };
            let format = format!("%{grouping}{zeros}.{precision}{}f", LongDouble::MODIFIER);
            number
                .value
                .format(&CString::new(format).unwrap_or_default(), out);
        }
        suffix.iter().for_each(|part| out.extend_from_slice(part));
        Ok(())
    }
}

/// The number that the digits at the start of `rest` make, how many they are, and whether they
/// are too many to be exact.
fn digits(rest: &[u8], text: &[u8]) -> Outcome<(LongDouble, usize, bool)> {
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

/// As printf's %Lg.
fn general(value: LongDouble) -> String {
    shown_as(value, "g")
}

/// As printf shows it.
fn shown_as(value: LongDouble, conversion: &str) -> String {
    let format = format!("%{}{conversion}", LongDouble::MODIFIER);
    let mut text = Vec::new();
    value.format(&CString::new(format).unwrap_or_default(), &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn shown(text: &[u8]) -> String {
    quote(OsStr::from_bytes(text))
}
