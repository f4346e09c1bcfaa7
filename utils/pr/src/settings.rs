//! Options and settings.

use shared::prelude::*;
use shared::program::cli::Given;
use shared::program::posix;
use shared::rustix::io::Errno;
use shared::text::locale::{self, Category};
use shared::values::number::{self, Mistake, parse_signed};

/// A character and a width: the value of `-e`, `-i` or `-n`.
#[derive(Clone, Copy)]
pub(crate) struct Stop {
    pub(crate) byte: u8,
    pub(crate) width: i64,
}

/// The settings, which do not depend on the files.
pub(crate) struct Settings {
    /// 0 while none is chosen.
    pub(crate) first_page: u64,
    pub(crate) last_page: u64,
    pub(crate) columns: i64,
    explicit_columns: bool,
    /// The digits of the obsolete form `-12` so far, and whether more may follow.
    column_digits: Vec<u8>,
    in_digits: bool,
    pub(crate) across: bool,
    pub(crate) parallel: bool,
    pub(crate) double_space: bool,
    pub(crate) date_format: Option<&'static OsStr>,
    pub(crate) expand: bool,
    pub(crate) input_tab: Stop,
    pub(crate) contract: bool,
    pub(crate) output_tab: Stop,
    pub(crate) form_feed: bool,
    pub(crate) header: Option<&'static OsStr>,
    pub(crate) join: bool,
    pub(crate) page_length: i64,
    pub(crate) numbered: bool,
    pub(crate) number: Stop,
    /// The number of the first printed line, if given.
    pub(crate) first_number: Option<i64>,
    pub(crate) margin: i64,
    pub(crate) silent: bool,
    /// Whether `-s`, `-w`, or any of these was given. What they mean depends on other options.
    plain_separator: bool,
    plain_width: bool,
    obsolete: bool,
    pub(crate) separator: &'static [u8],
    /// Whether columns are separated by `separator`.
    pub(crate) separates: bool,
    /// Whether headers and footers are printed.
    pub(crate) extremities: bool,
    /// Whether form feeds of the input are printed.
    pub(crate) keep_feeds: bool,
    /// Whether unprintable bytes are shown as `\NNN`, or as `^X` where that exists.
    pub(crate) octal: bool,
    pub(crate) carets: bool,
    pub(crate) width: i64,
    pub(crate) truncates: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let tab = Stop {
            byte: b'\t',
            width: 8,
        };
        Self {
            first_page: 0,
            last_page: u64::MAX,
            columns: 1,
            explicit_columns: false,
            column_digits: Vec::new(),
            in_digits: false,
            across: false,
            parallel: false,
            double_space: false,
            date_format: None,
            expand: false,
            input_tab: tab,
            contract: false,
            output_tab: tab,
            form_feed: false,
            header: None,
            join: false,
            page_length: 66,
            numbered: false,
            number: Stop { width: 5, ..tab },
            first_number: None,
            margin: 0,
            silent: false,
            plain_separator: false,
            plain_width: false,
            obsolete: false,
            separator: b"",
            separates: false,
            extremities: true,
            keep_feeds: false,
            octal: false,
            carets: false,
            width: 72,
            truncates: false,
        }
    }
}

