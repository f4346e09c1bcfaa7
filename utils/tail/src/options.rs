//! Options and settings.

use crate::count::{self, Count};
use crate::last::Tail;
use crate::obsolete;
use shared::input::last::Unit;
use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::rustix::process::Pid;
use shared::rustix::termios::isatty;
use shared::text::words::{Table, table};
use shared::time::duration::{self, Nanoseconds};

/// When a title is printed above each file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Headers {
    IfSeveral,
    Always,
    Never,
}

/// What is followed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The file that was opened, even if it is renamed.
    Descriptor,
    /// Any file that has the name.
    Name,
}

const MODES: Table<Mode> = table![("descriptor", Mode::Descriptor), ("name", Mode::Name)];

pub(crate) struct Settings {
    pub(crate) tail: Tail,
    pub(crate) headers: Headers,
    /// Absent without `-f`.
    pub(crate) mode: Option<Mode>,
    /// Whether to keep trying to open a file that cannot be opened.
    pub(crate) retry: bool,
    pub(crate) interval: Nanoseconds,
    pub(crate) max_unchanged: u64,
    /// Following ends when these processes have ended.
    pub(crate) writers: Vec<Pid>,
    /// Whether inotify(7) may be used.
    pub(crate) may_notify: bool,
    pub(crate) debug: bool,
}

/// GNU's hidden options with which tests reach the code for pipes, and for polling.
const PRESUME_PIPE: &str = "-presume-input-pipe";
const NO_INOTIFY: &str = "-disable-inotify";

/// Parses the arguments into settings and operands.
pub(crate) fn read(mut args: Args) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings::default();
    if let Some(obsolete) = obsolete::parse(args.raw()) {
        settings.tail.count = obsolete.count;
        settings.mode = obsolete.follow.then_some(Mode::Descriptor);
        let rest = args.raw()[1..].to_vec();
        args = args.with_raw(rest);
    }
    let mut operands = settings.parse(args.parse(cli))?;
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    settings.drop_useless();
    if settings.mode == Some(Mode::Name) && operands.contains(&OsStr::new("-")) {
        let name = quoteaf(OsStr::new("-"));
        return Err(Error::new(format!("cannot follow {name} by name")));
    }
    let follows_stdin = settings.mode.is_some() && operands.contains(&OsStr::new("-"));
    if follows_stdin && operands.len() == 1 && isatty(shared::rustix::stdio::stdin()) {
        diagnostics::warning("warning: following standard input indefinitely is ineffective");
    }
    Ok((settings, operands))
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tail: Tail {
                count: Count::default(),
                delimiter: b'\n',
                presume_pipe: false,
            },
            headers: Headers::IfSeveral,
            mode: None,
            retry: false,
            interval: 1_000_000_000,
            max_unchanged: 5,
            writers: Vec::new(),
            may_notify: true,
            debug: false,
        }
    }
}

