//! Closing a file that was written to: close(2).

use rustix::fd::{IntoRawFd, OwnedFd};
use std::io;

/// Closes a descriptor. On network file systems, this may be the first call that reports that
/// written data was lost.
///
/// # Errors
/// Those of close(2). The descriptor is closed even then.
pub fn close(file: OwnedFd) -> io::Result<()> {
    // SAFETY: the descriptor is owned, and given up here.
    match unsafe { libc::close(file.into_raw_fd()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Closes standard output. Nothing may be written to it afterwards.
///
/// # Errors
/// Those of close(2).
pub fn close_stdout() -> io::Result<()> {
    // SAFETY: only called at exit, when nothing borrows the descriptor any more.
    match unsafe { libc::close(libc::STDOUT_FILENO) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
