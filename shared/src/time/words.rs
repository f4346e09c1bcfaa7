//! The words in date strings: months, days, units, ordinals and time zones.

use crate::sys::time::localtime;
use crate::text::words::{self, Table, table};

/// A unit of relative time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    /// A number of days.
    Day(i64),
    Hour,
    Minute,
    Second,
}

/// A half of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meridian {
    Am,
    Pm,
    /// Neither: a 24-hour clock.
    None,
}

impl Meridian {
    /// Returns the hour of the day, 0 to 23. None if `hour` is out of range.
    pub(super) fn hour_of_day(self, hour: i64) -> Option<i32> {
        let hour = match (self, hour) {
            (Self::None, 0..=23) => hour,
            (Self::Am, 1..=11) => hour,
            (Self::Am, 12) => 0,
            (Self::Pm, 1..=11) => hour + 12,
            (Self::Pm, 12) => 12,
            _ => return None,
        };
        i32::try_from(hour).ok()
    }
}

/// The meaning of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Meridian(Meridian),
    /// 1 to 12.
    Month(i64),
    /// Sunday is 0.
    Day(i64),
    Unit(Unit),
    /// A number of days: `tomorrow` is 1.
    Shift(i64),
    /// `last` is -1, `next` 1, `third` 3.
    Ordinal(i64),
    /// `ago` is -1, `hence` 1.
    Ago(i64),
    /// Seconds east of UTC.
    Zone(i64),
    /// Seconds east of UTC of a zone in daylight-saving time, without the additional hour.
    SummerZone(i64),
    /// The local time zone. The value is `tm_isdst`.
    LocalZone(i32),
    /// `DST` after a zone.
    Dst,
    /// The letter `T`: a zone, or the separator between a date and a time.
    T,
}

const MONTHS: &str = "JANUARY,FEBRUARY,MARCH,APRIL,MAY,JUNE,JULY,AUGUST,SEPTEMBER,OCTOBER,NOVEMBER,\
     DECEMBER";

const DAYS: &str = "SUNDAY,MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY,SATURDAY";

const UNITS: Table<Unit> = table![
    ("YEAR", Unit::Year),
    ("MONTH", Unit::Month),
    ("FORTNIGHT", Unit::Day(14)),
    ("WEEK", Unit::Day(7)),
    ("DAY", Unit::Day(1)),
    ("HOUR", Unit::Hour),
    ("MINUTE", Unit::Minute),
    ("MIN", Unit::Minute),
    ("SECOND", Unit::Second),
    ("SEC", Unit::Second),
];

const MERIDIANS: Table<Meridian> = table![
    ("AM", Meridian::Am),
    ("A.M.", Meridian::Am),
    ("PM", Meridian::Pm),
    ("P.M.", Meridian::Pm),
];

/// The other words. `second` is missing among the ordinals because it is a unit.
const OTHERS: Table<Word> = table![
    ("DST", Word::Dst),
    ("TOMORROW", Word::Shift(1)),
    ("YESTERDAY", Word::Shift(-1)),
    ("TODAY", Word::Shift(0)),
    ("NOW", Word::Shift(0)),
    ("LAST", Word::Ordinal(-1)),
    ("THIS", Word::Ordinal(0)),
    ("NEXT", Word::Ordinal(1)),
    ("FIRST", Word::Ordinal(1)),
    ("THIRD", Word::Ordinal(3)),
    ("FOURTH", Word::Ordinal(4)),
    ("FIFTH", Word::Ordinal(5)),
    ("SIXTH", Word::Ordinal(6)),
    ("SEVENTH", Word::Ordinal(7)),
    ("EIGHTH", Word::Ordinal(8)),
    ("NINTH", Word::Ordinal(9)),
    ("TENTH", Word::Ordinal(10)),
    ("ELEVENTH", Word::Ordinal(11)),
    ("TWELFTH", Word::Ordinal(12)),
    ("AGO", Word::Ago(-1)),
    ("HENCE", Word::Ago(1)),
];

/// Well-known zones, with minutes east of UTC. Some names have different meanings in different
/// parts of the world, which GNU's manual warns about.
const ZONES: Table<i16> = table![
    ("WET", 0),
    ("ART", -180),
    ("BRT", -180),
    ("NST", -210),
    ("AST", -240),
    ("CLT", -240),
    ("EST", -300),
    ("CST", -360),
    ("MST", -420),
    ("PST", -480),
    ("AKST", -540),
    ("HST", -600),
    ("HAST", -600),
    ("SST", -720),
    ("WAT", 60),
    ("CET", 60),
    ("MET", 60),
    ("MEZ", 60),
    ("EET", 120),
    ("CAT", 120),
    ("SAST", 120),
    ("EAT", 180),
    ("MSK", 180),
    ("IST", 330),
    ("SGT", 480),
    ("KST", 540),
    ("JST", 540),
    ("GST", 600),
    ("NZST", 720),
    ("UT", 0),
];

