//! GNU's date strings (manual chapter "Date input formats"): `next friday`, `2004-05-01
//! 10:00 -0500`, `@123.45`, `TZ="Asia/Tokyo" tomorrow`. A base time supplies what the string
//! omits. mktime(3) does the calendar arithmetic, because it knows time zones and their gaps.

use super::debug::clock;
use super::grammar;
use super::notes::Notes;
use super::number::{Decimal, Number};
use super::parsed::Parsed;
use super::parts;
use super::reading::Reading;
use super::words::Meridian;
use super::zone;
use crate::sys::c_string;
use crate::sys::time::{Tm, localtime, mktime, set_zone, zone as current_zone};
use crate::text::locale::skip_posix_space;

/// Parses a date string, relative to `base`: seconds since the epoch and nanoseconds. `debug`
/// describes the interpretation on standard error. Returns None if the string is invalid.
pub fn parse(text: &[u8], base: (i64, u32), debug: bool) -> Option<(i64, u32)> {
    let text = text.split(|&b| b == 0).next().unwrap_or_default();
    let text = skip_posix_space(text);
    let (zone, text) = match zone::prefix(text) {
        Some((zone, rest)) => (Some(zone), skip_posix_space(rest)),
        None => (None, text),
    };
    // An empty string means the start of the day.
    let text = if text.is_empty() { b"0" } else { text };
    let notes = Notes { wanted: debug };
    let Some(zone) = zone else {
        return Reading::new(text, base, notes, false)?.result();
    };
    let zone = c_string(&zone).ok()?;
    let before = current_zone();
    set_zone(Some(&zone));
    let result = Reading::new(text, base, notes, true).and_then(Reading::result);
    set_zone(before.as_deref());
    result
}

impl Reading {
    fn new(text: &[u8], base: (i64, u32), notes: Notes, zone_in_text: bool) -> Option<Self> {
        let now = localtime(base.0)?;
        let mut parsed = Parsed::starting_at(&now, base.1);
        grammar::parse(text, base.0, &mut parsed, notes)?;
        let reading = Self { parsed, notes };
        if notes.wanted {
            reading.note_input_zone(zone_in_text);
        }
        // If no item affects it, daylight-saving time is that of the base time.
        reading.parsed.check_counts(notes)?;
        Some(Self {
            parsed: Parsed {
                local_isdst: match parsed {
                    Parsed {
                        local_zones: 1.., ..
                    } => parsed.local_isdst,
                    Parsed { dates: 1.., .. } | Parsed { days: 1.., .. } => -1,
                    Parsed { times: 1.., .. } => -1,
                    _ => now.isdst,
                },
                ..parsed
            },
            notes,
        })
    }

    fn result(self) -> Option<(i64, u32)> {
        let (seconds, nanoseconds) = if self.parsed.timespec {
            let Decimal {
                seconds,
                nanoseconds,
            } = self.parsed.seconds;
            (seconds, nanoseconds)
        } else {
            self.calendar_time()?
        };
        let nanoseconds = u32::try_from(nanoseconds).ok()?;
        if self.notes.wanted {
            self.note_final(seconds, nanoseconds);
        }
        Some((seconds, nanoseconds))
    }

    fn calendar_time(&self) -> Option<(i64, i64)> {
        let parsed = &self.parsed;
        let (start, nanoseconds) = self.starting_fields()?;
        let mut tm = start;
        let mut seconds = self.normalize_start(&start, &mut tm)?;
        if parsed.days > 0 && parsed.dates == 0 {
            seconds = self.move_to_weekday(&mut tm)?;
        }
        self.note_start(&tm);
        let relative = &parsed.relative;
        if relative.year != 0 || relative.month != 0 || relative.day != 0 {
            seconds = self.add_to_date(&start, &mut tm)?;
        }
        if parsed.zones > 0 {
            let delta = parsed.zone.checked_sub(tm.offset)?;
            let Some(moved) = seconds.checked_sub(delta) else {
                self.notes
                    .add(&|| format!("error: timezone {} caused time_t overflow", parsed.zone));
                return None;
            };
            seconds = moved;
        }
        self.notes
            .add(&|| format!("'{}' = {seconds} epoch-seconds", self.date_and_time(&tm)));
        self.add_to_time(seconds, nanoseconds, &tm)
    }

