//! A directory on the way down, and the ways into it and out of it.

use super::Status;
use super::listing::Listing;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{CWD, Mode, OFlags, StatxFlags};
use rustix::io::Errno;
use std::ffi::CStr;

/// An open directory, or one that was open and is to be opened again.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) dir: Option<OwnedFd>,
    /// Its subdirectory was reached by a link, so `..` does not lead back here.
    pub(super) pinned: bool,
    /// Links that were followed down to here.
    pub(super) links: usize,
    pub(super) status: Status,
    pub(super) listing: Listing,
    /// Why not all of it could be listed.
    pub(super) failure: Option<Errno>,
    /// The length of its path, and of the one that names in it are put behind.
    pub(super) path: usize,
    pub(super) prefix: usize,
}

impl Level {
    pub(super) fn descriptor(&self) -> BorrowedFd<'_> {
        // It is open whenever the walk stands in it.
        self.dir.as_ref().map_or(CWD, |dir| dir.as_fd())
    }
}

/// Opens a directory to be listed.
pub(super) fn open_directory(
    parent: BorrowedFd<'_>,
    name: &CStr,
    follow: bool,
) -> Result<OwnedFd, Errno> {
    let mut flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, !follow);
    rustix::fs::openat(parent, name, flags, Mode::empty())
}

/// Opens the directory above `left`, which must be the one that `expected` was.
pub(super) fn parent_of(left: &Level, expected: &Level) -> Result<OwnedFd, Errno> {
    let dir = open_directory(left.descriptor(), c"..", false)?;
    let status = Status::of_open(dir.as_fd(), StatxFlags::empty())?;
    if status.identity() == expected.status.identity() {
        Ok(dir)
    } else {
        Err(Errno::NOENT)
    }
}
