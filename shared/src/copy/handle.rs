//! A file whose attributes are read or set: by descriptor, or by name where it cannot be opened.

use super::place::{Facts, Place};
use crate::sys::chmod::chmod_link;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, CWD, Gid, Mode, Timestamps, Uid};
use std::ffi::{CStr, CString};

/// A file whose attributes are read or set.
#[derive(Debug)]
pub(super) enum Handle<'a> {
    /// An open one.
    Open(BorrowedFd<'a>),
    /// One that can't be opened: itself, not what it may link to.
    Named(BorrowedFd<'a>, &'a CStr),
}

impl<'a> Handle<'a> {
    pub(super) fn named(place: &Place<'a>) -> Self {
        Self::Named(place.dir, place.name)
    }

    pub(super) fn set_times(&self, times: &Timestamps) -> rustix::io::Result<()> {
        match self {
            Self::Open(file) => crate::fs::times::set(*file, times),
            Self::Named(dir, name) => {
                rustix::fs::utimensat(dir, *name, times, AtFlags::SYMLINK_NOFOLLOW)
            }
        }
    }

    pub(super) fn set_owner(
        &self,
        user: Option<Uid>,
        group: Option<Gid>,
    ) -> rustix::io::Result<()> {
        match self {
            Self::Open(file) => rustix::fs::fchown(file, user, group),
            Self::Named(dir, name) => {
                rustix::fs::chownat(dir, *name, user, group, AtFlags::SYMLINK_NOFOLLOW)
            }
        }
    }

    pub(super) fn set_mode(&self, mode: u32) -> rustix::io::Result<()> {
        match self {
            Self::Open(file) => rustix::fs::fchmod(file, Mode::from_raw_mode(mode)),
            Self::Named(dir, name) => chmod_link(*dir, name, mode),
        }
    }

    pub(super) fn facts(&self) -> Option<Facts> {
        match self {
            Self::Open(file) => Facts::of_open(file).ok(),
            Self::Named(..) => None,
        }
    }

    /// A path for system calls that know no folders: through /proc, where it isn't an operand.
    /// A name from a directory or an argument contains no NUL, so that the default, on which these
    /// calls fail, is not used.
    pub(super) fn path(&self) -> CString {
        use rustix::fd::AsRawFd;
        match self {
            Self::Named(dir, name) if dir.as_raw_fd() != CWD.as_raw_fd() => {
                let mut path = format!("/proc/self/fd/{}/", dir.as_raw_fd()).into_bytes();
                path.extend_from_slice(name.to_bytes());
                CString::new(path).unwrap_or_default()
            }
            Self::Named(_, name) => (*name).to_owned(),
            Self::Open(file) => {
                CString::new(format!("/proc/self/fd/{}", file.as_raw_fd())).unwrap_or_default()
            }
        }
    }
}

/// A copy that was made, to be given its attributes.
#[derive(Debug)]
pub(super) struct Kept<'a> {
    /// None where it could not be opened.
    pub(super) source: Option<Handle<'a>>,
    pub(super) facts: &'a Facts,
    pub(super) to: Place<'a>,
    pub(super) made: Handle<'a>,
    /// What it was before, if it existed.
    pub(super) old: Option<&'a Facts>,
    /// The permissions to settle on, where it was made with others and keeps none.
    pub(super) settle: Option<u32>,
}
