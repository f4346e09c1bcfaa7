//! What this process may do with a file, by its effective user and group: faccessat(3).

use super::check;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::fs::{self, Access, AtFlags};
use rustix::io::Errno;
use rustix::path::Arg;
use rustix::process::{getegid, geteuid, getgid, getuid};
use std::ffi::CStr;

/// Returns whether this process may access the file `name` in `dir`.
///
/// # Errors
/// Those of faccessat(2): `EACCES` if it may not.
#[inline]
pub fn may(dir: BorrowedFd<'_>, name: impl Arg, access: Access) -> Result<(), Errno> {
    name.into_with_c_str(|name| may_access(dir, name, access))
}

fn may_access(dir: BorrowedFd<'_>, name: &CStr, access: Access) -> Result<(), Errno> {
    match fs::accessat(dir, name, access, AtFlags::EACCESS) {
        // Some sandboxes refuse faccessat2(2) so. The older call asks for the real user.
        Err(Errno::PERM) if getuid() == geteuid() && getgid() == getegid() => {
            // SAFETY: the name ends in NUL.
            let result = unsafe {
                let mode = access.bits();
                libc::syscall(libc::SYS_faccessat, dir.as_raw_fd(), name.as_ptr(), mode)
            };
            check(result as libc::c_int)
        }
        result => result,
    }
}
