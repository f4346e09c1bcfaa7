//! fchmodat2(2): fchmodat(2) with the flag that the older system call lacks.

use super::stat::StatExt;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::fs::{self, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::CStr;

/// Sets a file's mode; of a symbolic link its own, so EOPNOTSUPP where links have none.
///
/// # Errors
/// Those of fchmodat2(2).
pub fn chmod_link(dir: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<(), Errno> {
    let flags = libc::AT_SYMLINK_NOFOLLOW;
    // SAFETY: the name ends in NUL and lives as long as the call.
    let result = unsafe {
        libc::syscall(
            libc::SYS_fchmodat2,
            dir.as_raw_fd(),
            name.as_ptr(),
            mode,
            flags,
        )
    };
    if result == 0 {
        return Ok(());
    }
    match Errno::from_io_error(&std::io::Error::last_os_error()) {
        Some(Errno::NOSYS) | None => chmod_opened(dir, name, mode),
        Some(e) => Err(e),
    }
}

/// The same before Linux 6.6. A file that is opened without being read or written has no
/// mode to set, but its name in /proc has.
fn chmod_opened(dir: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<(), Errno> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = fs::openat(dir, name, flags, Mode::empty())?;
    if fs::fstat(&file)?.is_link() {
        return Err(Errno::OPNOTSUPP);
    }
    let mode = Mode::from_raw_mode(mode);
    match fs::chmod(format!("/proc/self/fd/{}", file.as_raw_fd()), mode) {
        // Without /proc, a moment is left in which a link may be put in its place.
        Err(Errno::NOENT) => fs::chmodat(dir, name, mode, fs::AtFlags::empty()),
        result => result,
    }
}
