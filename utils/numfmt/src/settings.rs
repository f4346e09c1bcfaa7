//! The command line.

use crate::cli;
use crate::format::Format;
use crate::round::Round;
use crate::scale::Scale;
use shared::prelude::{Args, Error, OsStr, OsStrExt, Result, quote};
use shared::program::diagnostics;
use shared::text::locale;
use shared::values::number;
use shared::values::ranges::{self, FIELDS_OR_ALL, Range};

/// What is done about what is no number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invalid {
    Abort,
    Fail,
    Warn,
    Ignore,
}

/// At which side blanks are put.
#[derive(Clone, Copy, Default)]
pub(crate) struct Padding {
    pub(crate) width: usize,
    pub(crate) left: bool,
}

/// What is asked for.
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
    pub(crate) format: Option<Format>,
    pub(crate) delimiter: Option<u8>,
    pub(crate) fields: Vec<Range>,
    pub(crate) invalid: Invalid,
    pub(crate) header: u64,
    pub(crate) debug: bool,
    pub(crate) end: u8,
}

const FROM: [(&str, usize); 5] = [
    ("none", 0),
    ("auto", 1),
    ("si", 2),
    ("iec", 3),
    ("iec-i", 4),
];
const TO: [(&str, usize); 4] = [("none", 0), ("si", 2), ("iec", 3), ("iec-i", 4)];
const SCALES: [Scale; 5] = [Scale::None, Scale::Auto, Scale::Si, Scale::Iec, Scale::IecI];

const ROUND: [(&str, usize); 5] = [
    ("up", 0),
    ("down", 1),
    ("from-zero", 2),
    ("towards-zero", 3),
    ("nearest", 4),
];
const ROUNDS: [Round; 5] = [
    Round::Up,
    Round::Down,
    Round::FromZero,
    Round::TowardsZero,
    Round::Nearest,
];

const INVALID: [(&str, usize); 4] = [("abort", 0), ("fail", 1), ("warn", 2), ("ignore", 3)];
const INVALIDS: [Invalid; 4] = [
    Invalid::Abort,
    Invalid::Fail,
    Invalid::Warn,
    Invalid::Ignore,
];

impl Settings {
    /// Reads the command line, and the operands.
    pub(crate) fn read(args: Args) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self {
            from: Scale::None,
            to: Scale::None,
            from_unit: 1,
            to_unit: 1,
            round: Round::FromZero,
            suffix: None,
            unit_separator: None,
            padding: None,
            grouping: false,
            format: None,
            delimiter: None,
            fields: vec![Range { first: 1, last: 1 }],
            invalid: Invalid::Abort,
            header: 0,
            debug: false,
            end: b'\n',
        };
        let (mut fields, mut format) = (None, None);
        let mut options = args.parse(cli);
        while let Some(option) = options.next()? {
            let value = option.value();
            let keyword = |words: &[(&str, usize)]| {
                shared::values::keyword::keyword(&option.spelling(), value, words)
            };
            match option.name {
                "debug" => settings.debug = true,
                "delimiter" => {
                    settings.delimiter = Some(match value.as_bytes() {
                        b"" => b'\0',
                        &[byte] => byte,
                        _ => {
                            let message = "the delimiter must be a single character";
                            return Err(Error::new(message));
                        }
                    });
                }
                "field" => {
                    if fields.replace(value).is_some() {
                        return Err(Error::new("multiple field specifications"));
                    }
                    settings.fields = ranges::parse(value, &FIELDS_OR_ALL)?;
                }
                "format" => format = Some(value),
                "from" => settings.from = SCALES[keyword(&FROM)?],
                "to" => settings.to = SCALES[keyword(&TO)?],
                "from-unit" => settings.from_unit = unit(value)?,
                "to-unit" => settings.to_unit = unit(value)?,
                "grouping" => settings.grouping = true,
                "header" => {
                    settings.header = match option.optional() {
                        None => 1,
                        Some(value) => match number::parse(value.as_bytes(), "") {
                            Ok(number @ 1..) => number,
                            _ => return Err(invalid("invalid header value", value)),
                        },
                    }
                }
                "invalid" => settings.invalid = INVALIDS[keyword(&INVALID)?],
                "padding" => settings.padding = Some(padding(value)?),
                "round" => settings.round = ROUNDS[keyword(&ROUND)?],
                "suffix" => settings.suffix = Some(value),
                "unit-separator" => settings.unit_separator = Some(value),
                "zero-terminated" => settings.end = b'\0',
                _ => {} // --dev-debug
            }
        }
        if format.is_some() && settings.grouping {
            return Err(Error::new("--grouping cannot be combined with --format"));
        }
        settings.warn_without_conversion(format.is_some());
        if let Some(format) = format {
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

    fn warn_without_conversion(&self, format: bool) {
        let none = self.from == Scale::None
            && self.to == Scale::None
            && !self.grouping
            && self.padding.is_none()
            && !format;
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

/// The size of a unit: `512`, `2K` (2000), `Ki` (1024).
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

/// The value of --padding.
fn padding(given: &OsStr) -> Result<Padding> {
    let text = given.as_bytes().trim_ascii_start();
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
