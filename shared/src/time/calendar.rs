//! The calendars of the locales fa_IR (solar Hijri), am_ET (Ethiopian) and th_TH (Thai solar), in
//! which dates are printed there. All other locales, and all input, use the Gregorian calendar.

use crate::sys::locale;
use crate::sys::time::Tm;
use crate::text::locale::{Category, use_category};
use crate::text::words;
use std::sync::OnceLock;

/// A calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calendar {
    Gregorian,
    SolarHijri,
    Ethiopian,
    Thai,
}

/// Years of the Thai solar calendar before the first Gregorian one.
const BUDDHIST_ERA: i64 = 543;

const SOLAR_HIJRI_MONTHS: &str =
    "فروردین,اردیبهشت,خرداد,تیر,مرداد,شهریور,مهر,آبان,آذر,دی,بهمن,اسفند";

const ETHIOPIAN_MONTHS: &str = "መስከረም,ጥቅምት,ኅዳር,ታኅሣሥ,ጥር,የካቲት,መጋቢት,ሚያዝያ,ግንቦት,ሰኔ,ሐምሌ,ነሐሴ,ጳጉሜን";

impl Calendar {
    /// Returns the calendar of the locale of dates.
    pub(super) fn of_locale() -> Self {
        static CALENDAR: OnceLock<Calendar> = OnceLock::new();
        *CALENDAR.get_or_init(|| {
            // The locale is not loaded where its name already tells that it does not matter.
            let name = ["LC_ALL", "LC_TIME", "LANG"].into_iter().find_map(|name| {
                let value = std::env::var_os(name)?;
                (!value.is_empty()).then_some(value)
            });
            let name = name.unwrap_or_default();
            if Self::named(name.as_encoded_bytes()) == Self::Gregorian {
                return Self::Gregorian;
            }
            use_category(Category::Time);
            match Self::named(&locale::name(Category::Time)) {
                Self::Thai if !is_utf8(name.as_encoded_bytes()) => Self::Gregorian,
                calendar => calendar,
            }
        })
    }

    fn named(locale: &[u8]) -> Self {
        match locale.get(..5) {
            Some(b"fa_IR") => Self::SolarHijri,
            Some(b"am_ET") => Self::Ethiopian,
            Some(b"th_TH") => Self::Thai,
            _ => Self::Gregorian,
        }
    }

    /// Returns `tm` with its year, month and day of the month in this calendar.
    pub(super) fn date(self, tm: &Tm) -> Tm {
        let (year, month, day) = match self {
            Self::Gregorian => return *tm,
            Self::Thai => (
                tm.full_year() + BUDDHIST_ERA,
                i64::from(tm.mon),
                i64::from(tm.mday) - 1,
            ),
            Self::SolarHijri => {
                let (year, day) = year_and_day(days_since_epoch(tm), &|year| {
                    // 8 of 33 years are leap years.
                    -492_633 + 365 * year + (8 * year + 21).div_euclid(33)
                });
                match day {
                    // Six months of 31 days come first.
                    0..186 => (year, day / 31, day % 31),
                    _ => (year, 6 + (day - 186) / 30, (day - 186) % 30),
                }
            }
            Self::Ethiopian => {
                let (year, day) = year_and_day(days_since_epoch(tm), &|year| {
                    -716_732 + 365 * year + year.div_euclid(4)
                });
                (year, day / 30, day % 30)
            }
        };
        Tm {
            year: i32::try_from(year - 1900).unwrap_or(tm.year),
            mon: month as i32,
            mday: day as i32 + 1,
            ..*tm
        }
    }

    /// Returns the name of a month, where the locale has only names of Gregorian ones.
    pub(super) fn month(self, month: i32) -> Option<&'static str> {
        let names = match self {
            Self::Gregorian | Self::Thai => return None,
            Self::SolarHijri => SOLAR_HIJRI_MONTHS,
            Self::Ethiopian => ETHIOPIAN_MONTHS,
        };
        words::nth(names, usize::try_from(month).ok()?)
    }
}

fn is_utf8(locale: &[u8]) -> bool {
    let encoding = locale.get(5..).unwrap_or_default();
    encoding.eq_ignore_ascii_case(b".utf-8") || encoding.eq_ignore_ascii_case(b".utf8")
}

/// Returns the number of days from 1970-01-01 to the date.
fn days_since_epoch(tm: &Tm) -> i64 {
    let before = tm.full_year() - 1;
    let leap_days = before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400);
    365 * before + leap_days - 719_162 + i64::from(tm.yday)
}

/// Returns the year that contains a day, and the number of days from the year's first one.
/// `first_day` returns the first day of a year.
fn year_and_day(day: i64, first_day: &dyn Fn(i64) -> i64) -> (i64, i64) {
    let mut year = (day - first_day(0)).div_euclid(366);
    // A year is 365.24 days long, so the estimate is too early.
    year += (day - first_day(year)).div_euclid(366);
    while first_day(year + 1) <= day {
        year += 1;
    }
    while first_day(year) > day {
        year -= 1;
    }
    (year, day - first_day(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(calendar: Calendar, (year, yday): (i32, i32)) -> (i32, i32, i32) {
        let tm = calendar.date(&Tm {
            year: year - 1900,
            yday,
            ..Tm::default()
        });
        (tm.year + 1900, tm.mon + 1, tm.mday)
    }

    #[test]
    fn dates_of_the_solar_hijri_calendar() {
        let date = |at| date(Calendar::SolarHijri, at);
        assert_eq!(date((2024, 78)), (1402, 12, 29));
        assert_eq!(date((2024, 79)), (1403, 1, 1));
        assert_eq!(date((2025, 78)), (1403, 12, 30));
        assert_eq!(date((2025, 79)), (1404, 1, 1));
        assert_eq!(date((1979, 41)), (1357, 11, 22));
    }

    #[test]
    fn dates_of_the_ethiopian_calendar() {
        let date = |at| date(Calendar::Ethiopian, at);
        assert_eq!(date((2007, 254)), (2000, 1, 1));
        assert_eq!(date((2023, 253)), (2015, 13, 6));
        assert_eq!(date((2024, 253)), (2016, 13, 5));
        assert_eq!(date((2024, 254)), (2017, 1, 1));
    }
}
