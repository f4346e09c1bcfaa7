//! vmsplice(2).

use rustix::fd::{AsRawFd, BorrowedFd};
use std::io;

/// Lends `bytes` to a pipe, several times over, without copying them; returns how many bytes
/// the pipe took. Fails with EBADF or EINVAL where `pipe` is none.
///
/// # Errors
/// Those of vmsplice(2).
pub fn lend(pipe: BorrowedFd<'_>, bytes: &'static [u8], times: usize) -> io::Result<usize> {
    let part = libc::iovec {
        iov_base: bytes.as_ptr().cast_mut().cast(),
        iov_len: bytes.len(),
    };
    let parts = vec![part; times];
    // SAFETY: the kernel reads the bytes, now or when the pipe is read; they are never changed
    // nor freed.
    let n = unsafe { libc::vmsplice(pipe.as_raw_fd(), parts.as_ptr(), parts.len(), 0) };
    usize::try_from(n).map_err(|_| io::Error::last_os_error())
}