impl Settings {
    /// Applies an option.
    pub(crate) fn take(&mut self, option: &Given) -> Result {
        let given = option.value();
        let is_digit = option.name.bytes().all(|byte| byte.is_ascii_digit());
        if is_digit && !self.in_digits {
            self.column_digits.clear();
        }
        self.in_digits = is_digit;
        match option.name {
            "pages" => {
                if !self.take_pages("--pages", given.as_bytes())? {
                    return Err(Error::new(format!("invalid page range {}", quote(given))));
                }
            }
            "columns" => {
                self.set_columns(given)?;
                self.column_digits.clear();
            }
            "across" => self.across = true,
            "show-control-chars" => self.carets = true,
            "double-space" => self.double_space = true,
            "date-format" => self.date_format = Some(given),
            "expand-tabs" => {
                self.expand = true;
                stop('e', option.optional(), &mut self.input_tab)?;
            }
            "form-feed" => self.form_feed = true,
            "header" => self.header = Some(given),
            "output-tabs" => {
                self.contract = true;
                stop('i', option.optional(), &mut self.output_tab)?;
            }
            "join-lines" => self.join = true,
            "length" => {
                let what = "'-l PAGE_LENGTH' invalid number of lines";
                self.page_length = integer(what, given, 1)?;
            }
            "merge" => self.parallel = true,
            "number-lines" => {
                self.numbered = true;
                stop('n', option.optional(), &mut self.number)?;
            }
            "first-line-number" => {
                let what = "'-N NUMBER' invalid starting line number";
                self.first_number = Some(integer(what, given, i32::MIN.into())?);
            }
            "indent" => self.margin = integer("'-o MARGIN' invalid line offset", given, 0)?,
            "no-file-warnings" => self.silent = true,
            "separator" => {
                (self.obsolete, self.plain_separator) = (true, true);
                if !self.separates && !given.is_empty() {
                    self.separator = given.as_bytes();
                }
            }
            "sep-string" => {
                (self.plain_separator, self.separates) = (false, true);
                self.separator = given.as_bytes();
            }
            "omit-header" => (self.extremities, self.keep_feeds) = (false, true),
            "omit-pagination" => (self.extremities, self.keep_feeds) = (false, false),
            "show-nonprinting" => self.octal = true,
            "width" => {
                (self.obsolete, self.plain_width) = (true, true);
                let what = "'-w PAGE_WIDTH' invalid number of characters";
                let width = integer(what, given, 1)?;
                if !self.truncates {
                    self.width = width;
                }
            }
            "page-width" => {
                (self.plain_width, self.truncates) = (false, true);
                let what = "'-W PAGE_WIDTH' invalid number of characters";
                self.width = integer(what, given, 1)?;
            }
            "b" => {} // Columns are always balanced.
            digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                self.column_digits.extend_from_slice(digit.as_bytes());
            }
            _ => option.unhandled(),
        }
        Ok(())
    }

    /// Applies an operand of the obsolete form `+FIRST[:LAST]`, unless pages were chosen before.
    /// Returns whether it was one.
    pub(crate) fn take_operand(&mut self, operand: &OsStr) -> Result<bool> {
        self.in_digits = false;
        match operand.as_bytes().strip_prefix(b"+") {
            Some(pages) if self.first_page == 0 => self.take_pages("+", pages),
            _ => Ok(false),
        }
    }

    fn set_columns(&mut self, given: &OsStr) -> Result {
        self.columns = integer("invalid number of columns", given, 1)?;
        self.explicit_columns = true;
        Ok(())
    }

    /// Parses a range of pages, `FIRST[:LAST]`; `option` is its name in messages. Returns false if
    /// it is not a range.
    ///
    /// # Errors
    /// If a number is missing or too large.
    fn take_pages(&mut self, option: &str, text: &[u8]) -> Result<bool> {
        let given = escaped(OsStr::from_bytes(text));
        let invalid = || Error::new(format!("invalid {option} argument '{given}'"));
        let suffix = || Error::new(format!("invalid suffix in {option} argument '{given}'"));
        let too_large = || Error::new(format!("{option} argument '{given}' too large"));
        let (first, rest) = leading_number(text).ok_or_else(invalid)?;
        let first = match (first, rest) {
            (Some(first), _) => first,
            (None, b"") => return Err(too_large()),
            (None, _) => return Err(suffix()),
        };
        let last = match rest.strip_prefix(b":") {
            _ if first == 0 => return Ok(false),
            None if rest.is_empty() => u64::MAX,
            None => return Ok(false),
            Some(text) => match leading_number(text).ok_or_else(invalid)? {
                (Some(last), b"") => last,
                (None, b"") => return Err(too_large()),
                _ => return Err(suffix()),
            },
        };
        if last < first {
            return Ok(false);
        }
        (self.first_page, self.last_page) = (first, last);
        Ok(true)
    }

    /// Resolves what the options mean together.
    pub(crate) fn settle(&mut self) -> Result {
        if !self.column_digits.is_empty() {
            let digits = std::mem::take(&mut self.column_digits);
            self.set_columns(OsStr::from_bytes(&digits))?;
        }
        if self.date_format.is_none() {
            let posix = posix::is_strict();
            let format = if posix && !locale::is_hard(Category::Time) {
                "%b %e %H:%M %Y"
            } else {
                "%Y-%m-%d %H:%M"
            };
            self.date_format = Some(OsStr::new(format));
        }
        if self.parallel && self.explicit_columns {
            let message = "cannot specify number of columns when printing in parallel";
            return Err(Error::new(message));
        }
        if self.parallel && self.across {
            let message = "cannot specify both printing across and printing in parallel";
            return Err(Error::new(message));
        }
        let in_columns = self.parallel || self.explicit_columns;
        if self.obsolete && self.plain_width {
            if in_columns {
                // As -W. A -s without a value then separates columns by nothing.
                self.truncates = true;
                self.separates |= self.plain_separator;
            } else {
                self.join = true;
            }
        } else if self.obsolete && !self.separates && self.plain_separator && in_columns {
            if self.truncates {
                self.separates = true;
            } else {
                self.join = true;
                self.separates = !self.separator.is_empty();
            }
        }
        Ok(())
    }
}

