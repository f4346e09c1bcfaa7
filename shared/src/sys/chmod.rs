//! fchmodat2(2): fchmodat(2) with the flag `AT_SYMLINK_NOFOLLOW`.

use super::stat::StatExt;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::fs::{self, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::CStr;

/// Sets the mode of a file without following a symbolic link.
///
/// # Errors
/// Those of fchmodat2(2): `EOPNOTSUPP` for a link on a file system where links have no mode.
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

/// [`chmod_link`] for kernels before Linux 6.6: opens the file with `O_PATH` and sets the mode by
/// its name in /proc, because fchmod(2) refuses such descriptors.
fn chmod_opened(dir: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<(), Errno> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = fs::openat(dir, name, flags, Mode::empty())?;
    if fs::fstat(&file)?.is_link() {
        return Err(Errno::OPNOTSUPP);
    }
    let mode = Mode::from_raw_mode(mode);
    match fs::chmod(format!("/proc/self/fd/{}", file.as_raw_fd()), mode) {
        // Without /proc there is a race: the file may be replaced by a link before chmod.
        Err(Errno::NOENT) => fs::chmodat(dir, name, mode, fs::AtFlags::empty()),
        result => result,
    }
}
