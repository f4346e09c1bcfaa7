//! Changing modes: fchmod(3), fchmodat(3) and fchmodat2(2).

use super::check;
use super::stat::StatExt;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::fs::{self, Access, AtFlags, Mode};
use rustix::io::Errno;
use std::ffi::CStr;
use std::sync::OnceLock;

/// Sets the mode of a file that is open for reading or writing.
///
/// # Errors
/// Those of fchmod(2).
pub fn fchmod(file: BorrowedFd<'_>, mode: u32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    check(unsafe { libc::fchmod(file.as_raw_fd(), mode) })
}

/// Sets the mode of a file. A symbolic link is followed.
///
/// # Errors
/// Those of fchmodat(2).
pub fn chmodat(dir: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<(), Errno> {
    fchmodat(dir, name, mode, 0)
}

/// Sets the mode of a file without following a symbolic link.
///
/// A slash at the end of `name` makes the kernel follow a link all the same, so the caller must
/// remove it.
///
/// # Errors
/// Those of fchmodat2(2): `EOPNOTSUPP` for a link on a file system where links have no mode.
pub fn chmod_link(dir: BorrowedFd<'_>, name: &CStr, mode: u32) -> Result<(), Errno> {
    // Where the C library does not know this call, it makes four others instead. A kernel or a
    // sandbox may not know it either. The C library then finds the reason of any failure.
    if !has_preloads() && fchmodat2(dir, name, mode, libc::AT_SYMLINK_NOFOLLOW).is_ok() {
        return Ok(());
    }
    match fchmodat(dir, name, mode, libc::AT_SYMLINK_NOFOLLOW) {
        // Before glibc 2.39 and Linux 6.6, the C library needs /proc.
        Err(Errno::OPNOTSUPP) => {
            let flags = AtFlags::SYMLINK_NOFOLLOW;
            if fs::statat(dir, name, flags)?.is_link() {
                return Err(Errno::OPNOTSUPP);
            }
            fchmodat2(dir, name, mode, libc::AT_SYMLINK_NOFOLLOW)
        }
        result => result,
    }
}

/// Sets the mode of an open file, also if it was opened with `O_PATH`, which fchmod(2) refuses.
///
/// # Errors
/// Those of fchmodat2(2).
pub fn chmod_opened(file: BorrowedFd<'_>, mode: u32) -> Result<(), Errno> {
    match fchmod(file, mode) {
        Err(Errno::BADF) => {}
        result => return result,
    }
    match fchmodat2(file, c"", mode, libc::AT_EMPTY_PATH) {
        // Kernels before Linux 6.6, and sandboxes.
        Err(Errno::NOSYS | Errno::PERM) => chmod_proc(file, mode),
        result => result,
    }
}

/// Returns whether libraries are preloaded (ld.so(8)), which may replace functions of the C library,
/// as fakeroot does.
fn has_preloads() -> bool {
    static PRELOADS: OnceLock<bool> = OnceLock::new();
    *PRELOADS.get_or_init(|| {
        std::env::var_os("LD_PRELOAD").is_some_and(|list| !list.is_empty())
            || fs::access("/etc/ld.so.preload", Access::EXISTS).is_ok()
    })
}

fn fchmodat(dir: BorrowedFd<'_>, name: &CStr, mode: u32, flags: i32) -> Result<(), Errno> {
    // SAFETY: the name ends in NUL and lives as long as the call.
    check(unsafe { libc::fchmodat(dir.as_raw_fd(), name.as_ptr(), mode, flags) })
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
    check(result as libc::c_int)
}

/// Sets the mode of an open file, which is no symbolic link, by its name in /proc. Without /proc
/// this fails: looking the file up again by its own name could find another one.
fn chmod_proc(file: BorrowedFd<'_>, mode: u32) -> Result<(), Errno> {
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    fs::chmod(path, Mode::from_raw_mode(mode))
}
