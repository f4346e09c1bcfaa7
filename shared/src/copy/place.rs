//! The location of a file, and its status.

use crate::fs::names::{last_component, parent};
use crate::input::files::above_standard;
use crate::text::quoting::quoteaf;
use rustix::fd::{BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, Timespec, openat, statat};
use rustix::io::Errno;
use std::ffi::{CStr, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// A name in an open directory. Within a tree no path is resolved twice, so that a directory that
/// is replaced by a symbolic link meanwhile cannot redirect the walk.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The directory. The working directory for operands.
    pub dir: BorrowedFd<'a>,
    /// The name in it. A whole path for operands.
    pub name: &'a CStr,
    /// The name that messages contain.
    pub shown: &'a OsStr,
}

impl<'a> Place<'a> {
    /// Returns the place of a path that is relative to the working directory.
    pub fn new(name: &'a CStr, shown: &'a OsStr) -> Self {
        Self {
            dir: CWD,
            name,
            shown,
        }
    }

    /// Calls stat(2), or lstat(2) unless `follow`.
    ///
    /// # Errors
    /// Those of stat(2).
    pub fn stat(&self, follow: bool) -> io::Result<Facts> {
        let flags = if follow {
            AtFlags::empty()
        } else {
            AtFlags::SYMLINK_NOFOLLOW
        };
        Ok(Facts::of(&statat(self.dir, self.name, flags)?))
    }

    /// Calls open(2) with `O_CLOEXEC`. The descriptor is never that of a standard stream.
    ///
    /// # Errors
    /// Those of open(2).
    pub fn open(&self, flags: OFlags, mode: u32) -> io::Result<OwnedFd> {
        let mode = Mode::from_raw_mode(mode);
        let flags = flags | OFlags::CLOEXEC;
        above_standard(rustix::io::retry_on_intr(|| {
            openat(self.dir, self.name, flags, mode)
        })?)
    }

    /// Calls unlink(2).
    ///
    /// # Errors
    /// Those of unlink(2).
    pub fn remove(&self) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(self.dir, self.name, AtFlags::empty())?)
    }

    /// Returns the name, quoted for a message.
    pub fn quoted(&self) -> String {
        quoteaf(self.shown)
    }
}

/// The identity of a file: device and inode number.
pub type Id = (u64, u64);

/// The result of stat(2), with the same types on every architecture.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Device and inode number.
    pub id: Id,
    /// Type and permissions.
    pub mode: u32,
    /// Number of hard links.
    pub links: u64,
    /// User ID of the owner.
    pub user: u32,
    /// Group ID.
    pub group: u32,
    /// The device number of a device file.
    pub device: u64,
    /// Size in bytes.
    pub size: u64,
    /// Preferred block size for I/O, limited to 512 bytes to 1 MiB.
    pub block: usize,
    /// Allocated bytes.
    pub allocated: u64,
    /// Access time.
    pub accessed: Timespec,
    /// Modification time.
    pub modified: Timespec,
}

#[allow(
    clippy::unnecessary_cast,
    reason = "the types differ between architectures"
)]
impl Facts {
    /// Converts the result of stat(2).
    pub fn of(stat: &Stat) -> Self {
        let time = |tv_sec, nanoseconds: u64| Timespec {
            tv_sec,
            tv_nsec: nanoseconds as _,
        };
        Self {
            id: (stat.st_dev as u64, stat.st_ino as u64),
            mode: stat.st_mode as u32,
            links: stat.st_nlink as u64,
            user: stat.st_uid,
            group: stat.st_gid,
            device: stat.st_rdev as u64,
            size: u64::try_from(stat.st_size).unwrap_or(0),
            block: (stat.st_blksize as usize).clamp(512, 1 << 20),
            allocated: (stat.st_blocks as u64).saturating_mul(512),
            accessed: time(stat.st_atime as i64, stat.st_atime_nsec as u64),
            modified: time(stat.st_mtime as i64, stat.st_mtime_nsec as u64),
        }
    }

    /// Calls fstat(2).
    ///
    /// # Errors
    /// Those of fstat(2).
    pub fn of_open(file: impl rustix::fd::AsFd) -> io::Result<Self> {
        Ok(Self::of(&rustix::fs::fstat(file)?))
    }

    /// Returns the file type.
    pub fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.mode)
    }

    /// Returns whether this is a directory.
    pub fn is_dir(&self) -> bool {
        self.kind() == FileType::Directory
    }

    /// Returns whether this is a regular file.
    pub fn is_regular(&self) -> bool {
        self.kind() == FileType::RegularFile
    }

    /// Returns whether this is a symbolic link.
    pub fn is_link(&self) -> bool {
        self.kind() == FileType::Symlink
    }

    /// Returns the permissions, including the set-ID and sticky bits.
    pub fn permissions(&self) -> u32 {
        self.mode & 0o7777
    }
}

/// Returns whether both are the same name in the same directory. Where that can't be known, they
/// are: then nothing is removed.
pub(super) fn is_same_entry(a: &Place<'_>, b: &Place<'_>) -> bool {
    let name = |p: &Place<'_>| last_component(p.name.to_bytes()).to_vec();
    name(a) == name(b)
        && match (directory_of(a), directory_of(b)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
}

/// Returns whether a symbolic link leads to a file. Where that can't be known, it does: then the
/// file is not replaced by the link.
pub(super) fn leads_to(link: &Place<'_>, file: Id) -> bool {
    match link.stat(true) {
        Ok(target) => target.id == file,
        Err(e) => !matches!(
            Errno::from_io_error(&e),
            Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::ACCESS)
        ),
    }
}

fn directory_of(place: &Place<'_>) -> Option<Id> {
    let path = OsStr::from_bytes(parent(place.name.to_bytes()));
    let stat = statat(place.dir, path, AtFlags::empty()).ok()?;
    Some(Facts::of(&stat).id)
}