const SUMMER_ZONES: Table<i16> = table![
    ("WEST", 0),
    ("BST", 0),
    ("BRST", -180),
    ("NDT", -210),
    ("ADT", -240),
    ("CLST", -240),
    ("EDT", -300),
    ("CDT", -360),
    ("MDT", -420),
    ("PDT", -480),
    ("AKDT", -540),
    ("HADT", -600),
    ("CEST", 60),
    ("MEST", 60),
    ("MESZ", 60),
    ("EEST", 120),
    ("MSD", 180),
    ("NZDT", 720),
];

/// Looks up a word in upper case. If it is unknown, periods are removed from `word` and it is
/// looked up again.
pub(super) fn look_up(word: &mut String, now: i64) -> Option<Word> {
    let meridian = MERIDIANS.get(word).map(Word::Meridian);
    meridian
        .or_else(|| month_or_day(word))
        .or_else(|| zone(word, now))
        .or_else(|| unit(word))
        .or_else(|| OTHERS.get(word))
        .or_else(|| military(word))
        .or_else(|| {
            if !word.contains('.') {
                return None;
            }
            word.retain(|c| c != '.');
            zone(word, now)
        })
}

fn month_or_day(word: &str) -> Option<Word> {
    let short = match word.as_bytes() {
        [_, _, _] | [_, _, _, b'.'] => Some(&word[..3]),
        _ => None,
    };
    let place = |names: &'static str| {
        let found = words::all(names).position(|name| match short {
            Some(short) => name.starts_with(short),
            None => name == word,
        });
        found.map(|i| i as i64)
    };
    if let Some(month) = place(MONTHS) {
        return Some(Word::Month(month + 1));
    }
    match word {
        "SEPT" => Some(Word::Month(9)),
        "TUES" => Some(Word::Day(2)),
        "WEDNES" => Some(Word::Day(3)),
        "THUR" | "THURS" => Some(Word::Day(4)),
        _ => place(DAYS).map(Word::Day),
    }
}

fn unit(word: &str) -> Option<Word> {
    let found = UNITS.get(word);
    let found = found.or_else(|| UNITS.get(word.strip_suffix('S')?));
    found.map(Word::Unit)
}

fn zone(word: &str, now: i64) -> Option<Word> {
    if matches!(word, "GMT" | "UT" | "UTC") {
        return Some(Word::Zone(0));
    }
    let seconds = |minutes| i64::from(minutes) * 60;
    local_zone(word, now)
        .or_else(|| ZONES.get(word).map(|minutes| Word::Zone(seconds(minutes))))
        .or_else(|| {
            let minutes = SUMMER_ZONES.get(word)?;
            Some(Word::SummerZone(seconds(minutes)))
        })
}

/// Looks up the names of the local zone, now and during the rest of the year.
fn local_zone(word: &str, now: i64) -> Option<Word> {
    const QUARTER: i64 = 90 * 24 * 60 * 60;
    let first = localtime(now)?;
    let is = |name: Option<&std::ffi::CStr>| name.is_some_and(|n| n.to_bytes() == word.as_bytes());
    let other = (1..4)
        .filter_map(|quarter| localtime(now.saturating_add(quarter * QUARTER)))
        .find(|tm| tm.zone.is_some() && tm.isdst != first.isdst);
    match other {
        // The same name is used with and without daylight-saving time.
        Some(other) if is(first.zone) && other.zone == first.zone => Some(Word::LocalZone(-1)),
        _ if is(first.zone) => Some(Word::LocalZone(first.isdst)),
        Some(other) if is(other.zone) => Some(Word::LocalZone(other.isdst)),
        _ => None,
    }
}

/// Looks up a military time zone, which is one letter.
fn military(word: &str) -> Option<Word> {
    let &[letter] = word.as_bytes() else {
        return None;
    };
    let hours = match letter {
        b'T' => return Some(Word::T),
        b'A'..=b'I' => i64::from(letter - b'A') + 1,
        b'K'..=b'M' => i64::from(letter - b'K') + 10,
        b'N'..=b'Y' => -(i64::from(letter - b'N') + 1),
        b'Z' => 0,
        _ => return None,
    };
    Some(Word::Zone(hours * 3600))
}

/// Returns the short name of a day of the week.
pub(super) fn day_name(day: i64) -> &'static str {
    const NAMES: &str = "Sun,Mon,Tue,Wed,Thu,Fri,Sat";
    usize::try_from(day)
        .ok()
        .and_then(|day| words::nth(NAMES, day))
        .unwrap_or_default()
}
