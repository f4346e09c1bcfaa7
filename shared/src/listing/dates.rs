//! Dates in the long format. Recent ones have a format of their own.

use super::environment::environment_time_style;
use crate::program::error::{Error, Result};
use crate::text::collation;
use crate::text::locale::{self, Category};
use crate::text::quoting::quote;
use crate::text::words;
use crate::time::Moment;
use crate::time::format::format_at_most;
use memchr::memmem;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Half of the 365.2425 days of an average year.
const HALF_A_YEAR: i64 = 31_556_952 / 2;

/// The longest date that is shown, in bytes, as in GNU's. In place of a longer one, the number of
/// seconds is shown.
const LONGEST: usize = 1000;

/// A time style.
#[derive(Debug)]
pub(super) struct Dates {
    old: Vec<u8>,
    recent: Vec<u8>,
    now: (i64, u32),
    /// Names of the months, padded to the same width.
    months: Option<[Vec<u8>; 12]>,
    /// Whether the formats show nothing smaller than minutes.
    by_minutes: bool,
    last: Last,
}

/// The latest formatted date, because adjacent files often have the same.
#[derive(Debug, Default)]
struct Last {
    minute: i64,
    recent: bool,
    text: Vec<u8>,
}

/// The styles, and the formats of dates that are not recent, and of those that are.
const STYLES: &str = "full-iso,long-iso,iso,locale";
const OLD: &str = "%Y-%m-%d %H:%M:%S.%N %z,%Y-%m-%d %H:%M,%Y-%m-%d ,%b %e  %Y";
const RECENT: &str = "%Y-%m-%d %H:%M:%S.%N %z,%Y-%m-%d %H:%M,%m-%d %H:%M,%b %e %H:%M";

impl Dates {
    /// Parses the name of a style, or `+FORMAT`, or two formats separated by a newline.
    pub(super) fn of_style(given: Option<Vec<u8>>) -> Result<Option<Self>> {
        let style = given
            .or_else(environment_time_style)
            .unwrap_or_else(|| b"locale".to_vec());
        let mut style = style.as_slice();
        while let Some(rest) = style.strip_prefix(b"posix-") {
            if !locale::is_hard(Category::Time) {
                style = b"locale";
                break;
            }
            style = rest;
        }
        let Some(text) = style.strip_prefix(b"+") else {
            return named(style).map(|(old, recent)| Some(Self::new(old, recent)));
        };
        let mut formats = text.splitn(2, |&b| b == b'\n');
        let old = formats.next().unwrap_or_default();
        let recent = formats.next().unwrap_or(old);
        if recent.contains(&b'\n') {
            let shown = quote(OsStr::from_bytes(text));
            return Err(Error::new(format!("invalid time style format {shown}")));
        }
        Ok(Some(Self::new(old, recent)))
    }

    fn new(old: &[u8], recent: &[u8]) -> Self {
        let shows_month = [old, recent]
            .iter()
            .any(|f| memmem::find(f, b"%b").is_some());
        let by_minutes = [old, recent].iter().all(|f| {
            f.windows(2)
                .all(|w| w[0] != b'%' || b"bdeHmMYyajpIkl".contains(&w[1]))
        });
        Self {
            old: old.to_vec(),
            recent: recent.to_vec(),
            now: now(),
            months: (shows_month && locale::is_hard(Category::Time)).then(padded_months),
            by_minutes,
            last: Last::default(),
        }
    }

    /// Appends a date. Returns false if it is too long, or the time cannot be represented in the
    /// calendar.
    pub(super) fn push(&mut self, seconds: i64, nanoseconds: u32, out: &mut Vec<u8>) -> bool {
        let recent = self.is_recent((seconds, nanoseconds));
        // Before that, some time zones were not whole minutes away from UTC.
        let cached = self.by_minutes && seconds > 100_000_000;
        let minute = seconds.div_euclid(60);
        if cached && self.last.minute == minute && self.last.recent == recent {
            out.extend_from_slice(&self.last.text);
            return true;
        }
        let start = out.len();
        let moment = Moment::new(seconds, nanoseconds);
        let pattern = if recent { &self.recent } else { &self.old };
        let named = self.months.as_ref().and_then(|months| {
            let month = &months[usize::try_from(moment.local()?.mon).ok()?];
            let at = memmem::find(pattern, b"%b")?;
            Some([&pattern[..at], month, &pattern[at + 2..]].concat())
        });
        if format_at_most(LONGEST, out, named.as_ref().unwrap_or(pattern), &moment).is_none() {
            out.truncate(start);
            return false;
        }
        if cached {
            self.last.minute = minute;
            self.last.recent = recent;
            self.last.text.clear();
            self.last.text.extend_from_slice(&out[start..]);
        }
        true
    }

    /// Returns the number of columns for a time that cannot be shown.
    pub(super) fn usual_width(&self) -> usize {
        let mut text = Vec::new();
        let epoch = Moment::new(0, 0);
        match format_at_most(LONGEST, &mut text, &self.old, &epoch) {
            Some(()) => locale::columns(&text),
            None => 0,
        }
    }

    /// Returns whether the time is in the past half year.
    fn is_recent(&mut self, time: (i64, u32)) -> bool {
        if self.now < time {
            self.now = now();
        }
        (self.now.0 - HALF_A_YEAR, self.now.1) < time && time < self.now
    }
}

fn now() -> (i64, u32) {
    let now = Moment::now();
    (now.seconds, now.nanoseconds)
}

fn named(style: &[u8]) -> Result<(&'static [u8], &'static [u8])> {
    let mut found = words::all(STYLES)
        .enumerate()
        .filter(|(_, name)| name.as_bytes().starts_with(style))
        .map(|(place, _)| place);
    let exact = words::all(STYLES).position(|name| name.as_bytes() == style);
    match (exact.or_else(|| found.next()), found.next()) {
        (Some(place), other) if exact.is_some() || other.is_none() => {
            let format = |formats| words::nth(formats, place).unwrap_or_default().as_bytes();
            Ok((format(OLD), format(RECENT)))
        }
        (first, _) => {
            let kind = if first.is_some() {
                "ambiguous"
            } else {
                "invalid"
            };
            let mut message = format!(
                "{kind} argument {} for {}\nValid arguments are:",
                quote(OsStr::from_bytes(style)),
                quote(OsStr::new("time style"))
            );
            for name in words::all(STYLES) {
                message.push_str("\n  - [posix-]");
                message.push_str(name);
            }
            message.push_str("\n  - +FORMAT (e.g., +%H:%M) for a 'date'-style format");
            Err(Error::usage(message))
        }
    }
}

/// Returns the locale's short month names, padded to the widest: names that start with a digit on
/// the left, others on the right.
fn padded_months() -> [Vec<u8>; 12] {
    let mut months = collation::months();
    let widest = months.iter().map(|m| locale::columns(m)).max().unwrap_or(0);
    for month in &mut months {
        let blanks = vec![b' '; widest - locale::columns(month)];
        let at = if month.first().is_some_and(u8::is_ascii_digit) {
            0
        } else {
            month.len()
        };
        month.splice(at..at, blanks);
    }
    months
}
