//! [`Error`]: why a utility stops. Messages are GNU's: `NAME: OPERAND: reason`.
//!
//! A utility stops by returning an `Error`. To report a problem and go on, it calls
//! [`diagnostics`](super::diagnostics).

use super::status::failure;
use crate::sys;
use std::io;

/// The outcome of a utility or of one step of it.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// A message (absent if it was already printed) and an exit status.
#[derive(Debug)]
pub struct Error {
    message: Option<String>,
    status: i32,
    hint: bool,
}

impl Error {
    /// An error with `message` and the utility's failure status.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: Some(message.into()),
            ..Self::exit(failure())
        }
    }

    /// An error with the message `message: reason`, where the reason is the C library's text
    /// for `error`.
    pub fn io(message: impl Into<String>, error: &io::Error) -> Self {
        let mut message = message.into();
        message.push_str(": ");
        message.push_str(&reason(error));
        Self::new(message)
    }

    /// An error with `message`, followed by "Try 'NAME --help' for more information."
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            hint: true,
            ..Self::new(message)
        }
    }

    /// An error with only that hint, because `getopt_long(3)` has printed the message.
    pub fn usage_reported() -> Self {
        Self {
            hint: true,
            ..Self::exit(failure())
        }
    }

    /// An exit status without a message.
    pub fn exit(status: i32) -> Self {
        Self {
            message: None,
            status,
            hint: false,
        }
    }

    /// Replaces the exit status.
    #[must_use]
    pub fn with_status(self, status: i32) -> Self {
        Self { status, ..self }
    }

    /// Removes the message and the hint.
    #[must_use]
    pub fn silent(self) -> Self {
        Self::exit(self.status)
    }

    /// Returns whether this is a mistake in the arguments, reported with the hint at `--help`.
    pub fn is_usage(&self) -> bool {
        self.hint
    }

    /// The message, without the program's name.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The exit status.
    pub fn status(&self) -> i32 {
        self.status
    }
}

/// The C library's text for `error` (strerror(3)), without Rust's "(os error N)".
pub fn reason(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => sys::strerror(code),
        None => error.to_string(),
    }
}
