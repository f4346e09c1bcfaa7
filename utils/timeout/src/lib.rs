//! timeout: run a command with a time limit.
//!
//! GNU manual node "timeout invocation"; POSIX timeout.

mod monitor;

use monitor::Monitor;
use shared::libc::SIGTERM;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::program::{exec, signals};
use shared::time::duration::{self, FOREVER};
use std::time::Duration;

pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let (monitor, command) = parse(args.parse_leading(cli))?;
    monitor.run(&command)
}

/// Returns the limits to keep, and the command.
fn parse(mut options: Options) -> Result<(Monitor, Vec<&'static OsStr>)> {
    let mut monitor = Monitor {
        signal: SIGTERM,
        limit: None,
        kill_after: None,
        foreground: false,
        preserve_status: false,
        verbose: false,
    };
    while let Some(option) = options.next()? {
        match option.name {
            "foreground" => monitor.foreground = true,
            "kill-after" => monitor.kill_after = limit(option.value())?,
            "preserve-status" => monitor.preserve_status = true,
            "signal" => monitor.signal = signal(option.value())?,
            "verbose" => monitor.verbose = true,
            _ => option.unhandled(),
        }
    }
    let operands = options.operands();
    let [time, command @ ..] = &*operands else {
        return Err(Error::usage_reported());
    };
    if command.is_empty() {
        return Err(Error::usage_reported());
    }
    monitor.limit = limit(time)?;
    Ok((monitor, command.to_vec()))
}

pub fn cli() -> Command {
    cli::utility(
        "timeout",
        "[OPTION]... DURATION COMMAND [ARG]...",
        "Run COMMAND, and end it if it still runs after DURATION.",
    )
    .args([
        flag(
            "-f, --foreground",
            "leave COMMAND in the foreground of the terminal, and don't signal its children",
        ),
        value(
            "-k, --kill-after",
            "DURATION",
            "send KILL too if COMMAND still runs so long after the first signal",
        ),
        flag(
            "-p, --preserve-status",
            "exit with the status of COMMAND even if it timed out",
        ),
        value(
            "-s, --signal",
            "SIGNAL",
            "send SIGNAL on timeout (a name or a number), not TERM",
        ),
        flag(
            "-v, --verbose",
            "tell on standard error which signals are sent",
        ),
    ])
    .after_help(
        "DURATION is a number, of seconds or, with a suffix, of seconds (s), minutes (m), hours \
         (h)\nor days (d); 0 means no limit.\n\n\
         The status is 124 if COMMAND timed out, 125 if timeout itself failed, 126 if COMMAND \
         can't be\nrun, 127 if it doesn't exist, 137 if it was sent KILL, else that of COMMAND.",
    )
}

/// Parses a duration. Zero and infinity are no limit.
fn limit(given: &OsStr) -> Result<Option<Duration>> {
    let nanoseconds = duration::parse(given.as_bytes())
        .ok_or_else(|| Error::usage(format!("invalid time interval {}", quote(given))))?;
    if nanoseconds == 0 || nanoseconds == FOREVER {
        return Ok(None);
    }
    let seconds = u64::try_from(nanoseconds / 1_000_000_000).unwrap_or(u64::MAX);
    Ok(Some(Duration::new(
        seconds,
        (nanoseconds % 1_000_000_000) as u32,
    )))
}

fn signal(given: &OsStr) -> Result<i32> {
    signals::number(given.as_bytes())
        .ok_or_else(|| Error::usage(format!("{}: invalid signal", quote(given))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
