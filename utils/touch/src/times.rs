//! Which times are set, and to what.

use shared::prelude::*;
use shared::program::posix as conformance;
use shared::rustix::fs::{Stat, Timespec, Timestamps};
use shared::rustix::fs::{UTIME_NOW, UTIME_OMIT};
use shared::sys::stat::stat as by_path;
use shared::text::words::{Table, table};
use shared::time::{Moment, localtime, parse::parse, posix};

/// The values of `--time`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    Access,
    Modification,
}

pub(crate) const KEYWORDS: Table<Time> = table![
    ("atime access use", Time::Access),
    ("mtime modify", Time::Modification),
];

const NOW: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: UTIME_NOW as _,
};

const OMIT: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: UTIME_OMIT as _,
};

/// The times that options ask for; both if none does.
#[derive(Default)]
pub(crate) struct Chosen {
    pub(crate) access: bool,
    pub(crate) modification: bool,
}

impl Chosen {
    /// Omits the time that is not asked for.
    pub(crate) fn limit(&self, mut times: Timestamps) -> Timestamps {
        if self.access && !self.modification {
            times.last_modification = OMIT;
        }
        if self.modification && !self.access {
            times.last_access = OMIT;
        }
        times
    }
}

/// Where the times come from; the current time without any option.
#[derive(Default)]
pub(crate) struct Source {
    /// `-t`, in seconds since the epoch.
    pub(crate) stamp: Option<i64>,
    /// `-d`.
    pub(crate) text: Option<&'static OsStr>,
    /// `-r`.
    pub(crate) reference: Option<&'static OsStr>,
}

impl Source {
    pub(crate) fn times(&self, no_dereference: bool) -> Result<Timestamps> {
        if self.stamp.is_some() && (self.text.is_some() || self.reference.is_some()) {
            return Err(Error::usage(
                "cannot specify times from more than one source",
            ));
        }
        let reference = self.reference.map(|name| stat(name, no_dereference));
        let accessed = |of: &Stat| (of.st_atime, of.st_atime_nsec as u32);
        let modified = |of: &Stat| (of.st_mtime, of.st_mtime_nsec as u32);
        Ok(match (reference.transpose()?, self.text, self.stamp) {
            (Some(of), None, _) => both(accessed(&of), modified(&of)),
            (Some(of), Some(text), _) => {
                both(read(text, accessed(&of))?, read(text, modified(&of))?)
            }
            (None, Some(text), _) => of_text(text)?,
            (None, None, Some(stamp)) => both((stamp, 0), (stamp, 0)),
            (None, None, None) => Timestamps {
                last_access: NOW,
                last_modification: NOW,
            },
        })
    }

    fn is_given(&self) -> bool {
        self.stamp.is_some() || self.text.is_some() || self.reference.is_some()
    }
}

fn both(access: (i64, u32), modification: (i64, u32)) -> Timestamps {
    let spec = |(tv_sec, nanoseconds)| Timespec {
        tv_sec,
        tv_nsec: i64::from(nanoseconds),
    };
    Timestamps {
        last_access: spec(access),
        last_modification: spec(modification),
    }
}

/// Returns the time of `-d`. If the text means the current time, the kernel fills it in: users who
/// may write a file but do not own it may set no other time.
fn of_text(text: &OsStr) -> Result<Timestamps> {
    let now = Moment::now();
    let now = (now.seconds, now.nanoseconds);
    let time = read(text, now)?;
    // The text means now if the result follows the base: `now`, but not an absolute date that
    // happens to be equal.
    let other = (now.0 ^ 1, now.1);
    if time == now && read(text, other).is_ok_and(|time| time == other) {
        return Ok(Timestamps {
            last_access: NOW,
            last_modification: NOW,
        });
    }
    Ok(both(time, time))
}

fn read(text: &OsStr, base: (i64, u32)) -> Result<(i64, u32)> {
    parse(text.as_bytes(), base, false).ok_or_else(|| invalid(text))
}

/// Parses the time of `-t`.
pub(crate) fn stamp(text: &OsStr) -> Result<i64> {
    let now = Moment::now().seconds;
    let seconds = posix::parse(text.as_bytes(), posix::Form::YearFirst, now);
    seconds.ok_or_else(|| invalid(text))
}

fn invalid(text: &OsStr) -> Error {
    Error::new(format!("invalid date format {}", quote(text)))
}

fn stat(name: &OsStr, no_dereference: bool) -> Result<Stat> {
    by_path(name, !no_dereference).map_err(|e| {
        let message = format!("failed to get attributes of {}", quoteaf(name));
        Error::io(message, &e.into())
    })
}

/// Handles the obsolete `touch MMDDhhmm[YY] FILE...`, if `_POSIX2_VERSION` asks for a standard
/// before POSIX 2001.
pub(crate) fn take_obsolete_operand(source: &mut Source, operands: &mut Vec<&'static OsStr>) {
    let allows_obsolete = || conformance::version().is_some_and(|version| version < 200_112);
    if source.is_given() || operands.len() < 2 || !allows_obsolete() {
        return;
    }
    let now = Moment::now().seconds;
    let first = operands[0];
    let Some(stamp) = posix::parse(first.as_bytes(), posix::Form::Obsolete, now) else {
        return;
    };
    source.stamp = Some(stamp);
    operands.remove(0);
    if !conformance::is_strict()
        && let Some(tm) = localtime(stamp)
    {
        diagnostics::warning(&format!(
            "warning: 'touch {}' is obsolete; use 'touch -t {:04}{:02}{:02}{:02}{:02}.{:02}'",
            first.to_string_lossy(),
            tm.full_year(),
            tm.mon + 1,
            tm.mday,
            tm.hour,
            tm.min,
            tm.sec
        ));
    }
}
