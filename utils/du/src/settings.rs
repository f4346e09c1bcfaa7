//! What the options of du ask for.

use crate::exclude::Patterns;
use crate::sums::{Measure, TIMES, Time};
use shared::fs::walk::{Entry, Follow, Visit};
use shared::prelude::*;
use shared::program::cli::Given;
use shared::text::locale::skip_posix_space;
use shared::values::human::{self, Mistake, Sizes};

#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) all: bool,
    pub(crate) apparent: bool,
    pub(crate) count_links: bool,
    pub(crate) end: u8,
    pub(crate) exclude: Patterns,
    /// The list of operands (`--files0-from`).
    pub(crate) files_from: Option<&'static OsStr>,
    pub(crate) follow: Follow,
    pub(crate) inodes: bool,
    max_depth: Option<u64>,
    pub(crate) one_file_system: bool,
    pub(crate) separate_dirs: bool,
    sizes: Option<Sizes>,
    summarize: bool,
    pub(crate) threshold: Threshold,
    pub(crate) time: Option<Time>,
    pub(crate) time_style: Option<&'static OsStr>,
    pub(crate) total: bool,
    /// An invalid value was reported; the other options are read all the same.
    mistaken: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            all: false,
            apparent: false,
            count_links: false,
            end: b'\n',
            exclude: Patterns::default(),
            files_from: None,
            follow: Follow::Never,
            inodes: false,
            max_depth: None,
            one_file_system: false,
            separate_dirs: false,
            sizes: None,
            summarize: false,
            threshold: Threshold::AtLeast(0),
            time: None,
            time_style: None,
            total: false,
            mistaken: false,
        }
    }
}

impl Settings {
    /// Reads the options and checks them against each other.
    pub(crate) fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self::default();
        let mut mistaken = false;
        while let Some(option) = options.next_after_mistakes(&mut mistaken)? {
            settings.set(&option)?;
        }
        if settings.mistaken || mistaken {
            return Err(Error::usage_reported());
        }
        settings.settle_depth()?;
        if settings.inodes && settings.apparent {
            diagnostics::warning(
                "warning: options --apparent-size and -b are ineffective with --inodes",
            );
        }
        Ok(settings)
    }

    fn set(&mut self, option: &Given) -> Result {
        let value = option.value();
        match option.name {
            "null" => self.end = 0,
            "all" => self.all = true,
            "apparent-size" => self.apparent = true,
            "block-size" => self.sizes = Some(Sizes::from_option(&option.spelling(), value)?),
            "bytes" => (self.apparent, self.sizes) = (true, Some(Sizes::blocks(1))),
            "total" => self.total = true,
            "dereference-args" | "H" => self.follow = Follow::Operands,
            "max-depth" => match human::parse_size(value.as_bytes(), "") {
                Ok(depth) => self.max_depth = Some(depth),
                Err(_) => {
                    diagnostics::error(&format!("invalid maximum depth {}", quote(value)));
                    self.mistaken = true;
                }
            },
            "files0-from" => self.files_from = Some(value),
            "human-readable" => self.sizes = Some(Sizes::human()),
            "inodes" => self.inodes = true,
            "k" => self.sizes = Some(Sizes::blocks(1 << 10)),
            "dereference" => self.follow = Follow::Always,
            "count-links" => self.count_links = true,
            "m" => self.sizes = Some(Sizes::blocks(1 << 20)),
            "no-dereference" => self.follow = Follow::Never,
            "separate-dirs" => self.separate_dirs = true,
            "si" => self.sizes = Some(Sizes::si()),
            "summarize" => self.summarize = true,
            "threshold" => self.threshold = Threshold::parse(&option.spelling(), value)?,
            "time" => {
                self.time = Some(match option.optional() {
                    Some(_) => option.keyword(&TIMES)?,
                    None => Time::Modified,
                });
            }
            "time-style" => self.time_style = Some(value),
            "exclude-from" => {
                if let Err(e) = self.exclude.add_file(value) {
                    operand_error(value, &e);
                    self.mistaken = true;
                }
            }
            "exclude" => self.exclude.add(value.as_bytes()),
            "one-file-system" => self.one_file_system = true,
            _ => option.unhandled(),
        }
        Ok(())
    }

    /// Makes `--summarize` a maximum depth of 0.
    fn settle_depth(&mut self) -> Result {
        if !self.summarize {
            return Ok(());
        }
        if self.all {
            return Err(Error::usage("cannot both summarize and show all entries"));
        }
        match self.max_depth.replace(0) {
            None => {}
            Some(0) => {
                diagnostics::warning("warning: summarizing is the same as using --max-depth=0");
            }
            Some(depth) => {
                return Err(Error::usage(format!(
                    "warning: summarizing conflicts with --max-depth={depth}"
                )));
            }
        }
        Ok(())
    }

    /// Returns how sizes are shown, or numbers of files with `--inodes`.
    pub(crate) fn sizes(&self) -> Sizes {
        let from_environment = || Sizes::from_environment("DU_BLOCK_SIZE");
        let mut sizes = self.sizes.unwrap_or_else(from_environment);
        if self.inodes {
            sizes.unit = 1;
        }
        sizes
    }

    /// Returns what the sums must take into account.
    pub(crate) fn measure(&self) -> Measure {
        Measure {
            apparent: self.apparent,
            count_links: self.count_links,
            separate_dirs: self.separate_dirs,
            time: self.time,
        }
    }

    /// Returns whether there is a line for this entry, unless the threshold excludes it.
    pub(crate) fn shows(&self, entry: &Entry<'_>) -> bool {
        let depth = entry.depth as u64;
        let is_shallow = self.max_depth.is_none_or(|most| depth <= most);
        depth == 0 || is_shallow && (self.all || entry.visit != Visit::File)
    }
}

/// Which sizes are shown (`--threshold`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Threshold {
    AtLeast(u64),
    AtMost(u64),
}

impl Threshold {
    pub(crate) fn parse(option: &str, given: &OsStr) -> Result<Self> {
        let text = skip_posix_space(given.as_bytes());
        let (is_negative, size) = match text.strip_prefix(b"-") {
            Some(size) if size.first().is_some_and(u8::is_ascii_digit) => (true, size),
            _ => (false, given.as_bytes()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(crate::cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
