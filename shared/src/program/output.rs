//! Standard output: one buffer for the process, written out at exit, where a failure is
//! reported as GNU's utilities report it (`NAME: write error: No space left on device`).
//!
//! `std::io::stdout()` does not fit: it searches everything that it is given for the last
//! newline, and it reports success where the descriptor is closed.

use super::error::{Error, Result};
use crate::sys::close::close_stdout;
use crate::text::quoting::quoteaf;
use rustix::fd::BorrowedFd;
use rustix::io::retry_on_intr;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard};

/// Number of bytes that are buffered before they are written.
const CAPACITY: usize = 64 * 1024;

/// Buffered standard output: by lines on a terminal or as `stdbuf` asks, else by blocks.
#[derive(Debug)]
pub struct Output {
    buffer: Vec<u8>,
    mode: Option<Mode>,
    failed: bool,
    /// Whether a write failed and the failure has not been reported.
    lost: bool,
}

/// When the buffer is flushed.
#[derive(Clone, Copy, Debug)]
enum Mode {
    Blocks,
    Lines,
    Unbuffered,
}

static STDOUT: Mutex<Output> = Mutex::new(Output::new());

/// Returns standard output, locked until the guard is dropped.
///
/// [`diagnostics`](super::diagnostics) flushes it before each message, unless the utility holds
/// the guard at that time.
pub fn stdout() -> MutexGuard<'static, Output> {
    STDOUT
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Returns the descriptor of standard output.
pub fn descriptor() -> BorrowedFd<'static> {
    rustix::stdio::stdout()
}

/// Prints `bytes`. Large slices bypass the buffer.
///
/// # Errors
/// See [`error_of_stream`].
pub fn put(bytes: &[u8]) -> Result {
    let mut out = stdout();
    let result = match bytes.len() {
        0..4096 => out.write_all(bytes),
        _ => out.write_block(bytes),
    };
    drop(out);
    result.map_err(|e| error_of_stream(&e))
}

/// Returns the error for a failed write, in the words of the GNU utilities that check each write.
pub fn error_of_stream(e: &io::Error) -> Error {
    let stdout = quoteaf(OsStr::new("standard output"));
    Error::io(format!("error writing {stdout}"), e)
}

/// Flushes the buffer at exit, and closes standard output: on network file systems, close(2) may
/// be the first call that reports that written data was lost.
///
/// # Errors
/// A failure to write, now or before a message, that has not been reported yet, or to close.
pub fn finish() -> Result {
    let mut out = stdout();
    if out.lost {
        // The reason is no longer known, as in GNU's utilities, except where writing what was
        // printed since then, or close(2), finds it.
        if let Err(e) = out.flush() {
            return Err(write_error(&e));
        }
        return Err(match rustix::io::fcntl_getfd(descriptor()) {
            Ok(_) => Error::new("write error"),
            Err(e) => write_error(&e.into()),
        });
    }
    if out.failed {
        return Ok(());
    }
    out.flush()
        .and_then(|()| match close_stdout() {
            // It was closed all along, and nothing was printed.
            Err(e) if e.raw_os_error() == Some(libc::EBADF) => Ok(()),
            result => result,
        })
        .map_err(|e| write_error(&e))
}

/// Returns the error with which a utility stops when it cannot write. [`finish`] does not report
/// the failure again.
pub fn write_error(e: &io::Error) -> Error {
    Error::io("write error", e)
}

/// Marks an error of standard output that occurs while an input is processed, so that it isn't
/// reported as an error of the input. See [`crate::input::files::for_each_input`].
pub fn fatal(e: io::Error) -> io::Error {
    io::Error::other(Fatal(e))
}

/// Returns the error to stop with if `e` was marked by [`fatal`], else `e` itself.
pub(crate) fn into_fatal(e: io::Error) -> Result<Error, io::Error> {
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

/// Flushes standard output, so that a message comes after what was printed before it.
pub(super) fn flush_before_message() {
    if let Ok(mut out) = STDOUT.try_lock() {
        // A failure is reported at exit.
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

    /// Writes without checking whether standard output is a terminal, where lines are flushed at
    /// once. For utilities that end as soon as they have printed.
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

    /// Flushes the buffer, then writes `bytes` directly. For blocks that are already large.
    ///
    /// # Errors
    /// Those of `write(2)`.
    pub fn write_block(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.flush()?;
        while !bytes.is_empty() {
            match retry_on_intr(|| rustix::io::write(descriptor(), bytes)) {
                Ok(n) => bytes = &bytes[n..],
                Err(e) => {
                    (self.failed, self.lost) = (true, false);
                    return Err(e.into());
                }
            }
        }
        Ok(())
    }

    /// Writes a line of a utility whose lines GNU flushes one by one (wc, for example). After a
    /// failure that [`finish`] reports without its reason, failures of later lines add none.
    ///
    /// # Errors
    /// Those of `write(2)`.
    pub fn write_line(&mut self, line: &[u8]) -> io::Result<()> {
        if !self.lost {
            return self.write_all(line);
        }
        // The failure that was before it is reported at the end.
        let _ = self.write_block(line);
        self.lost = true;
        Ok(())
    }

    /// Returns whether lines may stay in the buffer until it is full.
    pub fn collects_blocks(&mut self) -> bool {
        matches!(self.mode(), Mode::Blocks)
    }

    fn mode(&mut self) -> Mode {
        *self.mode.get_or_insert_with(|| {
            // `stdbuf` sets this for the C library's streams; ours behaves like them.
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
            // NUL ends the lines of `--zero-terminated`.
            Mode::Lines if matches!(bytes.last(), Some(b'\n' | 0)) => self.flush(),
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

/// Lets `?` convert an error of writing standard output, the only I/O error that needs no name.
impl From<io::Error> for Error {
    fn from(e: io::Error) -> Self {
        write_error(&e)
    }
}
