//! Output to whoever runs the tool. std's own macros panic where the reader of a pipe is gone.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process;

/// The status that a shell reports for a program that SIGPIPE ended, see signal(7).
const ENDED_BY_SIGPIPE: i32 = 128 + 13;

/// Prints a line to standard output.
///
/// # Exits
/// As [`text`] does.
#[macro_export]
macro_rules! say {
    ($($content:tt)*) => {
        $crate::output::text(format_args!("{}\n", format_args!($($content)*)))
    };
}

/// Prints a line to standard error. An error of that is ignored, as there is no place to report it.
#[macro_export]
macro_rules! note {
    ($($content:tt)*) => {
        $crate::output::aside(format_args!("{}\n", format_args!($($content)*)))
    };
}

/// Prints to standard output.
///
/// # Exits
/// The process ends if that fails: quietly if nobody reads any more, with a message otherwise.
pub fn text(content: fmt::Arguments<'_>) {
    let mut out = io::stdout().lock();
    let Err(e) = out.write_fmt(content).and_then(|()| out.flush()) else {
        return;
    };
    if e.kind() != ErrorKind::BrokenPipe {
        note!("error: cannot write to standard output: {e}");
        process::exit(1);
    }
    process::exit(ENDED_BY_SIGPIPE);
}

/// Prints to standard error, if that is possible.
pub fn aside(content: fmt::Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(content);
}