/// Returns the number at the start of a text (nothing if it is too large) and the text after it.
fn leading_number(text: &[u8]) -> Option<(Option<u64>, &[u8])> {
    let text = locale::skip_posix_space(text);
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(digits);
    (!digits.is_empty()).then(|| (number::parse(digits, "").ok(), rest))
}

/// Parses the value of the option `letter`: a character, a width, or both.
fn stop(letter: char, given: Option<&OsStr>, stop: &mut Stop) -> Result {
    let Some(given) = given else {
        return Ok(());
    };
    let mut text = given.as_bytes();
    if text.is_empty() {
        let given = quote(given);
        return Err(Error::usage(format!(
            "'-{letter}': Invalid argument: {given}"
        )));
    }
    if let Some((&first, rest)) = text.split_first()
        && !first.is_ascii_digit()
    {
        stop.byte = first;
        text = rest;
    }
    if text.is_empty() {
        return Ok(());
    }
    let what = format!("'-{letter}' extra characters or invalid number in the argument");
    let message = format!("{what}: {}", quote(OsStr::from_bytes(text)));
    match parse_signed(text) {
        Ok(width @ 1..=MOST) => {
            stop.width = width;
            return Ok(());
        }
        Err(Mistake::Invalid) | Ok(..1) => diagnostics::error(&message),
        _ => diagnostics::error_io(&message, &Errno::OVERFLOW.into()),
    }
    Err(Error::usage_reported())
}

/// The largest number accepted.
const MOST: i64 = i32::MAX as i64;

/// Parses a number of at least `least`; `what` is the start of messages about it.
fn integer(what: &str, given: &OsStr, least: i64) -> Result<i64> {
    let invalid = || format!("{what}: {}", quote(given));
    let range = |errno: Errno| Error::io(invalid(), &errno.into());
    match parse_signed(given.as_bytes()) {
        Ok(number) if (least..=MOST).contains(&number) => Ok(number),
        Ok(number) if number < MOST / 2 && number > i64::from(i32::MIN) / 2 => {
            Err(range(Errno::RANGE))
        }
        Ok(_) | Err(Mistake::Overflow) => Err(range(Errno::OVERFLOW)),
        Err(Mistake::Invalid) => Err(Error::new(invalid())),
    }
}
