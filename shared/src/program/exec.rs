//! Executing another command in place of this one, for `env`, `nice`, `nohup`, `timeout` and
//! others, and the exit statuses that they share (manual node "Exit status").

use crate::program::error::Error;
use crate::sys::process;
use crate::text::quoting::quote;
use std::ffi::OsStr;
use std::io;

/// Exit status after a failure before the command was executed.
pub const CANCELED: i32 = 125;

/// Exit status if the command was found but could not be executed.
pub const CANNOT_INVOKE: i32 = 126;

/// Exit status if the command was not found.
pub const NOT_FOUND: i32 = 127;

/// Returns the exit status for a failure to execute a command.
pub fn status(e: &io::Error) -> i32 {
    if e.kind() == io::ErrorKind::NotFound {
        NOT_FOUND
    } else {
        CANNOT_INVOKE
    }
}

/// Executes `command`: a name that is looked up in PATH, and its arguments. Returns only if that
/// fails, with the error `failed to run command ‘x’: reason`.
pub fn run(command: &[&OsStr]) -> Error {
    or_fail(command, |name| {
        format!("failed to run command {}", quote(name))
    })
}

/// Like [`run`], with the shorter error `‘x’: reason`.
pub fn execute(command: &[&OsStr]) -> Error {
    or_fail(command, quote)
}

/// Like [`run`], with an error message that `words` makes of the command's name.
pub fn or_fail(command: &[&OsStr], words: fn(&OsStr) -> String) -> Error {
    let program = command.first().copied().unwrap_or_default();
    let e = process::execute(program, command);
    Error::io(words(program), &e).with_status(status(&e))
}
