//! Messages of `date --debug` about how the parts of a date string become a time.

use super::parts;
use super::reading::Reading;
use crate::sys::time::{Tm, gmtime, localtime};
use std::ffi::OsString;

impl Reading {
    pub(super) fn note_input_zone(&self, in_text: bool) {
        let parsed = &self.parsed;
        let mut source = if parsed.timespec {
            "'@timespec' - always UTC".to_owned()
        } else if parsed.zones > 0 {
            format!("parsed date/time string ({})", parts::offset(parsed.zone))
        } else {
            match std::env::var_os("TZ") {
                Some(zone) if in_text => format!("TZ=\"{}\" in date string", lossy(&zone)),
                Some(zone) if zone == "UTC0" => "TZ=\"UTC0\" environment value or -u".to_owned(),
                Some(zone) => format!("TZ=\"{}\" environment value", lossy(&zone)),
                None => "system default".to_owned(),
            }
        };
        if parsed.local_zones > 0 && parsed.zones == 0 && parsed.local_isdst > 0 {
            source.push_str(", dst");
        }
        self.notes.add(&|| format!("input timezone: {source}"));
    }

    pub(super) fn note_start(&self, tm: &Tm) {
        let (parsed, notes) = (&self.parsed, self.notes);
        if parsed.dates == 0 && parsed.days == 0 {
            notes.add(&|| format!("using current date as starting value: '{}'", date(tm)));
        }
        if parsed.days > 0 && parsed.dates > 0 {
            notes.add(&|| {
                format!(
                    "warning: day ({}) ignored when explicit dates are given",
                    parts::day(parsed)
                )
            });
        }
        notes.add(&|| format!("starting date/time: '{}'", self.date_and_time(tm)));
    }

    pub(super) fn note_invalid(&self, asked: &Tm, found: &Tm) {
        let same = [
            asked.year == found.year,
            asked.mon == found.mon,
            asked.mday == found.mday,
            asked.hour == found.hour,
            asked.min == found.min,
            asked.sec == found.sec,
        ];
        let marks: Vec<&str> = same
            .iter()
            .zip(["----", "--", "--", "--", "--", "--"])
            .map(|(&same, mark)| if same { &"    "[..mark.len()] } else { mark })
            .collect();
        let say = |text: &str| self.notes.add(&|| text.to_owned());
        say("error: invalid date/time value:");
        say(&format!(
            "    user provided time: '{}'",
            self.date_and_time(asked)
        ));
        say(&format!(
            "       normalized time: '{}'",
            self.date_and_time(found)
        ));
        say(format!("{:33}{}", "", marks.join(" ")).trim_end());
        say("     possible reasons:");
        let in_gap = same == [true, true, true, false, true, true];
        if in_gap {
            say("       nonexistent due to daylight-saving time;");
        }
        if in_gap || !same[1] && !same[2] {
            say("       invalid day/month combination;");
        }
        say("       numeric values overflow;");
        say(match self.parsed.zones {
            0 => "       missing timezone",
            _ => "       incorrect timezone",
        });
    }

    pub(super) fn note_final(&self, seconds: i64, nanoseconds: u32) {
        let say = |text: String| self.notes.add(&|| text.clone());
        say(match std::env::var_os("TZ") {
            Some(zone) if zone == "UTC0" => "timezone: Universal Time".to_owned(),
            Some(zone) => format!("timezone: TZ=\"{}\" environment value", lossy(&zone)),
            None => "timezone: system default".to_owned(),
        });
        say(format!("final: {seconds}.{nanoseconds:09} (epoch-seconds)"));
        let words = |tm: &Tm| format!("{} {}", date(tm), clock(tm));
        if let Some(tm) = gmtime(seconds) {
            say(format!("final: {} (UTC)", words(&tm)));
        }
        if let Some(tm) = localtime(seconds) {
            let offset = parts::offset(tm.offset);
            say(format!("final: {} (UTC{offset})", words(&tm)));
        }
    }

    pub(super) fn date_and_time(&self, tm: &Tm) -> String {
        let zone = match self.parsed.zones {
            0 => String::new(),
            _ => format!(" TZ={}", parts::offset(self.parsed.zone)),
        };
        format!("{} {}{zone}", date(tm), clock(tm))
    }
}

pub(super) fn date(tm: &Tm) -> String {
    let (year, month, day) = (tm.full_year(), tm.mon + 1, tm.mday);
    format!("(Y-M-D) {year:04}-{month:02}-{day:02}")
}

pub(super) fn clock(tm: &Tm) -> String {
    format!("{:02}:{:02}:{:02}", tm.hour, tm.min, tm.sec)
}

fn lossy(text: &OsString) -> std::borrow::Cow<'_, str> {
    text.to_string_lossy()
}
