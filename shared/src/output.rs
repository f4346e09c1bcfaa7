//! Standard output: one buffer for the process, written out at exit, where a failure is
//! reported as GNU's utilities report it (`NAME: write error: No space left on device`).
//!
//! Not `std::io::stdout()`: that looks for the last newline in all that it is given, and
//! treats a closed descriptor as a sink that takes everything.

use crate::error;
use crate::quoting::quoteaf;
use rustix::fd::BorrowedFd;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::sync::{Mutex, MutexGuard};

/// Bytes that are kept before they are written. The other number is a change to be measured
/// (`cargo xtask compare --update-cost`): of one function that is not generic.
const CAPACITY: usize = match option_env!("CORELINK_CHANGE_BODY") {
    None => 64 * 1024,
    Some(_) => 32 * 1024,
};

/// Standard output, buffered; by whole lines where it is a terminal, or as stdbuf says.
#[derive(Debug)]
pub struct Output {
    buffer: Vec<u8>,
    mode: Option<Mode>,
    failed: bool,
    /// Did it fail where nobody was told?
    lost: bool,
}

/// When standard output is written out.
#[derive(Clone, Copy, Debug)]
enum Mode {
    Blocks,
    Lines,
    Unbuffered,
}

static STDOUT: Mutex<Output> = Mutex::new(Output::new());

/// Standard output, locked until the guard is dropped. [`error::warn`] writes out what was
/// printed before it, unless the utility holds a guard at that time.
pub fn stdout() -> MutexGuard<'static, Output> {
    STDOUT
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The descriptor of standard output.
pub fn descriptor() -> BorrowedFd<'static> {
    rustix::stdio::stdout()
}

/// Prints `NAME: message` on standard output: what `-v` has to tell.
pub fn tell(message: &str) {
    let line = [
        error::program().as_bytes(),
        b": ",
        message.as_bytes(),
        b"\n",
    ]
    .concat();
    // A failure is reported at exit; what was told about has been done all the same.
    let _ = stdout().write_all(&line);
}

/// Prints `bytes`, without copying them where they are many.
///
/// # Errors
/// See [`error_of_stream`].
pub fn put(bytes: &[u8]) -> error::Result {
    let mut out = stdout();
    let result = match bytes.len() {
        0..4096 => out.write_all(bytes),
        _ => out.write_block(bytes),
    };
    drop(out);
    result.map_err(|e| error_of_stream(&e))
}

/// A failure to write, in the words of GNU's utilities that look at each write.
pub fn error_of_stream(e: &io::Error) -> error::Error {
    let stdout = quoteaf(OsStr::new("standard output"));
    error::Error::io(format!("error writing {stdout}"), e)
}

/// Writes out what is left; a failure is reported once and becomes the exit status.
pub fn finish() {
    let mut out = stdout();
    if out.lost {
        drop(out);
        // The reason is gone, as it is in GNU's utilities, but for that which closing finds, too.
        return match rustix::io::fcntl_getfd(descriptor()) {
            Ok(_) => error::complain("write error"),
            Err(e) => error::complain_io("write error", &e.into()),
        };
    }
    if out.failed {
        return;
    }
    if let Err(e) = out.flush() {
        drop(out);
        error::complain_io("write error", &e);
    }
}

/// The error of a utility that can't write: it stops, and [`finish`] says no more.
pub fn write_error(e: &io::Error) -> error::Error {
    error::Error::io("write error", e)
}

/// Marks an error of standard output within work on an input, so that it isn't taken for
/// one of the input. See [`crate::files::for_each_input`].
pub fn fatal(e: io::Error) -> io::Error {
    io::Error::other(Fatal(e))
}

/// The error to stop with if `e` was marked by [`fatal`], else `e` itself.
pub(crate) fn into_fatal(e: io::Error) -> Result<error::Error, io::Error> {
    match e.downcast::<Fatal>() {
        Ok(Fatal(e)) => Ok(write_error(&e)),
        Err(e) => Err(e),
    }
}

#[derive(Debug)]
struct Fatal(io::Error);

impl std::fmt::Display for Fatal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Fatal {}

/// Keeps the order of messages and output where both go to one place.
pub(crate) fn flush_before_message() {
    if let Ok(mut out) = STDOUT.try_lock() {
        // A failure is reported at the end.
        out.lost |= out.flush().is_err();
    }
}

impl Output {
    const fn new() -> Self {
        Self {
            buffer: Vec::new(),
            mode: None,
            failed: false,
            lost: false,
        }
    }

    /// Writes without asking if this is a terminal, where lines would be written out at once:
    /// for utilities that end as soon as they have printed.
    ///
    /// # Errors
    /// Those of `write(2)`.
    pub fn write_at_end(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.buffer.len() + bytes.len() > CAPACITY {
            self.flush()?;
            if bytes.len() >= CAPACITY {
                return self.write_block(bytes);
            }
        }
        self.buffer.extend_from_slice(bytes);
        Ok(())
    }

    /// Writes past the buffer, after what it holds: for blocks that are large already.
    ///
    /// # Errors
    /// Those of `write(2)`.
    pub fn write_block(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.flush()?;
        while !bytes.is_empty() {
            match rustix::io::write(descriptor(), bytes) {
                Ok(n) => bytes = &bytes[n..],
                Err(rustix::io::Errno::INTR) => {}
                Err(e) => {
                    (self.failed, self.lost) = (true, false);
                    return Err(e.into());
                }
            }
        }
        Ok(())
    }

    fn mode(&mut self) -> Mode {
        *self.mode.get_or_insert_with(|| {
            // What stdbuf asks of the C library's streams holds for ours.
            match std::env::var_os("_STDBUF_O") {
                Some(mode) if mode == "L" => Mode::Lines,
                Some(mode) if mode == "0" => Mode::Unbuffered,
                Some(_) => Mode::Blocks,
                None if rustix::termios::isatty(descriptor()) => Mode::Lines,
                None => Mode::Blocks,
            }
        })
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_at_end(bytes)?;
        match self.mode() {
            Mode::Lines if bytes.ends_with(b"\n") => self.flush(),
            Mode::Unbuffered => self.flush(),
            _ => Ok(()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        let result = self.write_block(&buffer);
        buffer.clear();
        self.buffer = buffer;
        result
    }
}

/// Makes `?` work on writes to standard output: the only I/O whose error needs no name.
impl From<io::Error> for error::Error {
    fn from(e: io::Error) -> Self {
        write_error(&e)
    }
}
