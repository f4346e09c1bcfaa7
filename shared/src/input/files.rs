//! Operands that name files: opening them, `-` for standard input, continuing after a failure.

use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::program::output;
use rustix::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use rustix::fs::{Mode, OFlags};
use std::ffi::OsStr;
use std::io::{self, Read};

/// A file that is open for reading: an operand, or standard input.
#[derive(Debug)]
pub struct Input {
    /// The operand.
    pub name: &'static OsStr,
    file: Option<OwnedFd>,
}

impl Input {
    /// Opens an operand for reading. `-` is standard input.
    ///
    /// # Errors
    /// Those of open(2).
    pub fn open(name: &'static OsStr) -> io::Result<Self> {
        Self::open_with(name, OFlags::empty())
    }

    /// Like [`Self::open`], with additional flags for files other than standard input.
    ///
    /// # Errors
    /// Those of open(2).
    pub fn open_with(name: &'static OsStr, flags: OFlags) -> io::Result<Self> {
        let file = if name == "-" {
            None
        } else {
            Some(open(name, OFlags::RDONLY | flags)?)
        };
        Ok(Self { name, file })
    }

    /// Opens a file for reading. `-` is an ordinary name.
    ///
    /// # Errors
    /// Those of open(2).
    pub fn open_file(name: &'static OsStr) -> io::Result<Self> {
        let file = Some(open(name, OFlags::RDONLY)?);
        Ok(Self { name, file })
    }

    /// Reads into the spare capacity of `buffer`. It is not zeroed first, so a small file does not
    /// touch all pages of a large buffer. Returns the number of bytes read.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn read_more(&self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        let read = || rustix::io::read(self, rustix::buffer::spare_capacity(buffer));
        Ok(rustix::io::retry_on_intr(read)?)
    }

    /// Returns whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.file.is_none()
    }
}

impl AsFd for Input {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file
            .as_ref()
            .map_or(rustix::stdio::stdin(), |f| f.as_fd())
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::retry_on_intr(|| {
            rustix::io::read(&*self, &mut *buffer)
        })?)
    }
}

/// Opens each operand, or standard input if there are none, and passes it to `work`. A file that
/// cannot be opened or read is reported, and the next one follows.
///
/// # Errors
/// Those that `work` marked with [`crate::program::output::fatal`]: after a failure of standard
/// output, there is no point in continuing.
pub fn for_each_input(
    operands: &[&'static OsStr],
    work: &mut dyn FnMut(&mut Input) -> io::Result<()>,
) -> Result {
    let stdin = [OsStr::new("-")];
    for &name in if operands.is_empty() {
        &stdin[..]
    } else {
        operands
    } {
        if let Err(e) = Input::open(name).and_then(|mut input| work(&mut input)) {
            match output::into_fatal(e) {
                Ok(fatal) => return Err(fatal),
                Err(e) => diagnostics::operand_error(name, &e),
            }
        }
    }
    Ok(())
}

/// Reports a closed standard input at the end, as GNU's utilities do, if `-` is among the operands.
///
/// # Errors
/// `NAME: -: Bad file descriptor`.
pub fn close_stdin(operands: &[&OsStr]) -> Result {
    close_stdin_named(operands, "-")
}

/// Like [`close_stdin`], for a utility that names standard input otherwise in this message.
///
/// # Errors
/// `NAME: STDIN: Bad file descriptor`.
pub fn close_stdin_named(operands: &[&OsStr], stdin: &str) -> Result {
    if !(operands.is_empty() || operands.iter().any(|&name| name == "-")) {
        return Ok(());
    }
    match rustix::fs::fstat(rustix::stdio::stdin()) {
        Ok(_) => Ok(()),
        Err(e) => Err(Error::io(stdin, &e.into())),
    }
}

/// Opens a file with `O_CLOEXEC`: open(2). The descriptor is never 0, 1 or 2. If these were closed,
/// the file would be mistaken for a standard stream.
///
/// # Errors
/// Those of open(2).
pub fn open(name: &OsStr, flags: OFlags) -> io::Result<OwnedFd> {
    open_mode(name, flags, Mode::from_raw_mode(0o666))
}

/// Like [`open`], with the mode for a file that is created.
///
/// # Errors
/// Those of open(2).
pub fn open_mode(name: &OsStr, flags: OFlags, mode: Mode) -> io::Result<OwnedFd> {
    let file = rustix::io::retry_on_intr(|| rustix::fs::open(name, flags | OFlags::CLOEXEC, mode))?;
    above_standard(file)
}

/// Moves a new descriptor above the standard ones.
///
/// # Errors
/// Those of fcntl(2).
pub fn above_standard(file: OwnedFd) -> io::Result<OwnedFd> {
    if file.as_raw_fd() > 2 {
        Ok(file)
    } else {
        Ok(rustix::io::fcntl_dupfd_cloexec(&file, 3)?)
    }
}
