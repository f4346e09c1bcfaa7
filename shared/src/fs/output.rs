//! Files that are written to.

use crate::input::files;
use crate::program::output::write_error;
use crate::sys::close::close;
use crate::sys::stream::Stream;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::OFlags;
use std::ffi::OsStr;
use std::io;

/// An open file that is written to. On network file systems and with quotas, close(2) may be the
/// first call that reports that written data was lost, so that a file must not be closed without
/// looking at the result.
///
/// [`close`](Self::close) returns the error. Where a failure ends the utility early and the value
/// is dropped, the error is reported then.
#[derive(Debug)]
pub struct OutputFile {
    /// `None` once it is closed.
    file: Option<OwnedFd>,
}

impl OutputFile {
    /// Opens a file for writing, with `flags` beside `O_WRONLY`. What `O_CREAT` creates gets the
    /// usual permissions.
    ///
    /// # Errors
    /// Those of open(2).
    pub fn open(name: &OsStr, flags: OFlags) -> io::Result<Self> {
        files::open(name, flags | OFlags::WRONLY).map(Self::from)
    }

    /// Closes the file.
    ///
    /// # Errors
    /// Those of close(2). The descriptor is closed even then.
    pub fn close(mut self) -> io::Result<()> {
        self.close_now()
    }

    /// Turns the file into a stream of the C library, whose [`Stream::close`] returns the error.
    ///
    /// # Errors
    /// Those of fdopen(3).
    pub fn into_stream(mut self) -> io::Result<Stream> {
        // It is taken only by what consumes the value.
        let Some(file) = self.file.take() else {
            unreachable!("a closed file is not used");
        };
        Stream::writing_to(file)
    }

    fn close_now(&mut self) -> io::Result<()> {
        self.file.take().map_or(Ok(()), close)
    }
}

impl From<OwnedFd> for OutputFile {
    fn from(file: OwnedFd) -> Self {
        Self { file: Some(file) }
    }
}

impl AsFd for OutputFile {
    fn as_fd(&self) -> BorrowedFd<'_> {
        // It is taken only by what consumes the value.
        let Some(file) = &self.file else {
            unreachable!("a closed file is not used");
        };
        file.as_fd()
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if let Err(e) = self.close_now() {
            write_error(&e).emit();
        }
    }
}
