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

pub fn cli() -> Cli {
    cli::utility(
        "timeout",
        "[OPTION]... DURATION COMMAND [ARG]...",
        "Run COMMAND, and terminate it if it is still running after DURATION.",
    )
    .options(options![
        flag(
            "-f, --foreground",
            "allow COMMAND to use the terminal; its children are then not timed out",
        ),
        value(
            "-k, --kill-after",
            "DURATION",
            "also send KILL if COMMAND still runs this long after the first signal",
        ),
        flag(
            "-p, --preserve-status",
            "exit with the status of COMMAND even after a timeout",
        ),
        value(
            "-s, --signal",
            "SIGNAL",
            "send SIGNAL, a name or a number, instead of TERM",
        ),
        flag(
            "-v, --verbose",
            "report on standard error which signals are sent",
        ),
    ])
    .notes(
        "DURATION is a number with the optional suffix s (seconds, the default), m \
         (minutes), h (hours) or d (days). 0 disables the timeout.\n\n\
         The exit status is 124 if COMMAND timed out, 125 if timeout itself failed, 126 if \
         COMMAND cannot be run, 127 if it is not found, 137 if it was sent KILL, else the \
         status of COMMAND.",
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
