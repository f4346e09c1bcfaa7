//! A directory on the path of a walk, and how to enter and leave it.

use super::Status;
use super::listing::Listing;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{CWD, Mode, OFlags, StatxFlags};
use rustix::io::Errno;
use std::ffi::CStr;

/// A directory that is open, or was closed and will be opened again.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) dir: Option<OwnedFd>,
    /// A subdirectory was reached through a link, so `..` does not lead back here.
    pub(super) pinned: bool,
    /// Number of links followed on the way here.
    pub(super) links: usize,
    pub(super) status: Status,
    pub(super) listing: Listing,
    /// Why the listing is incomplete.
    pub(super) failure: Option<Errno>,
    /// The length of its path, and of the prefix for the names in it.
    pub(super) path: usize,
    pub(super) prefix: usize,
}

impl Level {
    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        // The directory of the current position is always open.
        self.dir.as_ref().map_or(CWD, |dir| dir.as_fd())
    }
}

/// Opens a directory for listing.
pub(super) fn open_directory(
    parent: BorrowedFd<'_>,
    name: &CStr,
    follow: bool,
) -> Result<OwnedFd, Errno> {
    let mut flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, !follow);
    rustix::fs::openat(parent, name, flags, Mode::empty())
}

/// Opens the parent of `left`, which must be `expected`.
pub(super) fn parent_of(left: &Level, expected: &Level) -> Result<OwnedFd, Errno> {
    let dir = open_directory(left.descriptor(), c"..", false)?;
    let status = Status::of_open(dir.as_fd(), StatxFlags::empty())?;
    if status.identity() == expected.status.identity() {
        Ok(dir)
    } else {
        Err(Errno::NOENT)
    }
}
