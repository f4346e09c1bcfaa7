//! A file whose attributes are read or set: by descriptor, or by name if it cannot be opened.

use super::place::{Facts, Place};
use crate::sys::c_string;
use crate::sys::chmod::{chmod_link, fchmod};
use crate::sys::directory::inside;
use crate::sys::owner::fchown;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, CWD, Gid, Timestamps, Uid};
use rustix::io::Errno;
use std::ffi::{CStr, CString};

/// A file whose attributes are read or set.
#[derive(Debug)]
pub(super) enum Handle<'a> {
    /// An open file.
    Open(BorrowedFd<'a>),
    /// A directory and a name in it. A symbolic link is not followed.
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
            Self::Open(file) => fchown(*file, user, group),
            Self::Named(dir, name) => {
                rustix::fs::chownat(dir, *name, user, group, AtFlags::SYMLINK_NOFOLLOW)
            }
        }
    }

    pub(super) fn set_mode(&self, mode: u32) -> rustix::io::Result<()> {
        match self {
            Self::Open(file) => fchmod(*file, mode),
            Self::Named(dir, name) => chmod_link(*dir, name, mode),
        }
    }

    /// Returns the status. None if it is unknown, which only costs a chown(2) that may be unnecessary.
    pub(super) fn facts(&self) -> Option<Facts> {
        match self {
            Self::Open(file) => Facts::of_open(file).ok(),
            Self::Named(..) => None,
        }
    }

    /// Calls a function that takes a path and follows no links.
    ///
    /// # Errors
    /// Those of the call.
    pub(super) fn by_path(
        &self,
        call: &mut dyn FnMut(&CStr) -> rustix::io::Result<usize>,
    ) -> rustix::io::Result<usize> {
        match (call(&self.path()?), self) {
            // Without /proc.
            (Err(Errno::NOENT), Self::Named(dir, name)) => inside(*dir, &mut || call(name)),
            (result, _) => result,
        }
    }

    /// Returns a path for system calls without a directory argument. It leads through /proc, except
    /// for operands.
    ///
    /// # Errors
    /// `EINVAL` if the path contains a NUL.
    pub(super) fn path(&self) -> rustix::io::Result<CString> {
        use rustix::fd::AsRawFd;
        match self {
            Self::Named(dir, name) if dir.as_raw_fd() != CWD.as_raw_fd() => {
                let mut path = format!("/proc/self/fd/{}/", dir.as_raw_fd()).into_bytes();
                path.extend_from_slice(name.to_bytes());
                c_string(&path)
            }
            Self::Named(_, name) => Ok((*name).to_owned()),
            Self::Open(file) => c_string(format!("/proc/self/fd/{}", file.as_raw_fd()).as_bytes()),
        }
    }
}

/// A new copy, and where its attributes come from.
#[derive(Debug)]
pub(super) struct Attributes<'a> {
    /// None if the source could not be opened.
    pub(super) source: Option<Handle<'a>>,
    pub(super) facts: &'a Facts,
    pub(super) to: Place<'a>,
    pub(super) made: Handle<'a>,
    /// The status of the destination before the copy, if it existed.
    pub(super) old: Option<&'a Facts>,
    /// Permissions to set at the end, if they differ from those that it was created with and none
    /// are preserved.
    pub(super) settle: Option<u32>,
}
