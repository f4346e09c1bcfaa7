//! The content of a date string.

use super::notes::Notes;
use super::number::{Decimal, Number};
use super::words::{Meridian, Unit};
use crate::sys::time::Tm;

/// The content of a date string. The counts say how often each kind of item occurred.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parsed {
    pub(super) year: Number,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minutes: i64,
    /// Seconds of the minute, or since the epoch if `timespec` is set.
    pub(super) seconds: Decimal,
    pub(super) meridian: Meridian,
    pub(super) day_ordinal: i64,
    pub(super) day_number: i64,
    pub(super) has_ordinal: bool,
    pub(super) local_isdst: i32,
    /// Seconds east of UTC.
    pub(super) zone: i64,
    pub(super) relative: Relative,
    pub(super) timespec: bool,
    pub(super) has_relative: bool,
    /// Years that are not part of a date.
    pub(super) years: u32,
    pub(super) dates: u32,
    pub(super) days: u32,
    pub(super) times: u32,
    pub(super) local_zones: u32,
    pub(super) dsts: u32,
    pub(super) zones: u32,
}

impl Parsed {
    /// Returns the content of an empty string: the base time.
    pub(super) fn starting_at(now: &Tm, nanoseconds: u32) -> Self {
        Self {
            year: Number {
                value: now.full_year(),
                negative: false,
                digits: 0,
            },
            month: i64::from(now.mon) + 1,
            day: i64::from(now.mday),
            hour: i64::from(now.hour),
            minutes: i64::from(now.min),
            seconds: Decimal {
                seconds: i64::from(now.sec),
                nanoseconds: i64::from(nanoseconds),
            },
            meridian: Meridian::None,
            day_ordinal: 0,
            day_number: 0,
            has_ordinal: false,
            local_isdst: now.isdst,
            zone: 0,
            relative: Relative::default(),
            timespec: false,
            has_relative: false,
            years: 0,
            dates: 0,
            days: 0,
            times: 0,
            local_zones: 0,
            dsts: 0,
            zones: 0,
        }
    }

    /// Adds a number without a context. It is a year, a date or a time, depending on its digits and
    /// on what preceded it.
    pub(super) fn add_number(&mut self, number: Number) {
        let Number { value, digits, .. } = number;
        let late = self.dates > 0 && self.year.digits == 0 && !self.has_relative;
        if late && (self.times > 0 || digits > 2) {
            self.year = number;
            self.years += 1;
        } else if digits > 4 {
            self.dates += 1;
            self.day = value % 100;
            self.month = value / 100 % 100;
            self.year = Number {
                value: value / 10000,
                digits: digits - 4,
                ..number
            };
        } else {
            let (hour, minutes) = match digits {
                1 | 2 => (value, 0),
                _ => (value / 100, value % 100),
            };
            self.set_time(hour, minutes, Decimal::default(), Meridian::None);
        }
    }

    /// Sets the time of day.
    pub(super) fn set_time(
        &mut self,
        hour: i64,
        minutes: i64,
        seconds: Decimal,
        meridian: Meridian,
    ) {
        (self.hour, self.minutes) = (hour, minutes);
        (self.seconds, self.meridian) = (seconds, meridian);
        self.times += 1;
    }

    /// Sets the date.
    pub(super) fn set_date(&mut self, year: Number, month: i64, day: i64) {
        (self.year, self.month, self.day) = (year, month, day);
        self.dates += 1;
    }

    /// Sets the day of the week, which may have an ordinal such as `last`.
    pub(super) fn set_day(&mut self, ordinal: Option<i64>, day: i64) {
        self.day_ordinal = ordinal.unwrap_or(0);
        self.day_number = day;
        self.has_ordinal = ordinal.is_some();
        self.days += 1;
    }

    /// Sets the time zone.
    pub(super) fn set_zone(&mut self, zone: i64) {
        self.zone = zone;
        self.zones += 1;
    }

    /// Returns None if a kind of item occurs more than once.
    pub(super) fn check_counts(&self, notes: Notes) -> Option<()> {
        if self.timespec {
            return Some(());
        }
        let mut fine = true;
        for (count, what) in [
            (self.times, "time"),
            (self.dates, "date"),
            (self.days, "days"),
            (self.dsts, "daylight-saving"),
            (self.local_zones + self.zones, "time-zone"),
        ] {
            if count > 1 {
                notes.add(&|| format!("error: seen multiple {what} parts"));
                fine = false;
            }
        }
        fine.then_some(())
    }
}

/// The sum of relative items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Relative {
    pub(super) year: i64,
    pub(super) month: i64,
    pub(super) day: i64,
    pub(super) hour: i64,
    pub(super) minutes: i64,
    pub(super) seconds: i64,
    pub(super) nanoseconds: i64,
}

impl Relative {
    pub(super) fn is_zero(&self) -> bool {
        *self == Self::default()
    }

    /// Returns `count` times the unit.
    pub(super) fn of(unit: Unit, count: i64) -> Option<Self> {
        let mut relative = Self::default();
        match unit {
            Unit::Year => relative.year = count,
            Unit::Month => relative.month = count,
            Unit::Day(days) => relative.day = count.checked_mul(days)?,
            Unit::Hour => relative.hour = count,
            Unit::Minute => relative.minutes = count,
            Unit::Second => relative.seconds = count,
        }
        Some(relative)
    }

    /// Adds another sum `factor` times.
    pub(super) fn add(&mut self, other: &Self, factor: i64) -> Option<()> {
        for (sum, more) in [
            (&mut self.year, other.year),
            (&mut self.month, other.month),
            (&mut self.day, other.day),
            (&mut self.hour, other.hour),
            (&mut self.minutes, other.minutes),
            (&mut self.seconds, other.seconds),
            (&mut self.nanoseconds, other.nanoseconds),
        ] {
            *sum = sum.checked_add(more.checked_mul(factor)?)?;
        }
        Some(())
    }
}