    /// Returns the date and time to start from, and its nanoseconds.
    fn starting_fields(&self) -> Option<(Tm, i64)> {
        let (parsed, notes) = (&self.parsed, self.notes);
        let fields = self.year().and_then(|year| {
            let field = |value: i64| i32::try_from(value).ok();
            Some(Tm {
                year: field(year.checked_sub(1900)?)?,
                mon: field(parsed.month.checked_sub(1)?)?,
                mday: field(parsed.day)?,
                isdst: parsed.local_isdst,
                ..Tm::default()
            })
        });
        let Some(mut tm) = fields else {
            notes.add(&|| "error: year, month, or day overflow".to_owned());
            return None;
        };
        let from_now = parsed.has_relative && parsed.dates == 0 && parsed.days == 0;
        let mut nanoseconds = 0;
        if parsed.times > 0 || from_now {
            let Some(hour) = parsed.meridian.hour_of_day(parsed.hour) else {
                let meridian = match parsed.meridian {
                    Meridian::Am => "am",
                    Meridian::Pm => "pm",
                    Meridian::None => "",
                };
                notes.add(&|| format!("error: invalid hour {}{meridian}", parsed.hour));
                return None;
            };
            tm.hour = hour;
            tm.min = i32::try_from(parsed.minutes).ok()?;
            tm.sec = i32::try_from(parsed.seconds.seconds).ok()?;
            nanoseconds = parsed.seconds.nanoseconds;
            let which = if parsed.times > 0 {
                "specified"
            } else {
                "current"
            };
            notes.add(&|| format!("using {which} time as starting value: '{}'", clock(&tm)));
        } else {
            notes.add(&|| "warning: using midnight as starting time: 00:00:00".to_owned());
        }
        Some((tm, nanoseconds))
    }

    /// Returns the year. Two digits mean 1969 to 2068.
    fn year(&self) -> Option<i64> {
        let Number { value, digits, .. } = self.parsed.year;
        let year = match (value, digits) {
            (..0, _) => value.checked_neg()?,
            (..69, 2) => value + 2000,
            (_, 2) => value + 1900,
            _ => value,
        };
        if year != value && digits == 2 {
            self.notes
                .add(&|| format!("warning: adjusting year value {value} to {year}"));
        }
        if i32::try_from(year - 1900).is_err() {
            self.notes
                .add(&|| format!("error: out-of-range year {year}"));
            return None;
        }
        Some(year)
    }

    /// Calls mktime(3), which must not change any field.
    fn normalize_start(&self, start: &Tm, tm: &mut Tm) -> Option<i64> {
        let found = mktime(tm);
        if let Some(seconds) = found.filter(|_| same_fields(start, tm)) {
            return Some(seconds);
        }
        // A time in a gap of the local zone may exist in the zone of the string.
        if self.parsed.zones > 0 {
            let zone = zone::at_offset(self.parsed.zone);
            let before = current_zone();
            let mut other = *start;
            set_zone(Some(&c_string(zone.as_bytes()).ok()?));
            let found = mktime(&mut other);
            set_zone(before.as_deref());
            if let Some(seconds) = found.filter(|_| same_fields(start, &other)) {
                *tm = other;
                return Some(seconds);
            }
        }
        if self.notes.wanted {
            self.note_invalid(start, tm);
        }
        None
    }

    fn move_to_weekday(&self, tm: &mut Tm) -> Option<i64> {
        let parsed = &self.parsed;
        let weekday = i64::from(tm.wday);
        let weeks =
            parsed.day_ordinal - i64::from(parsed.day_ordinal > 0 && weekday != parsed.day_number);
        let days = (parsed.day_number - weekday + 7) % 7;
        let moved = i128::from(weeks) * 7 + i128::from(days) + i128::from(tm.mday);
        (tm.mday, tm.isdst) = (moved as i32, -1);
        let found = i32::try_from(moved).ok().and_then(|_| mktime(tm));
        match found {
            Some(_) => self.notes.add(&|| {
                format!(
                    "new start date: '{}' is '{}'",
                    parts::day(parsed),
                    self.date_and_time(tm)
                )
            }),
            None => self.notes.add(&|| {
                format!(
                    "error: day '{}' (day ordinal={} number={}) resulted in an invalid date: '{}'",
                    parts::day(parsed),
                    parsed.day_ordinal,
                    parsed.day_number,
                    self.date_and_time(tm)
                )
            }),
        }
        found
    }

