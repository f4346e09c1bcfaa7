//! The owner of an open file: fchown(2) and fchownat(2).

use super::check;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::fs::{AtFlags, Gid, Uid, chown, chownat};
use rustix::io::Errno;

/// The number that means "unchanged" for users and groups.
const UNCHANGED: u32 = u32::MAX;

/// Sets user and group of an open file. `None` keeps what it has.
///
/// # Errors
/// Those of fchown(2).
pub fn fchown(file: BorrowedFd<'_>, user: Option<Uid>, group: Option<Gid>) -> Result<(), Errno> {
    let user = user.map_or(UNCHANGED, Uid::as_raw);
    let group = group.map_or(UNCHANGED, Gid::as_raw);
    // SAFETY: no memory is involved.
    check(unsafe { libc::fchown(file.as_raw_fd(), user, group) })
}

/// Sets user and group of an open file, also if it was opened with `O_PATH`, which fchown(2)
/// refuses.
///
/// # Errors
/// Those of fchownat(2).
pub fn chown_opened(
    file: BorrowedFd<'_>,
    user: Option<Uid>,
    group: Option<Gid>,
) -> Result<(), Errno> {
    match chownat(file, c"", user, group, AtFlags::EMPTY_PATH) {
        // fakeroot looks for a file without a name.
        Err(Errno::NOENT) => {
            let path = format!("/proc/self/fd/{}", file.as_raw_fd());
            chown(path, user, group)
        }
        result => result,
    }
}
