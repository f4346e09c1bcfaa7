//! Messages of `date --debug` about each part of a date string.

use super::notes::Notes;
use super::parsed::{Parsed, Relative};
use super::words::{Meridian, day_name};
use crate::text::words;
use std::fmt::Write;

/// Which kinds of parts have been described already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Noted {
    date: bool,
    year: bool,
    time: bool,
    day: bool,
    local_zone: bool,
    zone: bool,
}

impl Notes {
    /// Describes what a part of the string has added.
    pub(super) fn part(self, name: &str, parsed: &Parsed, noted: &mut Noted) {
        if !self.wanted {
            return;
        }
        let mut facts: Vec<String> = Vec::new();
        if parsed.dates > 0 && !noted.date {
            let (year, month, day) = (parsed.year.value, parsed.month, parsed.day);
            facts.push(format!("(Y-M-D) {year:04}-{month:02}-{day:02}"));
            noted.date = true;
        }
        if parsed.years > 0 && !noted.year {
            facts.push(format!("year: {:04}", parsed.year.value));
            noted.year = true;
        }
        if parsed.times > 0 && !noted.time {
            let (hour, minute, second) = (parsed.hour, parsed.minutes, parsed.seconds.seconds);
            let mut time = format!("{hour:02}:{minute:02}:{second:02}");
            if parsed.seconds.nanoseconds != 0 {
                // Writing to a `String` cannot fail.
                let _ = write!(time, ".{:09}", parsed.seconds.nanoseconds);
            }
            if parsed.meridian == Meridian::Pm {
                time.push_str("pm");
            }
            facts.push(time);
            noted.time = true;
        }
        if parsed.days > 0 && !noted.day {
            facts.push(day_words(parsed));
            noted.day = true;
        }
        if parsed.local_zones > 0 && !noted.local_zone {
            let dst = if parsed.dsts > 0 { " DST" } else { "" };
            facts.push(format!("isdst={}{dst}", parsed.local_isdst));
            noted.local_zone = true;
        }
        if parsed.zones > 0 && !noted.zone {
            facts.push(format!("UTC{}", offset(parsed.zone)));
            noted.zone = true;
        }
        if parsed.timespec {
            facts.push(format!("number of seconds: {}", parsed.seconds.seconds));
        }
        self.add(&|| format!("parsed {name} part: {}", facts.join(" ")));
    }

    /// Describes the sum of the relative parts so far.
    pub(super) fn relative(self, name: &str, relative: &Relative) {
        if !self.wanted {
            return;
        }
        let mut text = format!("parsed {name} part:");
        for (value, unit) in [
            (relative.year, "year(s)"),
            (relative.month, "month(s)"),
            (relative.day, "day(s)"),
            (relative.hour, "hour(s)"),
            (relative.minutes, "minutes"),
            (relative.seconds, "seconds"),
            (relative.nanoseconds, "nanoseconds"),
        ] {
            if value != 0 {
                // Writing to a `String` cannot fail.
                let _ = write!(text, " {value:+} {unit}");
            }
        }
        if relative.is_zero() {
            text.push_str(" today/this/now");
        }
        self.add(&|| text.clone());
    }
}

/// Describes a day of the week: `next/first Fri (day ordinal=1 number=5)`.
fn day_words(parsed: &Parsed) -> String {
    let (day, ordinal, number) = (day(parsed), parsed.day_ordinal, parsed.day_number);
    format!("{day} (day ordinal={ordinal} number={number})")
}

/// Describes a day of the week without numbers: `next/first Fri`.
pub(super) fn day(parsed: &Parsed) -> String {
    const ORDINALS: &str = "last,this,next/first,(SECOND),third,fourth,fifth,sixth,seventh,eight,ninth,tenth,\
         eleventh,twelfth";
    let name = day_name(parsed.day_number);
    if !parsed.has_ordinal {
        return name.to_owned();
    }
    let place = usize::try_from(parsed.day_ordinal.saturating_add(1)).ok();
    match place.and_then(|place| words::nth(ORDINALS, place)) {
        Some(ordinal) => format!("{ordinal} {name}"),
        None => format!("{} {name}", parsed.day_ordinal),
    }
}

/// Formats an offset from UTC as briefly as possible: `+02`, `-03:30`, `+00:00:05`.
pub(super) fn offset(seconds: i64) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let all = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    let mut text = format!("{sign}{hours:02}");
    if minutes != 0 || seconds != 0 {
        // Writing to a `String` cannot fail.
        let _ = write!(text, ":{minutes:02}");
    }
    if seconds != 0 {
        let _ = write!(text, ":{seconds:02}");
    }
    text
}
