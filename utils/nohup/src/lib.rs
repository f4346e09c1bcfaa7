//! nohup: run a command that ignores hangups, with its output in a file.
//!
//! GNU manual node "nohup invocation"; POSIX nohup.

use shared::input::files::{open, open_mode};
use shared::libc::SIGHUP;
use shared::prelude::*;
use shared::program::exec;
use shared::program::posix;
use shared::rustix::fd::{AsFd, OwnedFd};
use shared::rustix::fs::{Mode, OFlags};
use shared::rustix::io::{Errno, fcntl_dupfd_cloexec, fcntl_getfd};
use shared::rustix::process::umask;
use shared::rustix::stdio::{self, dup2_stderr, dup2_stdin, dup2_stdout};
use shared::rustix::termios::{isatty, tcgetattr};
use shared::sys::signal;
use std::ffi::OsString;

/// The file that output is appended to, in the working directory or in the home directory.
const FILE: &str = "nohup.out";

pub fn run(args: Args) -> Result {
    let posix = posix::is_strict();
    status::set_failure(if posix {
        exec::NOT_FOUND
    } else {
        exec::CANCELED
    });
    let mut options = args.parse_leading(cli);
    while options.next()?.is_some() {}
    let command = options.operands();
    if command.is_empty() {
        return Err(cli::missing_operand(None));
    }
    let terminal = redirect()?;
    signal::set_ignored(SIGHUP, true).map_err(|e| Error::io("failed to ignore hangups", &e))?;
    let failure = exec::or_fail(&command, |name| {
        format!("failed to run command {}", quoteaf(name))
    });
    if let Some(terminal) = terminal {
        // The command did not start, so the message belongs on the terminal. If it can't go
        // there, it goes where the output was to go.
        let _ = dup2_stderr(&terminal);
    }
    // A message that can't be written would change the exit status.
    Err(match fcntl_getfd(stdio::stderr()) {
        Ok(_) => failure,
        Err(_) => failure.silent(),
    })
}

pub fn cli() -> Cli {
    cli::utility(
        "nohup",
        "COMMAND [ARG]...",
        "Run COMMAND so that it survives when its terminal is closed.",
    )
    .notes(
        "If standard input is a terminal, COMMAND cannot read from it. If standard output \
         is a terminal, output is appended to nohup.out, or to $HOME/nohup.out. If \
         standard error is a terminal, it is redirected to standard output.",
    )
}

/// Redirects the standard streams that are a terminal, and prints where to. Returns the old
/// standard error if it was redirected.
fn redirect() -> Result<Option<OwnedFd>> {
    let input = isatty(stdio::stdin());
    let output = isatty(stdio::stdout());
    let errors = isatty(stdio::stderr());
    if input {
        // Opened only for writing, so that reading fails.
        open(OsStr::new("/dev/null"), OFlags::WRONLY)
            .and_then(|null| Ok(dup2_stdin(null)?))
            .map_err(|e| Error::io("failed to render standard input unusable", &e))?;
        if !output && !errors {
            announce("ignoring input")?;
        }
    }
    let ignoring = if input { "ignoring input and " } else { "" };
    let mut file = None;
    if output || (errors && is_closed(stdio::stdout())) {
        let (name, opened) = open_output()?;
        if output {
            dup2_stdout(&opened).map_err(|e| failed_to_open(&name, &e.into()))?;
        }
        announce(&format!("{ignoring}appending output to {}", quoteaf(&name)))?;
        file = Some(opened);
    }
    if !errors {
        return Ok(None);
    }
    // Without this copy, a later message goes where the output goes.
    let terminal = fcntl_dupfd_cloexec(stdio::stderr(), 3).ok();
    if !output {
        announce(&format!(
            "{ignoring}redirecting standard error to standard output"
        ))?;
    }
    let target = file.as_ref().map_or(stdio::stdout(), |file| file.as_fd());
    dup2_stderr(target).map_err(|e| Error::io("failed to redirect standard error", &e.into()))?;
    Ok(terminal)
}

/// Prints what happens to the streams. If that fails, the command is not run.
fn announce(message: &str) -> Result {
    diagnostics::try_warning(message).map_err(|_| Error::exit(status::failure()))
}

fn is_closed(stream: impl AsFd) -> bool {
    matches!(tcgetattr(stream), Err(Errno::BADF))
}

/// Opens the file in the working directory or else in the home directory, readable only by this
/// user.
fn open_output() -> Result<(OsString, OwnedFd)> {
    let mode = Mode::RUSR | Mode::WUSR;
    let create = |name: &OsStr| {
        let flags = OFlags::CREATE | OFlags::WRONLY | OFlags::APPEND;
        let usual = umask(!mode);
        let opened = open_mode(name, flags, mode);
        umask(usual);
        opened
    };
    let here = OsStr::new(FILE);
    let not_here = match create(here) {
        Ok(file) => return Ok((here.to_owned(), file)),
        Err(e) => failed_to_open(here, &e),
    };
    let Some(mut name) = std::env::var_os("HOME") else {
        return Err(not_here);
    };
    if !name.is_empty() && !name.as_bytes().ends_with(b"/") {
        name.push("/");
    }
    name.push(FILE);
    match create(&name) {
        Ok(file) => Ok((name, file)),
        Err(e) => {
            not_here.emit();
            Err(failed_to_open(&name, &e))
        }
    }
}

fn failed_to_open(name: &OsStr, e: &io::Error) -> Error {
    Error::io(format!("failed to open {}", quoteaf(name)), e)
}
