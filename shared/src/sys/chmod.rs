//! fchmodat(3) with the flag that the system call of this name lacks.

use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::io::Errno;
use std::ffi::CStr;

/// Sets a file's mode; of a symbolic link its own, so EOPNOTSUPP where links have none.
///
/// # Errors
/// Those of fchmodat2(2).
pub fn chmod_link(dir: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<(), Errno> {
    let (dir, name) = (dir.as_raw_fd(), name.as_ptr());
    let flags = libc::AT_SYMLINK_NOFOLLOW;
    // SAFETY: the name ends in NUL and lives as long as the call.
    let mut result = unsafe { libc::syscall(libc::SYS_fchmodat2, dir, name, mode, flags) };
    if result < 0 && last() == Errno::NOSYS {
        // Before Linux 6.6, the C library goes through /proc/self/fd.
        // SAFETY: as above.
        result = unsafe { libc::fchmodat(dir, name, mode, flags) }.into();
    }
    if result < 0 { Err(last()) } else { Ok(()) }
}

fn last() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO)
}
