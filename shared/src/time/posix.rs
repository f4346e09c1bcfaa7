//! POSIX's numeric times: `MMDDhhmm[[CC]YY][.ss]` of date(1) and `[[CC]YY]MMDDhhmm[.ss]` of
//! touch(1).

use crate::sys::time::{Tm, localtime, mktime};

/// The position and range of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// At the end: `date MMDDhhmm[[CC]YY][.ss]`.
    YearLast,
    /// At the start: `touch -t [[CC]YY]MMDDhhmm[.ss]`.
    YearFirst,
    /// The obsolete `touch MMDDhhmm[YY]`, without seconds, for 1969 to 1999.
    Obsolete,
}

/// Returns the seconds since the epoch for `text` in local time. `now` supplies the year if it is
/// omitted.
pub fn parse(text: &[u8], form: Form, now: i64) -> Option<i64> {
    let mut parts = text.splitn(2, |&b| b == b'.');
    let pairs = pairs(parts.next()?)?;
    let seconds = match parts.next().map(pairs_of_seconds) {
        None => 0,
        Some(seconds) if form != Form::Obsolete => seconds?,
        Some(_) => return None,
    };
    if !(4..=6).contains(&pairs.len()) || form == Form::Obsolete && pairs.len() == 6 {
        return None;
    }
    let (year, rest) = match form {
        Form::YearFirst => {
            let (year, rest) = pairs.split_at(pairs.len() - 4);
            (year, rest)
        }
        Form::YearLast | Form::Obsolete => {
            let (rest, year) = pairs.split_at(4);
            (year, rest)
        }
    };
    let year = match *year {
        [century, year] => century * 100 + year,
        [year] if year < 69 && form == Form::Obsolete => return None,
        [year] => year + if year < 69 { 2000 } else { 1900 },
        _ => localtime(now)?.year + 1900,
    };
    let asked = Tm {
        sec: seconds,
        min: rest[3],
        hour: rest[2],
        mday: rest[1],
        mon: rest[0] - 1,
        year: year - 1900,
        isdst: -1,
        ..Tm::default()
    };
    exact(&asked).or_else(|| {
        // In a zone without leap seconds, a leap second is the first second after it.
        let before = Tm { sec: 59, ..asked };
        exact(&before).filter(|_| asked.sec == 60)?.checked_add(1)
    })
}

/// Calls mktime(3). Returns None if a field is out of its range.
fn exact(asked: &Tm) -> Option<i64> {
    let fields = |tm: &Tm| (tm.year, tm.mon, tm.mday, tm.hour, tm.min, tm.sec);
    let mut tm = *asked;
    mktime(&mut tm).filter(|_| fields(&tm) == fields(asked))
}

/// Parses pairs of digits.
fn pairs(text: &[u8]) -> Option<Vec<i32>> {
    if !text.len().is_multiple_of(2) || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |pair: &[u8]| i32::from(pair[0] - b'0') * 10 + i32::from(pair[1] - b'0');
    Some(text.chunks_exact(2).map(number).collect())
}

fn pairs_of_seconds(text: &[u8]) -> Option<i32> {
    match *pairs(text)? {
        [seconds] => Some(seconds),
        _ => None,
    }
}
