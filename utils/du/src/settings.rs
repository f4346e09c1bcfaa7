//! What the options ask for.

use crate::exclude::Patterns;
use crate::sums::{Measure, Time};
use shared::fs::walk::{Entry, Follow, Visit};
use shared::prelude::*;
use shared::values::human::{self, Mistake};

/// What is counted and shown.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) all: bool,
    pub(crate) apparent: bool,
    pub(crate) count_links: bool,
    pub(crate) end: u8,
    pub(crate) exclude: Patterns,
    pub(crate) follow: Follow,
    pub(crate) inodes: bool,
    pub(crate) max_depth: u64,
    pub(crate) one_file_system: bool,
    pub(crate) separate_dirs: bool,
    pub(crate) threshold: Threshold,
    pub(crate) time: Option<Time>,
    pub(crate) total: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            all: false,
            apparent: false,
            count_links: false,
            end: b'\n',
            exclude: Patterns::default(),
            follow: Follow::Never,
            inodes: false,
            max_depth: u64::MAX,
            one_file_system: false,
            separate_dirs: false,
            threshold: Threshold::AtLeast(0),
            time: None,
            total: false,
        }
    }
}

impl Settings {
    /// What the sums need to know.
    pub(crate) fn measure(&self) -> Measure {
        Measure {
            apparent: self.apparent,
            count_links: self.count_links,
            separate_dirs: self.separate_dirs,
            time: self.time,
        }
    }

    /// Is there a line for this entry?
    pub(crate) fn shows(&self, entry: &Entry<'_>) -> bool {
        let depth = entry.depth as u64;
        depth == 0 || depth <= self.max_depth && (self.all || entry.visit != Visit::File)
    }
}

/// The sizes that are shown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Threshold {
    AtLeast(u64),
    AtMost(u64),
}

impl Threshold {
    pub(crate) fn parse(option: &str, given: &OsStr) -> Result<Self> {
        let text = given.as_bytes().trim_ascii_start();
        let (is_negative, size) = match text.strip_prefix(b"-") {
            Some(size) if size.first().is_some_and(u8::is_ascii_digit) => (true, size),
            _ => (false, text),
        };
        let largest = i64::MAX as u64 + u64::from(is_negative);
        match human::parse_size(size, "kKmMGTPEZYRQ0") {
            Ok(size) if size > largest => Err(human::bad_size(option, given, Mistake::TooLarge)),
            Ok(0) if is_negative => Err(Error::new("invalid --threshold argument '-0'")),
            Ok(size) if is_negative => Ok(Self::AtMost(size)),
            Ok(size) => Ok(Self::AtLeast(size)),
            Err(mistake) => Err(human::bad_size(option, given, mistake)),
        }
    }

    pub(crate) fn admits(self, size: u64) -> bool {
        match self {
            Self::AtLeast(least) => size >= least,
            Self::AtMost(most) => size <= most,
        }
    }
}

/// How deep to go where `-s` or `-d` says so.
///
/// # Errors
/// They contradict each other, or `-a`.
pub(crate) fn depth_to_show(
    settings: &Settings,
    summarize: bool,
    max_depth: Option<u64>,
) -> Result<u64> {
    match max_depth {
        _ if summarize && settings.all => {
            Err(Error::usage("cannot both summarize and show all entries"))
        }
        Some(depth @ 1..) if summarize => Err(Error::usage(format!(
            "warning: summarizing conflicts with --max-depth={depth}"
        ))),
        Some(0) if summarize => {
            diagnostics::warning("warning: summarizing is the same as using --max-depth=0");
            Ok(0)
        }
        None if summarize => Ok(0),
        depth => Ok(depth.unwrap_or(u64::MAX)),
    }
}
