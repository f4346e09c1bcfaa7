//! Output formats: FORMAT, those with an option, and the locale's.

use shared::prelude::*;
use shared::program::cli::Given;
use shared::sys::time::date_format;
use shared::text::locale::{Category, leave_category, use_category};
use shared::text::words::{Table, table};
use shared::time::Moment;
use std::borrow::Cow;

/// An output format.
#[derive(Debug)]
pub(crate) struct Format {
    text: Vec<u8>,
    /// Names of days and months are English in every locale.
    english: bool,
}

impl Format {
    /// Returns the format of an operand, given without its plus sign.
    pub(crate) fn custom(text: &[u8]) -> Self {
        Self {
            text: with_resolution(text),
            english: false,
        }
    }

    /// Returns the format of RFC 5322, which has English names.
    pub(crate) fn email() -> Self {
        leave_category(Category::Time);
        Self {
            text: b"%a, %d %b %Y %H:%M:%S %z".to_vec(),
            english: true,
        }
    }

    /// Returns the locale's format of date and time.
    pub(crate) fn of_locale() -> Self {
        use_category(Category::Time);
        let text = date_format();
        Self::custom(if text.is_empty() {
            b"%a %b %e %H:%M:%S %Z %Y"
        } else {
            &text
        })
    }

    /// Returns the format as messages show it.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Returns the format, with English names filled in if it needs them. Returns none if
    /// `moment` is out of the range of dates.
    pub(crate) fn for_moment(&self, moment: &Moment) -> Option<Cow<'_, [u8]>> {
        if !self.english {
            return Some(Cow::Borrowed(&self.text));
        }
        let tm = moment.local()?;
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][tm.wday as usize % 7];
        let month = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ][tm.mon as usize % 12];
        let text = format!("{day}, %d {month} %Y %H:%M:%S %z");
        Some(Cow::Owned(text.into_bytes()))
    }
}

/// Replaces `%-N` by `%9N`: GNU prints as many digits as the clock resolves.
fn with_resolution(text: &[u8]) -> Vec<u8> {
    let mut result = text.to_vec();
    let mut at = 0;
    while at + 2 < result.len() {
        match &result[at..at + 3] {
            b"%-N" => {
                result[at + 1] = b'9';
                at += 3;
            }
            [b'%', b'%', _] => at += 2,
            _ => at += 1,
        }
    }
    result
}

/// The precision of `--iso-8601` and `--rfc-3339` if it is a date alone.
const DATE: &[u8] = b"%Y-%m-%d";

const ISO_8601: Table<&[u8]> = table![
    ("hours", b"%Y-%m-%dT%H%:z"),
    ("minutes", b"%Y-%m-%dT%H:%M%:z"),
    ("date", DATE),
    ("seconds", b"%Y-%m-%dT%H:%M:%S%:z"),
    ("ns", b"%Y-%m-%dT%H:%M:%S,%N%:z"),
];

const RFC_3339: Table<&[u8]> = table![
    ("date", DATE),
    ("seconds", b"%Y-%m-%d %H:%M:%S%:z"),
    ("ns", b"%Y-%m-%d %H:%M:%S.%N%:z"),
];

/// Returns the format of `--iso-8601`.
pub(crate) fn iso_8601(option: &Given) -> Result<Format> {
    // Dates are Gregorian in every locale.
    leave_category(Category::Time);
    Ok(Format::custom(match option.optional() {
        None => DATE,
        Some(_) => option.keyword(&ISO_8601)?,
    }))
}

/// Returns the format of `--rfc-3339`.
pub(crate) fn rfc_3339(option: &Given) -> Result<Format> {
    leave_category(Category::Time);
    Ok(Format::custom(option.keyword(&RFC_3339)?))
}

/// The directives of FORMAT, for the help page.
pub(crate) const HELP: &str = "\
FORMAT is printed as it is, except for these sequences:

  %%   a percent sign
  %a   short name of the weekday (Sun); %A full name (Sunday)
  %b   short name of the month (Jan), also %h; %B full name (January)
  %c   date and time in the format of the locale
  %C   century: the year without its last two digits
  %d   day of the month (01); %e padded with a blank
  %D   date, like %m/%d/%y
  %F   date, like %+4Y-%m-%d
  %g   last two digits of the year of the ISO week; %G the whole year
  %H   hour (00..23); %k padded with a blank
  %I   hour (01..12); %l padded with a blank
  %j   day of the year (001..366)
  %m   month (01..12)
  %M   minute (00..59)
  %n   a newline; %t a tab
  %N   nanoseconds (000000000..999999999)
  %p   AM or PM in the locale's form; %P in lower case
  %q   quarter of the year (1..4)
  %r   time in the locale's 12-hour format
  %R   hour and minute, like %H:%M
  %s   seconds since 1970-01-01 00:00 UTC
  %S   second (00..60)
  %T   time, like %H:%M:%S
  %u   day of the week (1..7), 1 is Monday; %w (0..6), 0 is Sunday
  %U   week of the year (00..53) if weeks begin on Sunday; %W on Monday
  %V   ISO week (01..53)
  %x   date in the format of the locale; %X time
  %y   last two digits of the year; %Y the whole year
  %z   time zone (-0400); %:z (-04:00); %::z (-04:00:00);
       %:::z with as few parts as needed (-04, +05:30)
  %Z   abbreviation of the time zone (EDT)

Numbers are padded with zeros. These flags may follow the percent sign:

  -  do not pad
  _  pad with blanks
  0  pad with zeros
  +  pad with zeros, and print + before years of more than four digits
  ^  use upper case if possible
  #  use the opposite case if possible

A width may follow the flags, then E for the locale's alternative representation or O for \
its alternative digits.

Examples:
  date --date='@2147483647'       the time that many seconds after the epoch
  TZ='America/Los_Angeles' date   the time on the west coast of the US
  date --date='TZ=\"America/Los_Angeles\" 09:00 next Fri'
                                  that time there, in the local time zone";