impl Settings {
    /// Parses the options and returns the operands.
    fn parse(&mut self, mut options: cli::Options) -> Result<Vec<&'static OsStr>> {
        while let Some(option) = options.next()? {
            let value = option.value();
            match option.name {
                "bytes" => self.tail.count = self.tail.count.parse(value, Unit::Bytes)?,
                "lines" => self.tail.count = self.tail.count.parse(value, Unit::Lines)?,
                "f" => self.mode = Some(Mode::Descriptor),
                "follow" => {
                    self.mode = Some(match option.optional() {
                        None => Mode::Descriptor,
                        Some(_) => option.keyword(&MODES)?,
                    });
                }
                "F" => (self.mode, self.retry) = (Some(Mode::Name), true),
                "retry" => self.retry = true,
                "max-unchanged-stats" => {
                    let what = "maximum number of unchanged stats between opens";
                    self.max_unchanged = count::parse(value, "", what)?;
                }
                "pid" => self.writers.extend(writer(value)?),
                "sleep-interval" => self.interval = interval(value)?,
                "quiet" => self.headers = Headers::Never,
                "verbose" => self.headers = Headers::Always,
                "zero-terminated" => self.tail.delimiter = b'\0',
                "debug" => self.debug = true,
                PRESUME_PIPE => self.tail.presume_pipe = true,
                NO_INOTIFY => self.may_notify = false,
                digit @ ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9") => {
                    let message = format!("option used in invalid context -- {digit}");
                    return Err(Error::new(message));
                }
                _ => option.unhandled(),
            }
        }
        Ok(options.operands())
    }

    /// Warns about options without effect and drops them.
    fn drop_useless(&mut self) {
        if self.retry {
            match self.mode {
                None => {
                    self.retry = false;
                    diagnostics::warning(
                        "warning: --retry ignored; --retry is useful only when following",
                    );
                }
                Some(Mode::Descriptor) => {
                    diagnostics::warning("warning: --retry only effective for the initial open");
                }
                Some(Mode::Name) => {}
            }
        }
        if !self.writers.is_empty() && self.mode.is_none() {
            diagnostics::warning("warning: PID ignored; --pid=PID is useful only when following");
        }
    }
}

/// Parses a number of seconds, which unlike that of `sleep` has no suffix.
fn interval(given: &OsStr) -> Result<Nanoseconds> {
    let text = given.as_bytes();
    duration::parse(text)
        .filter(|_| text.last().is_some_and(|b| !b"smhd".contains(b)))
        .ok_or_else(|| Error::new(format!("invalid number of seconds: {}", quote(given))))
}

/// Parses the ID of a process; 0 stands for none.
fn writer(given: &OsStr) -> Result<Option<Pid>> {
    let number = count::parse(given, "", "PID")?;
    match i32::try_from(number) {
        Ok(number) => Ok(Pid::from_raw(number)),
        Err(_) => {
            let message = format!("invalid PID: {}", quote(given));
            Err(Error::io(message, &Errno::OVERFLOW.into()))
        }
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "tail",
        "[OPTION]... [FILE]...",
        "Print the last 10 lines of each FILE, under a header if there is more than one \
         FILE.",
    )
    .options(options![
        value(
            "-c, --bytes",
            "[+]NUM",
            "print the last NUM bytes; with +, everything from byte NUM on",
        ),
        flag("--debug", "report on standard error how files are followed"),
        flag("-f", "").shown_with("follow"),
        optional(
            "--follow",
            "{name|descriptor}",
            "print data as it is appended; follow the open file (descriptor, the default) or \
             whatever file has the name",
        ),
        flag("-F", "the same as --follow=name --retry"),
        value(
            "-n, --lines",
            "[+]NUM",
            "print the last NUM lines; with +, everything from line NUM on",
        ),
        value(
            "--max-unchanged-stats",
            "N",
            "with --follow=name, reopen a file that did not change for N (5) checks, in case \
             it was replaced; only used without inotify",
        ),
        value(
            "--pid",
            "PID",
            "with -f, stop when process PID has ended; may be repeated",
        ),
        flag("-q, --quiet, --silent", "never print headers"),
        flag("--retry", "keep trying to open a file that is inaccessible"),
        value(
            "-s, --sleep-interval",
            "N",
            "with -f, check about every N seconds (1.0)",
        ),
        flag("-v, --verbose", "always print headers"),
        flag(
            "-z, --zero-terminated",
            "lines are terminated by NUL instead of newline",
        ),
        flag("---disable-inotify", ""),
        flag("---presume-input-pipe", ""),
    ])
    // Stated only to report that -NUM must be the first argument.
    .options(cli::DIGITS)
    .notes(
        "Standard input is read if there is no FILE, and for each FILE that is -. NUM may \
         have a suffix: b 512, kB 1000, K 1024, MB 1000*1000, M 1024*1024, and so on for \
         G, T, P, E, Z, Y, R, Q. KiB means K, MiB means M, and so on.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = Settings::default().parse(options);
        });
    }
}
