//! The command line.

use crate::format::Format;
use crate::round::Round;
use crate::scale::Scale;
use shared::prelude::*;
use shared::program::cli::{Given, Options};
use shared::text::characters::Character;
use shared::text::locale;
use shared::text::words::{Table, table};
use shared::values::number;
use shared::values::ranges::{self, FIELDS_OR_ALL, Range};

/// What to do about input that is not a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    Abort,
    Fail,
    Warn,
    Ignore,
}

/// The columns of a number.
#[derive(Clone, Copy, Default)]
pub(crate) struct Padding {
    pub(crate) width: usize,
    /// Align the number on the left.
    pub(crate) left: bool,
}

/// The options.
pub(crate) struct Settings {
    pub(crate) from: Scale,
    pub(crate) to: Scale,
    pub(crate) from_unit: u64,
    pub(crate) to_unit: u64,
    pub(crate) round: Round,
    pub(crate) suffix: Option<&'static OsStr>,
    pub(crate) unit_separator: Option<&'static OsStr>,
    pub(crate) padding: Option<Padding>,
    pub(crate) grouping: bool,
    /// The value of `--format`, parsed last because it depends on `--padding` and `--debug`.
    format_text: Option<&'static OsStr>,
    pub(crate) format: Option<Format>,
    pub(crate) delimiter: Option<&'static [u8]>,
    pub(crate) fields: Vec<Range>,
    pub(crate) invalid: Invalid,
    /// Lines to print unchanged first.
    pub(crate) header: u64,
    pub(crate) debug: bool,
    /// The byte that ends a line.
    pub(crate) end: u8,
}

const SCALES: Table<Scale> = table![
    ("none", Scale::None),
    ("auto", Scale::Auto),
    ("si", Scale::Si),
    ("iec", Scale::Iec),
    ("iec-i", Scale::IecI),
];

/// The scales of `--to`: output needs to know the base.
const OUTPUT_SCALES: Table<Scale> = table![
    ("none", Scale::None),
    ("si", Scale::Si),
    ("iec", Scale::Iec),
    ("iec-i", Scale::IecI),
];

const ROUNDS: Table<Round> = table![
    ("up", Round::Up),
    ("down", Round::Down),
    ("from-zero", Round::FromZero),
    ("towards-zero", Round::TowardsZero),
    ("nearest", Round::Nearest),
];

const INVALIDS: Table<Invalid> = table![
    ("abort", Invalid::Abort),
    ("fail", Invalid::Fail),
    ("warn", Invalid::Warn),
    ("ignore", Invalid::Ignore),
];

impl Default for Settings {
    fn default() -> Self {
        Self {
            from: Scale::None,
            to: Scale::None,
            from_unit: 1,
            to_unit: 1,
            round: Round::FromZero,
            suffix: None,
            unit_separator: None,
            padding: None,
            grouping: false,
            format_text: None,
            format: None,
            delimiter: None,
            fields: Vec::new(),
            invalid: Invalid::Abort,
            header: 0,
            debug: false,
            end: b'\n',
        }
    }
}

