//! Messages of a utility that goes on.
//!
//! | function | prints | to | sets the failure status |
//! |---|---|---|---|
//! | [`operand_error`] | `NAME: OPERAND: reason` | standard error | yes |
//! | [`error`] | `NAME: message` | standard error | yes |
//! | [`error_io`] | `NAME: message: reason` | standard error | yes |
//! | [`Error::emit`] | the error's message and hint | standard error | yes, to the error's own status |
//! | [`warning`], [`warning_bytes`] | `NAME: message` | standard error | no |
//! | [`note`] | `NAME: message` | standard output | no |
//!
//! Standard output is flushed before each message, so that both keep their order where they go
//! to the same file.

use super::error::{Error, reason};
use super::name::program;
use super::output::{flush_before_message, stdout};
use super::status;
use crate::text::quoting::quotef;
use rustix::io::retry_on_intr;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Whether a message could not be written to standard error.
static LOST: AtomicBool = AtomicBool::new(false);

/// Prints `NAME: OPERAND: reason` on standard error and sets the failure status.
pub fn operand_error(operand: &OsStr, e: &io::Error) {
    error(&format!("{}: {}", quotef(operand), reason(e)));
}

/// Prints `NAME: message` on standard error and sets the failure status.
pub fn error(message: &str) {
    warning(message);
    status::set(status::failure());
}

/// Prints `NAME: message: reason` on standard error and sets the failure status.
pub fn error_io(message: &str, e: &io::Error) {
    error(&format!("{message}: {}", reason(e)));
}

/// Prints `NAME: message` on standard error and leaves the exit status as it is.
pub fn warning(message: &str) {
    warning_bytes(message.as_bytes());
}

/// Like [`warning`], for a message that contains bytes of an argument unchanged.
pub fn warning_bytes(message: &[u8]) {
    flush_before_message();
    write_stderr(&line(message));
}

/// Like [`warning`], for a caller that must know whether the message was written.
///
/// # Errors
/// Those of write(2). (`std` reports success where standard error is closed.)
pub fn try_warning(message: &str) -> io::Result<()> {
    flush_before_message();
    try_write_stderr(&line(message.as_bytes()))
}

/// Prints `NAME: message` on standard output, as `--verbose` does.
pub fn note(message: &str) {
    // A failure is reported at exit; the action that the note is about has been done anyway.
    let _ = stdout().write_all(&line(message.as_bytes()));
}

impl Error {
    /// Prints the message and the hint on standard error and sets the error's exit status.
    pub fn emit(&self) {
        if let Some(message) = self.message() {
            warning(message);
        }
        if self.is_usage() {
            let name = program().to_string_lossy();
            write_stderr(format!("Try '{name} --help' for more information.\n").as_bytes());
        }
        // `--help` stops with status 0, which must not hide an earlier failure.
        if self.status() != 0 {
            status::set(self.status());
        }
    }
}

fn line(message: &[u8]) -> Vec<u8> {
    [program().as_bytes(), b": ", message, b"\n"].concat()
}

/// Writes to standard error in one piece. A failure cannot be reported anywhere, but it makes the
/// exit status that of a failure.
pub fn write_stderr(bytes: &[u8]) {
    if try_write_stderr(bytes).is_err() {
        LOST.store(true, Relaxed);
    }
}

fn try_write_stderr(bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let n = retry_on_intr(|| rustix::io::write(rustix::stdio::stderr(), rest))?;
        rest = &rest[n..];
    }
    Ok(())
}

/// Sets the failure status if a message was lost. Called at exit.
pub(super) fn finish() {
    if LOST.load(Relaxed) {
        status::set(status::failure());
    }
}
