//! Moments, formatting them with GNU's date formats ([`format`](mod@format)), and parsing date
//! strings ([`parse`](mod@parse)).

mod calendar;
mod debug;
pub mod duration;
pub mod format;
mod grammar;
mod iso_week;
mod lexer;
mod notes;
mod number;
pub mod parse;
mod parsed;
mod parts;
pub mod posix;
mod reading;
mod words;
mod zone;

pub use crate::sys::time::{Tm, gmtime, localtime};
use std::cell::OnceCell;

/// A moment and its local time, which is computed only when needed: the time zone is read from a
/// file, which `date +%s` does not need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since the epoch.
    pub seconds: i64,
    /// 0 to 999999999.
    pub nanoseconds: u32,
    local: OnceCell<Option<Tm>>,
}

impl Moment {
    /// Returns the moment `nanoseconds` after `seconds` since the epoch.
    pub fn new(seconds: i64, nanoseconds: u32) -> Self {
        Self {
            seconds,
            nanoseconds,
            local: OnceCell::new(),
        }
    }

    /// Returns a moment whose local time is known.
    pub fn with_local(seconds: i64, nanoseconds: u32, local: Tm) -> Self {
        Self {
            local: OnceCell::from(Some(local)),
            ..Self::new(seconds, nanoseconds)
        }
    }

    /// Returns the current time.
    pub fn now() -> Self {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::Realtime);
        Self::new(now.tv_sec, now.tv_nsec as u32)
    }

    /// Returns the local time. None if the year does not fit into 32 bits.
    pub fn local(&self) -> Option<&Tm> {
        self.local.get_or_init(|| localtime(self.seconds)).as_ref()
    }
}
