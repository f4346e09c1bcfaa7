//! Times: moments, their output in GNU's date formats ([`format`](mod@format)), and date strings
//! as input ([`parse`](mod@parse)).

mod account;
pub mod duration;
pub mod format;
mod grammar;
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

/// A moment, and its local time once somebody asks for that: the time zone is read from a
/// file, which `date +%s` can do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since the epoch.
    pub seconds: i64,
    /// 0 to 999999999.
    pub nanoseconds: u32,
    local: OnceCell<Option<Tm>>,
}

impl Moment {
    /// The moment `nanoseconds` after `seconds` since the epoch.
    pub fn new(seconds: i64, nanoseconds: u32) -> Self {
        Self {
            seconds,
            nanoseconds,
            local: OnceCell::new(),
        }
    }

    /// The moment with its local time known.
    pub fn with_local(seconds: i64, nanoseconds: u32, local: Tm) -> Self {
        Self {
            local: OnceCell::from(Some(local)),
            ..Self::new(seconds, nanoseconds)
        }
    }

    /// Now.
    pub fn now() -> Self {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::Realtime);
        Self::new(now.tv_sec, now.tv_nsec as u32)
    }

    /// Its local time, none where the year does not fit into 32 bits.
    pub fn local(&self) -> Option<&Tm> {
        self.local.get_or_init(|| localtime(self.seconds)).as_ref()
    }
}
