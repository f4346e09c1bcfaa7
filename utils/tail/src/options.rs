//! The command line.

use crate::count::{self, Count};
use crate::last::Tail;
use crate::obsolete;
use shared::input::last::Unit;
use shared::prelude::*;
use shared::rustix::process::Pid;
use shared::rustix::termios::isatty;
use shared::time::duration::{self, Nanoseconds};

/// Where the titles stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Headers {
    BetweenSeveral,
    Always,
    Never,
}

/// What is followed: the file that was opened, or whatever has its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Descriptor,
    Name,
}

/// All that can be chosen.
pub(crate) struct Settings {
    pub(crate) tail: Tail,
    pub(crate) headers: Headers,
    pub(crate) mode: Option<Mode>,
    /// Are files that can't be opened tried again?
    pub(crate) retry: bool,
    pub(crate) interval: Nanoseconds,
    pub(crate) max_unchanged: u64,
    /// Following ends when these have ended.
    pub(crate) writers: Vec<Pid>,
    pub(crate) notified: bool,
    pub(crate) debug: bool,
}

/// For tests of what pipes need, on files.
const PRESUME_PIPE: &str = "-presume-input-pipe";
const NO_INOTIFY: &str = "-disable-inotify";

/// Reads the arguments: settings and operands.
pub(crate) fn read(args: Args) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings {
        tail: Tail {
            count: Count::default(),
            delimiter: b'\n',
            presume_pipe: false,
        },
        headers: Headers::BetweenSeveral,
        mode: None,
        retry: false,
        interval: 1_000_000_000,
        max_unchanged: 5,
        writers: Vec::new(),
        notified: true,
        debug: false,
    };
    let mut args = args;
    if let Some(obsolete) = obsolete::parse(args.raw())? {
        settings.tail.count = obsolete.count;
        settings.mode = obsolete.follow.then_some(Mode::Descriptor);
        let rest = args.raw()[1..].to_vec();
        args = args.with_raw(rest);
    }
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        let value = option.value();
        match option.name {
            "bytes" => settings.tail.count = settings.tail.count.parse(value, Unit::Bytes)?,
            "lines" => settings.tail.count = settings.tail.count.parse(value, Unit::Lines)?,
            "follow" | "f" => settings.mode = Some(mode(option.optional())?),
            "F" => (settings.mode, settings.retry) = (Some(Mode::Name), true),
            "retry" => settings.retry = true,
            "max-unchanged-stats" => {
                let what = "maximum number of unchanged stats between opens";
                settings.max_unchanged = count::parse(value, "", what)?;
            }
            "pid" => settings.writers.extend(writer(value)?),
            "sleep-interval" => {
                settings.interval = duration::parse(value.as_bytes())
                    .filter(|_| {
                        value
                            .as_bytes()
                            .last()
                            .is_some_and(|b| !b"smhd".contains(b))
                    })
                    .ok_or_else(|| {
                        Error::new(format!("invalid number of seconds: {}", quote(value)))
                    })?;
            }
            "quiet" => settings.headers = Headers::Never,
            "verbose" => settings.headers = Headers::Always,
            "zero-terminated" => settings.tail.delimiter = b'\0',
            "debug" => settings.debug = true,
            PRESUME_PIPE => settings.tail.presume_pipe = true,
            NO_INOTIFY => settings.notified = false,
            digit => {
                let message = format!("option used in invalid context -- {digit}");
                return Err(Error::new(message));
            }
        }
    }
    let mut operands = options.operands();
    if operands.is_empty() {
        operands.push(OsStr::new("-"));
    }
    warn_of_useless(&mut settings);
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

/// Says what has no effect, and takes it back.
fn warn_of_useless(settings: &mut Settings) {
    if settings.retry {
        match settings.mode {
            None => {
                settings.retry = false;
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
    if !settings.writers.is_empty() && settings.mode.is_none() {
        diagnostics::warning("warning: PID ignored; --pid=PID is useful only when following");
    }
}

fn mode(given: Option<&OsStr>) -> Result<Mode> {
    let Some(given) = given else {
        return Ok(Mode::Descriptor);
    };
    match keyword("--follow", given, &[("descriptor", 0), ("name", 1)])? {
        0 => Ok(Mode::Descriptor),
        _ => Ok(Mode::Name),
    }
}

/// A process; 0 stands for none.
fn writer(given: &OsStr) -> Result<Option<Pid>> {
    let number = count::parse(given, "", "PID")?;
    match i32::try_from(number) {
        Ok(number) => Ok(Pid::from_raw(number)),
        Err(_) => {
            let message = format!("invalid PID: {}", quote(given));
            let too_large = shared::rustix::io::Errno::OVERFLOW;
            Err(Error::io(message, &too_large.into()))
        }
    }
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "tail",
        "[OPTION]... [FILE]...",
        "Print the last 10 lines of each FILE, under a header where there are several.",
    )
    .args([
        value(
            "-c, --bytes",
            "[+]NUM",
            "print the last NUM bytes; with '+', from byte NUM on",
        ),
        flag("--debug", "say on standard error how files are followed"),
        flag("-f", "print what is appended to the file from now on"),
        optional(
            "--follow",
            "{name|descriptor}",
            "the same, of the open file or of what has its name",
        ),
        flag("-F", "same as --follow=name --retry"),
        value(
            "-n, --lines",
            "[+]NUM",
            "print the last NUM lines; with '+', from line NUM on",
        ),
        value(
            "--max-unchanged-stats",
            "N",
            "with --follow=name, look whether a file that did not change N times (5) was \
             replaced, where the kernel does not tell",
        ),
        value(
            "--pid",
            "PID",
            "with -f, end after process PID has ended; may be repeated",
        ),
        flag("-q, --quiet, --silent", "print no headers"),
        flag("--retry", "keep trying to open a file that can't be opened"),
        value(
            "-s, --sleep-interval",
            "N",
            "with -f, look about every N seconds (1.0)",
        ),
        flag("-v, --verbose", "print a header even for a single FILE"),
        flag("-z, --zero-terminated", "lines end with NUL, not newline"),
        flag("---presume-input-pipe", ""),
        flag("---disable-inotify", ""),
    ])
    // Known only to say that they stand in the wrong place.
    .args(["-0", "-1", "-2", "-3", "-4", "-5", "-6", "-7", "-8", "-9"].map(|d| flag(d, "")))
    .after_help(
        "With no FILE, or when FILE is -, read standard input. NUM may have a suffix:\n\
         b 512, kB 1000, K 1024, MB 1000^2, M 1024^2, and so on for G, T, P, E, Z, Y, R, Q;\n\
         KiB is K, MiB is M, and so on.",
    )
}
