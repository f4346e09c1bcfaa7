//! One way to fail. A utility dies by returning an [`Error`]; it warns and goes on by
//! [`warn`], which remembers the exit status. Messages are GNU's: `NAME: OPERAND: reason`.

use crate::quoting::quotef;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// The outcome of a utility or of one step of it.
pub type Result<T = ()> = std::result::Result<T, Error>;

/// Why a utility stops: a message (none where it was already printed) and an exit status.
#[derive(Debug)]
pub struct Error {
    message: Option<String>,
    status: i32,
    hint: bool,
}

static PROGRAM: Mutex<Option<&OsStr>> = Mutex::new(None);
static STATUS: AtomicI32 = AtomicI32::new(0);
static FAILURE: AtomicI32 = AtomicI32::new(1);
/// Was there a message that standard error did not take?
static UNTOLD: AtomicBool = AtomicBool::new(false);

impl Error {
    /// Stops with `message` and the utility's failure status.
    pub fn new(message: impl Into<String>) -> Self {
        let status = match option_env!("CORELINK_CHANGE_GENERIC") {
            None => failure(),
            // A change to be measured (`cargo xtask compare --update-cost`): of a generic
            // function, which is compiled where it is called. No more of it is ever seen.
            Some(_) => failure() & 0xff,
        };
        Self {
            message: Some(message.into()),
            status,
            hint: false,
        }
    }

    /// Stops with `message: reason`, the reason being the C library's text for `error`.
    pub fn io(message: impl Into<String>, error: &io::Error) -> Self {
        let mut message = message.into();
        message.push_str(": ");
        message.push_str(&reason(error));
        Self::new(message)
    }

    /// Stops with `message`, then "Try 'NAME --help' for more information."
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            hint: true,
            ..Self::new(message)
        }
    }

    /// Stops with just that hint: the message was printed by `getopt_long(3)`.
    pub fn usage_reported() -> Self {
        Self {
            hint: true,
            ..Self::exit(failure())
        }
    }

    /// Stops without a message.
    pub fn exit(status: i32) -> Self {
        Self {
            message: None,
            status,
            hint: false,
        }
    }

    /// The same with another exit status.
    #[must_use]
    pub fn with_status(self, status: i32) -> Self {
        Self { status, ..self }
    }

    /// The same without its message.
    #[must_use]
    pub fn silent(self) -> Self {
        Self {
            message: None,
            hint: false,
            ..self
        }
    }

    /// Is it a mistake in the arguments, which ends in the hint at `--help`?
    pub fn is_usage(&self) -> bool {
        self.hint
    }

    /// What is said on standard error, without the program's name.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Says it on standard error and makes its status the exit status.
    pub fn report(&self) {
        if let Some(message) = &self.message {
            say(message);
        }
        if self.hint {
            let name = program().to_string_lossy();
            write_stderr(format!("Try '{name} --help' for more information.\n").as_bytes());
        }
        // `--help` stops with 0, which must not hide a failure met before it.
        if self.status != 0 {
            STATUS.store(self.status, Relaxed);
        }
    }
}

/// Sets the name that messages start with: the first argument, as in GNU's.
pub fn set_program(name: &'static OsStr) {
    *PROGRAM.lock().unwrap_or_else(PoisonError::into_inner) = Some(name);
}

/// The name that messages start with.
pub fn program() -> &'static OsStr {
    PROGRAM
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .unwrap_or_default()
}

/// Sets the status of a failure where it isn't 1: 2 for ls and sort, 125 for env, ….
pub fn set_failure(status: i32) {
    FAILURE.store(status, Relaxed);
}

/// The status of a failure.
pub fn failure() -> i32 {
    FAILURE.load(Relaxed)
}

/// The exit status so far.
pub fn status() -> i32 {
    STATUS.load(Relaxed)
}

/// Sets the exit status that the utility ends with if nothing worse happens.
pub fn set_status(status: i32) {
    STATUS.store(status, Relaxed);
}

/// Warns about `operand` and goes on: prints `NAME: OPERAND: reason`, remembers the failure.
pub fn warn(operand: &OsStr, error: &io::Error) {
    complain(&format!("{}: {}", quotef(operand), reason(error)));
}

/// Warns in other words (`NAME: message`) and goes on, remembering the failure.
pub fn complain(message: &str) {
    say(message);
    set_status(failure());
}

/// Warns in the words `message: reason`, and goes on, remembering the failure.
pub fn complain_io(message: &str, error: &io::Error) {
    complain(&format!("{message}: {}", reason(error)));
}

/// Prints `NAME: message` on standard error and remembers nothing.
pub fn say(message: &str) {
    say_bytes(message.as_bytes());
}

/// The same for a message that holds bytes of an argument as they are.
pub fn say_bytes(message: &[u8]) {
    crate::output::flush_before_message();
    write_stderr(&line(message));
}

/// The same where it matters whether it can be said.
///
/// # Errors
/// Those of write(2). (`std` takes a closed standard error for one that takes everything.)
pub fn try_say(message: &str) -> io::Result<()> {
    crate::output::flush_before_message();
    try_write_stderr(&line(message.as_bytes()))
}

fn line(message: &[u8]) -> Vec<u8> {
    let name = program().as_bytes();
    [name, b": ", message, b"\n"].concat()
}

/// Writes to standard error in one piece. Where this fails, nobody is left to be told, but the
/// exit status becomes that of a failure.
pub fn write_stderr(bytes: &[u8]) {
    if try_write_stderr(bytes).is_err() {
        UNTOLD.store(true, Relaxed);
    }
}

fn try_write_stderr(bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match rustix::io::write(rustix::stdio::stderr(), rest) {
            Ok(n) => rest = &rest[n..],
            Err(rustix::io::Errno::INTR) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(())
}

/// Answers for what could not be told, at exit.
pub(crate) fn finish() {
    if UNTOLD.load(Relaxed) {
        set_status(failure());
    }
}

/// The C library's text for `error`, without Rust's "(os error N)".
pub fn reason(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(code) => crate::sys::strerror(code),
        None => error.to_string(),
    }
}
