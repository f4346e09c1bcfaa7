//! The user, group and groups of this process, which has one thread: setuid(2), setgid(2) and
//! setgroups(2).

use super::check;
use rustix::io::Errno;

/// Sets the user ID.
///
/// # Errors
/// Those of setuid(2).
pub fn setuid(user: u32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    check(unsafe { libc::setuid(user) })
}

/// Sets the group ID.
///
/// # Errors
/// Those of setgid(2).
pub fn setgid(group: u32) -> Result<(), Errno> {
    // SAFETY: no memory is involved.
    check(unsafe { libc::setgid(group) })
}

/// Sets the supplementary groups.
///
/// # Errors
/// Those of setgroups(2).
pub fn setgroups(groups: &[u32]) -> Result<(), Errno> {
    // SAFETY: the length is that of the slice.
    check(unsafe { libc::setgroups(groups.len(), groups.as_ptr()) })
}
