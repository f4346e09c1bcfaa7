//! Weeks of ISO 8601.

use crate::sys::time::Tm;
use chrono::{Datelike, NaiveDate};

/// Returns the year and number of the ISO 8601 week that contains a day.
///
/// chrono's calendar ends before the years of `Tm` do. Weeks repeat every 400 years, so the
/// calculation is done for a year from 2000 to 2399.
pub(super) fn iso_week(tm: &Tm) -> (i64, u32) {
    let year = tm.full_year();
    let equivalent = 2000 + year.rem_euclid(400);
    let day = NaiveDate::from_yo_opt(equivalent as i32, tm.yday as u32 + 1);
    let week = day.unwrap_or_default().iso_week();
    (year + i64::from(week.year()) - equivalent, week.week())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::time::{gmtime, timegm};

    /// The definition of the standard: a week belongs to the year of its Thursday.
    fn week_of_thursday(tm: &Tm) -> (i64, u32) {
        let mut thursday = Tm {
            mday: tm.mday + 3 - (tm.wday + 6) % 7,
            ..*tm
        };
        timegm(&mut thursday).expect("a day near one that exists");
        (thursday.full_year(), (thursday.yday / 7 + 1) as u32)
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        const DAY: i64 = 24 * 60 * 60;
        let years = [
            -2_000_000_000,
            -400_001,
            -5,
            1600,
            1999,
            2000,
            2020,
            2_000_000_000,
        ];
        for year in years {
            let mut start = Tm {
                year,
                mday: 1,
                ..Tm::default()
            };
            let start = timegm(&mut start).unwrap();
            for day in 0..6 * 365 {
                let tm = gmtime(start + day * DAY).unwrap();
                assert_eq!(
                    iso_week(&tm),
                    week_of_thursday(&tm),
                    "year {year}, day {day}"
                );
            }
        }
    }
}
