//! Changing the mode of a file that is not opened for reading or writing, and never that of the
//! target of a symbolic link: fchmodat2(2).

use super::stat::StatExt;
use rustix::fd::{AsFd, AsRawFd, BorrowedFd};
use rustix::fs::{self, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::CStr;

/// Sets the mode of a file without following a symbolic link.
///
/// A slash at the end of `name` makes the kernel follow a link all the same, so the caller must
/// remove it.
///
/// # Errors
/// Those of fchmodat2(2): `EOPNOTSUPP` for a link on a file system where links have no mode.
pub fn chmod_link(dir: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<(), Errno> {
    match fchmodat2(dir, name, mode, libc::AT_SYMLINK_NOFOLLOW) {
        // Kernels before Linux 6.6.
        Err(Errno::NOSYS) => {
            let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = fs::openat(dir, name, flags, Mode::empty())?;
            if fs::fstat(&file)?.is_link() {
                return Err(Errno::OPNOTSUPP);
            }
            chmod_proc(file.as_fd(), mode)
        }
        result => result,
    }
}

/// Sets the mode of an open file, also if it was opened with `O_PATH`, which fchmod(2) refuses.
///
/// # Errors
/// Those of fchmodat2(2).
pub fn chmod_opened(file: BorrowedFd<'_>, mode: u32) -> Result<(), Errno> {
    match fs::fchmod(file, Mode::from_raw_mode(mode)) {
        Err(Errno::BADF) => {}
        result => return result,
    }
    match fchmodat2(file, c"", mode, libc::AT_EMPTY_PATH) {
        Err(Errno::NOSYS) => chmod_proc(file, mode),
        result => result,
    }
}

fn fchmodat2(dir: BorrowedFd<'_>, name: &CStr, mode: u32, flags: i32) -> Result<(), Errno> {
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
    Err(Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::NOSYS))
}

/// Sets the mode of an open file, which is no symbolic link, by its name in /proc. Without /proc
/// this fails: looking the file up again by its own name could find another one.
fn chmod_proc(file: BorrowedFd<'_>, mode: u32) -> Result<(), Errno> {
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    fs::chmod(path, Mode::from_raw_mode(mode))
}
