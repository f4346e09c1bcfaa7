//! Zero-copy writes to a pipe: vmsplice(2).

use rustix::fd::{AsRawFd, BorrowedFd};
use std::io;

/// Maps `bytes` into a pipe, `times` times, without copying them. Returns how many bytes the pipe
/// took.
///
/// # Errors
/// Those of vmsplice(2): `EBADF` or `EINVAL` if `pipe` is not a pipe.
pub fn lend(pipe: BorrowedFd<'_>, bytes: &'static [u8], times: usize) -> io::Result<usize> {
    let part = libc::iovec {
        iov_base: bytes.as_ptr().cast_mut().cast(),
        iov_len: bytes.len(),
    };
    let parts = vec![part; times];
    // SAFETY: the kernel reads the bytes now or when the pipe is read; they are never changed or
    // freed.
    let n = unsafe { libc::vmsplice(pipe.as_raw_fd(), parts.as_ptr(), parts.len(), 0) };
    usize::try_from(n).map_err(|_| io::Error::last_os_error())
}
