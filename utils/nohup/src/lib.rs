//! nohup: run a command immune to hangups, with output to a file. GNU manual node "nohup
//! invocation"; POSIX nohup.

use shared::input::files::{open, open_mode};
use shared::libc::SIGHUP;
use shared::prelude::*;
use shared::program::exec;
use shared::program::posix;
use shared::rustix::fd::{AsFd, OwnedFd};
use shared::rustix::fs::{Mode, OFlags};
use shared::rustix::io::{Errno, fcntl_getfd};
use shared::rustix::process::umask;
use shared::rustix::stdio::{self, dup2_stderr, dup2_stdin, dup2_stdout};
use shared::rustix::termios::{isatty, tcgetattr};
use shared::sys::signal;
use std::ffi::OsString;

/// The file that takes the output, here or in the user's home.
const FILE: &str = "nohup.out";

/// Runs nohup.
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
        // Where the output goes nobody looks for why there is none.
        let _ = dup2_stderr(&terminal);
    }
    // Where nobody can be told, it is not for that to change the status.
    Err(match fcntl_getfd(stdio::stderr()) {
        Ok(_) => failure,
        Err(_) => failure.silent(),
    })
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "nohup",
        "COMMAND [ARG]...",
        "Run COMMAND so that it survives when its terminal is closed.",
    )
    .after_help(
        "If standard input is a terminal, COMMAND cannot read from it. If standard output \
         is a terminal, output is appended to nohup.out, or to $HOME/nohup.out. If \
         standard error is a terminal, it is redirected to standard output.",
    )
}

/// Leads the standard streams away from the terminal, and tells so. Returns what standard
/// error was, if that was led away.
fn redirect() -> Result<Option<OwnedFd>> {
    let input = isatty(stdio::stdin());
    let output = isatty(stdio::stdout());
    let errors = isatty(stdio::stderr());
    if input {
        // For writing only, so that reading fails at once.
        open(OsStr::new("/dev/null"), OFlags::WRONLY)
            .and_then(|null| Ok(dup2_stdin(null)?))
            .map_err(|e| Error::io("failed to render standard input unusable", &e))?;
        if !output && !errors {
            tell("ignoring input")?;
        }
    }
    let ignoring = if input { "ignoring input and " } else { "" };
    let mut file = None;
    if output || (errors && is_closed(stdio::stdout())) {
        let (name, opened) = open_output()?;
        if output {
            dup2_stdout(&opened).map_err(|e| failed_to_open(&name, &e.into()))?;
        }
        tell(&format!("{ignoring}appending output to {}", quoteaf(&name)))?;
        file = Some(opened);
    }
    if !errors {
        return Ok(None);
    }
    let terminal = shared::rustix::io::fcntl_dupfd_cloexec(stdio::stderr(), 3).ok();
    if !output {
        tell(&format!("{ignoring}redirecting stderr to stdout"))?;
    }
    let target = file.as_ref().map_or(stdio::stdout(), |file| file.as_fd());
    dup2_stderr(target).map_err(|e| Error::io("failed to redirect standard error", &e.into()))?;
    Ok(terminal)
}

/// Says what is done to the streams; where that can't be said, nothing is run.
fn tell(message: &str) -> Result {
    diagnostics::try_warning(message).map_err(|_| Error::exit(status::failure()))
}

fn is_closed(stream: impl AsFd) -> bool {
    matches!(tcgetattr(stream), Err(Errno::BADF))
}

/// Opens the file here, or else in the user's home, for this user alone.
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
