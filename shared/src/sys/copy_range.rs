//! Copying between files within the kernel: copy_file_range(2).

use super::errno;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::io::Errno;
use std::ptr::null_mut;

/// Copies up to `most` bytes from the position of one file to that of another one. Returns how many
/// were copied, 0 at the end.
///
/// # Errors
/// Those of copy_file_range(2).
pub fn copy_file_range(
    from: BorrowedFd<'_>,
    to: BorrowedFd<'_>,
    most: usize,
) -> Result<usize, Errno> {
    let (from, to) = (from.as_raw_fd(), to.as_raw_fd());
    // SAFETY: null pointers stand for the files' own positions.
    let copied = unsafe { libc::copy_file_range(from, null_mut(), to, null_mut(), most, 0) };
    usize::try_from(copied).map_err(|_| errno())
}
