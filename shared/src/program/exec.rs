//! Becoming another command: what `env`, `nice`, `nohup`, `timeout` and their like end with, and
//! the exit statuses that they have in common (manual node "Exit status").

use crate::program::error::Error;
use crate::sys::process;
use crate::text::quoting::quote;
use std::ffi::OsStr;
use std::io;

/// The status of a failure before the command was tried.
pub const CANCELED: i32 = 125;

/// The status where the command exists but can't be run.
pub const CANNOT_INVOKE: i32 = 126;

/// The status where there is no such command.
pub const NOT_FOUND: i32 = 127;

/// The status that tells why a command could not be run.
pub fn status(e: &io::Error) -> i32 {
    if e.kind() == io::ErrorKind::NotFound {
        NOT_FOUND
    } else {
        CANNOT_INVOKE
    }
}

/// Becomes `command`: a name that is looked up in PATH, and its arguments. Returns only the
/// error to stop with, in the words `failed to run command ‘x’: reason`.
pub fn run(command: &[&OsStr]) -> Error {
    or_fail(command, |name| {
        format!("failed to run command {}", quote(name))
    })
}

/// The same in the shorter words `‘x’: reason`.
pub fn execute(command: &[&OsStr]) -> Error {
    or_fail(command, quote)
}

/// The same in other words, made of the command's name once it is known not to run.
pub fn or_fail(command: &[&OsStr], words: fn(&OsStr) -> String) -> Error {
    let program = command.first().copied().unwrap_or_default();
    let e = process::execute(program, command);
    Error::io(words(program), &e).with_status(status(&e))
}
