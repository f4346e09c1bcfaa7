//! Where a file is, and what stat(2) says about it.

use crate::fs::names::{last_component, parent};
use crate::input::files::above_standard;
use crate::text::quoting::quoteaf;
use rustix::fd::{BorrowedFd, OwnedFd};
use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat, Timespec, openat, statat};
use std::ffi::{CStr, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// A name in an open folder. Within a tree no path is walked twice: whoever exchanges a
/// folder for a symbolic link meanwhile leads nobody astray.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The folder; the current one for operands.
    pub dir: BorrowedFd<'a>,
    /// The name in it (a whole path for operands).
    pub name: &'a CStr,
    /// The name in messages.
    pub shown: &'a OsStr,
}

impl<'a> Place<'a> {
    /// A path from the current folder.
    pub fn new(name: &'a CStr, shown: &'a OsStr) -> Self {
        Self {
            dir: CWD,
            name,
            shown,
        }
    }

    /// stat(2), or lstat(2) where a link is not to be followed.
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

    /// open(2), close-on-exec and never as a standard stream.
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

    /// unlink(2).
    ///
    /// # Errors
    /// Those of unlink(2).
    pub fn remove(&self) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(self.dir, self.name, AtFlags::empty())?)
    }

    /// The name, quoted for a message.
    pub fn quoted(&self) -> String {
        quoteaf(self.shown)
    }
}

/// What identifies a file: its device and its inode.
pub type Id = (u64, u64);

/// What stat(2) says, in the same types on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Device and inode.
    pub id: Id,
    /// Type and permissions.
    pub mode: u32,
    /// Names that it has.
    pub links: u64,
    /// Owner.
    pub user: u32,
    /// Group.
    pub group: u32,
    /// The device that it stands for.
    pub device: u64,
    /// Bytes.
    pub size: u64,
    /// Bytes of a block.
    pub block: usize,
    /// Bytes allocated.
    pub allocated: u64,
    /// When it was read.
    pub accessed: Timespec,
    /// When it was written.
    pub modified: Timespec,
}

#[allow(
    clippy::unnecessary_cast,
    reason = "the types differ between architectures"
)]
impl Facts {
    /// From the system's structure.
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

    /// Of an open file.
    ///
    /// # Errors
    /// Those of fstat(2).
    pub fn of_open(file: impl rustix::fd::AsFd) -> io::Result<Self> {
        Ok(Self::of(&rustix::fs::fstat(file)?))
    }

    /// The type.
    pub fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.mode)
    }

    /// Is it a folder?
    pub fn is_dir(&self) -> bool {
        self.kind() == FileType::Directory
    }

    /// Is it a regular file?
    pub fn is_regular(&self) -> bool {
        self.kind() == FileType::RegularFile
    }

    /// Is it a symbolic link?
    pub fn is_link(&self) -> bool {
        self.kind() == FileType::Symlink
    }

    /// The permissions, with those special bits that chmod(2) knows.
    pub fn permissions(&self) -> u32 {
        self.mode & 0o7777
    }
}

/// Are these one name in one folder?
pub(super) fn is_same_entry(a: &Place<'_>, b: &Place<'_>) -> bool {
    let name = |p: &Place<'_>| last_component(p.name.to_bytes()).to_vec();
    name(a) == name(b) && folder(a).is_some() && folder(a) == folder(b)
}

fn folder(place: &Place<'_>) -> Option<Id> {
    let path = OsStr::from_bytes(parent(place.name.to_bytes()));
    let stat = statat(place.dir, path, AtFlags::empty()).ok()?;
    Some(Facts::of(&stat).id)
}