    /// Adds years, months and days to the date. The time of day is the one that was given, if it
    /// exists on the new day.
    fn add_to_date(&self, start: &Tm, tm: &mut Tm) -> Option<i64> {
        let (relative, notes) = (&self.parsed.relative, self.notes);
        if (relative.year != 0 || relative.month != 0) && tm.mday != 15 {
            notes.add(&|| {
                "warning: when adding relative months/years, \
                 it is recommended to specify the 15th of the months"
                    .to_owned()
            });
        }
        if relative.day != 0 && tm.hour != 12 {
            notes.add(&|| {
                "warning: when adding relative days, it is recommended to specify noon".to_owned()
            });
        }
        let add = |field: i32, more: i64| i32::try_from(i64::from(field).checked_add(more)?).ok();
        let sums = add(tm.year, relative.year)
            .zip(add(tm.mon, relative.month))
            .zip(add(tm.mday, relative.day));
        let Some(((year, mon), mday)) = sums else {
            notes.add(&|| "error: year, month, or day overflow".to_owned());
            return None;
        };
        let asked = Tm {
            year,
            mon,
            mday,
            hour: start.hour,
            min: start.min,
            sec: start.sec,
            isdst: start.isdst,
            ..Tm::default()
        };
        *tm = asked;
        let Some(seconds) = mktime(tm) else {
            notes.add(&|| {
                format!(
                    "error: adding relative date resulted in an invalid date: '{}'",
                    self.date_and_time(tm)
                )
            });
            return None;
        };
        self.note_new_date(&asked, tm);
        Some(seconds)
    }

    /// Describes the date that resulted. `asked` is the date before mktime(3).
    fn note_new_date(&self, asked: &Tm, tm: &Tm) {
        let (relative, notes) = (&self.parsed.relative, self.notes);
        notes.add(&|| {
            format!(
                "after date adjustment ({:+} years, {:+} months, {:+} days),",
                relative.year, relative.month, relative.day
            )
        });
        notes.add(&|| format!("    new date/time = '{}'", self.date_and_time(tm)));
        if asked.isdst != -1 && tm.isdst != asked.isdst {
            notes.add(&|| "warning: daylight saving time changed after date adjustment".to_owned());
        }
        if relative.day == 0
            && (asked.mday != tm.mday || relative.month == 0 && asked.mon != tm.mon)
        {
            notes.add(&|| "warning: month/year adjustment resulted in shifted dates:".to_owned());
            notes.add(&|| {
                format!(
                    "     adjusted Y M D: {:04} {:02} {:02}",
                    asked.full_year(),
                    asked.mon + 1,
                    asked.mday
                )
            });
            notes.add(&|| {
                format!(
                    "   normalized Y M D: {:04} {:02} {:02}",
                    tm.full_year(),
                    tm.mon + 1,
                    tm.mday
                )
            });
        }
    }

    /// Adds hours, minutes, seconds and nanoseconds.
    fn add_to_time(&self, seconds: i64, nanoseconds: i64, tm: &Tm) -> Option<(i64, i64)> {
        let relative = &self.parsed.relative;
        let (hour, minutes) = (relative.hour, relative.minutes);
        let total = i128::from(nanoseconds) + i128::from(relative.nanoseconds);
        let moved = i128::from(seconds)
            + i128::from(hour) * 3600
            + i128::from(minutes) * 60
            + i128::from(relative.seconds)
            + total.div_euclid(1_000_000_000);
        let Ok(moved) = i64::try_from(moved) else {
            self.notes
                .add(&|| "error: adding relative time caused an overflow".to_owned());
            return None;
        };
        if hour != 0 || minutes != 0 || relative.seconds != 0 || relative.nanoseconds != 0 {
            self.notes.add(&|| format!(
                "after time adjustment ({hour:+} hours, {minutes:+} minutes, {:+} seconds, {:+} ns),",
                relative.seconds, relative.nanoseconds
            ));
            self.notes
                .add(&|| format!("    new time = {moved} epoch-seconds"));
            let changed = |after: Tm| tm.isdst != -1 && after.isdst != tm.isdst;
            if self.notes.wanted && localtime(moved).is_some_and(changed) {
                self.notes.add(&|| {
                    "warning: daylight saving time changed after time adjustment".to_owned()
                });
            }
        }
        Some((moved, total.rem_euclid(1_000_000_000) as i64))
    }
}

fn same_fields(a: &Tm, b: &Tm) -> bool {
    let fields = |tm: &Tm| (tm.year, tm.mon, tm.mday, tm.hour, tm.min, tm.sec);
    fields(a) == fields(b)
}
