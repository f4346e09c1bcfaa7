//! Keywords that an option takes, as the utility's own message lists them.

use crate::utilities::Row;
use clap::Arg;
use shared::program::entry::become_utility;
use shared::rustix::stdio::dup2_stderr;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

/// No keyword begins with it, and no file has this name.
const WRONG: &str = "\u{1}";

/// What must be given with options whose values are looked at late. Others refuse it: `ls --time`.
const LATE: &[(&str, &[&[&str]])] = &[
    ("backup", &[&[WRONG, WRONG]]),
    ("time-style", &[&["--time"], &["-l"]]),
];

/// Discards what the utilities write to standard error while they are asked, until it is dropped.
pub(crate) struct Quiet {
    stderr: OwnedFd,
}

impl Quiet {
    /// # Errors
    /// There is no `/dev/null`, or there are too many open files.
    pub(crate) fn new() -> io::Result<Self> {
        let stderr = io::stderr().as_fd().try_clone_to_owned()?;
        dup2_stderr(File::options().write(true).open("/dev/null")?)?;
        Ok(Self { stderr })
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        // Whatever fails from here on has nowhere to be reported.
        let _ = dup2_stderr(&self.stderr);
    }
}

/// Returns the keywords of an option, without synonyms. None if its value is not a keyword.
pub(crate) fn of(row: &Row, option: &Arg) -> Vec<&'static str> {
    let Some(long) = option.get_long() else {
        return Vec::new();
    };
    // Behind the option is one that is refused, so that the utility does nothing.
    let refused = format!("--{WRONG}");
    let usual: &[&[&str]] = &[&[&refused]];
    let late = LATE.iter().find(|(name, _)| *name == long);
    let attempts = late.map_or(usual, |(_, attempts)| attempts);
    let mut answers = attempts.iter().map(|more| answer(row, long, more));
    answers.find(|words| !words.is_empty()).unwrap_or_default()
}

fn answer(row: &Row, long: &str, more: &[&str]) -> Vec<&'static str> {
    let given = format!("--{long}={WRONG}");
    let words = [row.0, given.as_str()]
        .into_iter()
        .chain(more.iter().copied());
    let arguments = words.map(|word| OsStr::new(leaked(word))).collect();
    match become_utility(row.2, arguments) {
        Err(e) => words_of(e.message().unwrap_or_default()),
        Ok(()) => Vec::new(),
    }
}

/// Returns the first word of each line of a list: `  - 'never', 'no', 'none'`.
fn words_of(message: &str) -> Vec<&'static str> {
    let Some((_, list)) = message.split_once("Valid arguments are:\n") else {
        return Vec::new();
    };
    let lines = list.lines().map_while(|line| line.strip_prefix("  - "));
    let words = lines.filter_map(|line| {
        let line = line.strip_prefix("[posix-]").unwrap_or(line);
        let word = line.split(", ").next()?.trim_matches(['\'', '‘', '’']);
        (!word.starts_with('+')).then(|| leaked(word))
    });
    words.collect()
}

fn leaked(text: &str) -> &'static str {
    Box::leak(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::utilities::UTILITIES;

    fn keywords(utility: &str, long: &str) -> Vec<&'static str> {
        let row = UTILITIES.iter().find(|row| row.0 == utility).unwrap();
        let cli = clap::Command::from(&row.1());
        let mut options = cli.get_arguments();
        of(
            row,
            options.find(|arg| arg.get_long() == Some(long)).unwrap(),
        )
    }

    #[test]
    fn keywords_are_those_of_the_message() {
        assert_eq!(keywords("ls", "color"), ["always", "never", "auto"]);
        assert_eq!(keywords("wc", "total"), ["auto", "always", "only", "never"]);
        let backups = ["none", "simple", "existing", "numbered"];
        for utility in ["cp", "install", "ln", "mv"] {
            assert_eq!(keywords(utility, "backup"), backups, "{utility}");
        }
        let styles = ["full-iso", "long-iso", "iso", "locale"];
        for utility in ["dir", "ls", "vdir"] {
            assert_eq!(keywords(utility, "time-style"), styles, "{utility}");
        }
        assert_eq!(keywords("du", "time-style"), styles[..3]);
    }

    #[test]
    fn other_values_are_no_keywords() {
        assert!(keywords("ls", "width").is_empty());
        assert!(keywords("sort", "key").is_empty());
        assert!(keywords("mktemp", "suffix").is_empty());
    }
}