impl Settings {
    /// Returns the settings and the operands.
    pub(crate) fn parse(mut options: Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            settings.take(&option)?;
        }
        if settings.fields.is_empty() {
            settings.fields.push(Range { first: 1, last: 1 });
        }
        if settings.format_text.is_some() && settings.grouping {
            return Err(Error::new("--grouping cannot be combined with --format"));
        }
        settings.warn_without_conversion();
        if let Some(format) = settings.format_text {
            settings.take_format(format)?;
        }
        if settings.grouping {
            if settings.to != Scale::None {
                return Err(Error::new("grouping cannot be combined with --to"));
            }
            if settings.debug && locale::numeric().separator.is_empty() {
                diagnostics::warning("grouping has no effect in this locale");
            }
        }
        Ok((settings, options.operands()))
    }

    fn take(&mut self, option: &Given) -> Result {
        let value = option.value();
        match option.name {
            // GNU's numfmt traces its own code with the second besides.
            "debug" | "-debug" => self.debug = true,
            "delimiter" => self.delimiter = Some(delimiter(value)?),
            "field" if !self.fields.is_empty() => {
                return Err(Error::new("multiple field specifications"));
            }
            "field" => self.fields = ranges::parse(value, &FIELDS_OR_ALL)?,
            "format" => self.format_text = Some(value),
            "from" => self.from = option.keyword(&SCALES)?,
            "to" => self.to = option.keyword(&OUTPUT_SCALES)?,
            "from-unit" => self.from_unit = unit(value)?,
            "to-unit" => self.to_unit = unit(value)?,
            "grouping" => self.grouping = true,
            "header" => self.header = option.optional().map_or(Ok(1), header)?,
            "invalid" => self.invalid = option.keyword(&INVALIDS)?,
            "padding" => {
                let padding = padding(value)?;
                // Alignment on the left stays.
                let left = padding.left || self.padding.is_some_and(|earlier| earlier.left);
                self.padding = Some(Padding { left, ..padding });
            }
            "round" => self.round = option.keyword(&ROUNDS)?,
            "suffix" => self.suffix = Some(value),
            "unit-separator" => self.unit_separator = Some(value),
            "zero-terminated" => self.end = b'\0',
            _ => option.unhandled(),
        }
        Ok(())
    }

    fn warn_without_conversion(&self) {
        let none = self.from == Scale::None
            && self.to == Scale::None
            && !self.grouping
            && self.padding.is_none()
            && self.format_text.is_none();
        if self.debug && none {
            diagnostics::warning("no conversion option specified");
        }
    }

    fn take_format(&mut self, text: &'static OsStr) -> Result {
        let format = Format::parse(text, self.padding, self.debug)?;
        self.grouping = format.grouping;
        self.padding = format.padding.or(self.padding);
        self.format = Some(format);
        Ok(())
    }
}

fn delimiter(given: &'static OsStr) -> Result<&'static [u8]> {
    match given.as_bytes() {
        [] => Ok(b"\0"),
        given if Character::first_of(given).len == given.len() => Ok(given),
        _ => Err(Error::new("the delimiter must be a single character")),
    }
}

fn header(given: &OsStr) -> Result<u64> {
    match number::parse(given.as_bytes(), "") {
        Ok(lines @ 1..) => Ok(lines),
        _ => Err(invalid("invalid header value", given)),
    }
}

/// Parses the size of a unit: `512`, `2K` (2000), `Ki` (1024).
fn unit(given: &OsStr) -> Result<u64> {
    let text = given.as_bytes();
    let letter = |text: &&[u8]| text.last().is_some_and(|b| !b.is_ascii_digit());
    let binary = text.strip_suffix(b"i").filter(letter);
    let bytes = match binary {
        Some(text) => text.to_vec(),
        None if letter(&text) => [text, b"B"].concat(),
        None => text.to_vec(),
    };
    match number::parse(&bytes, "kKMGTPEZYRQ0") {
        Ok(size @ 1..) => Ok(size),
        _ => Err(invalid("invalid unit size:", given)),
    }
}

/// Parses a number of columns, negative for alignment on the left.
fn padding(given: &OsStr) -> Result<Padding> {
    let text = locale::skip_posix_space(given.as_bytes());
    let (digits, left) = match text.strip_prefix(b"-") {
        Some(digits) if digits.first().is_some_and(u8::is_ascii_digit) => (digits, true),
        _ => (text, false),
    };
    match number::parse(digits, "") {
        Ok(width @ 1..=0x7fff_ffff_ffff_ffff) => Ok(Padding {
            width: width as usize,
            left,
        }),
        _ => Err(invalid("invalid padding value", given)),
    }
}

fn invalid(what: &str, given: &OsStr) -> Error {
    Error::new(format!("{what} {}", quote(given)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(crate::cli, &["1", "a", "%f", "si"], &|options| {
            let _ = Settings::parse(options);
        });
    }
}
