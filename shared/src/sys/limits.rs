//! Limits that depend on the file system, pathconf(3), and those of the process, getrlimit(2).

use super::c_string;
use libc::c_int;
use rustix::io::Errno;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Returns the maximum length of a file name in `dir`, or `None` if there is no limit.
///
/// # Errors
/// Those of pathconf(3).
pub fn longest_name(dir: &OsStr) -> Result<Option<usize>, Errno> {
    ask(dir, libc::_PC_NAME_MAX)
}

/// Returns the maximum length of a path relative to `dir`, including its NUL, or `None` if it is
/// unlimited or unknown.
pub fn longest_path(dir: &OsStr) -> Option<usize> {
    ask(dir, libc::_PC_PATH_MAX).ok().flatten()
}

/// Returns a limit of the process. `None` if there is none, or the kernel does not say.
pub fn limit(resource: libc::__rlimit_resource_t) -> Option<u64> {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: the call gets a pointer to a live value.
    let known = unsafe { libc::getrlimit(resource, &mut limit) == 0 };
    (known && limit.rlim_cur != libc::RLIM_INFINITY).then_some(limit.rlim_cur)
}

fn ask(dir: &OsStr, what: c_int) -> Result<Option<usize>, Errno> {
    let dir = c_string(dir.as_bytes())?;
    // If there is no limit, pathconf leaves errno unchanged.
    // SAFETY: errno belongs to this thread; the path ends in NUL.
    let answer = unsafe {
        *libc::__errno_location() = 0;
        libc::pathconf(dir.as_ptr(), what)
    };
    match usize::try_from(answer) {
        Ok(limit) => Ok(Some(limit)),
        Err(_) => match std::io::Error::last_os_error().raw_os_error() {
            None | Some(0) => Ok(None),
            Some(code) => Err(Errno::from_raw_os_error(code)),
        },
    }
}
