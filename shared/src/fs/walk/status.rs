//! What the kernel tells of a file: statx(2).

use crate::program::error::{self, Error};
use crate::text::quoting::quoteaf;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, CWD, FileType, Statx, StatxAttributes, StatxFlags, StatxTimestamp};
use rustix::io::Errno;
use rustix::path::Arg;
use rustix::time::Timespec;
use std::ffi::{CStr, OsStr};

/// What tells files apart.
const ALWAYS_WANTED: StatxFlags = StatxFlags::TYPE
    .union(StatxFlags::MODE)
    .union(StatxFlags::INO);

/// What the kernel tells of a file, as far as it was asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Status {
    /// Type and permissions.
    pub mode: u32,
    /// The file system.
    pub device: u64,
    /// The number in it.
    pub inode: u64,
    /// It is the top of what is mounted there.
    pub mounted: bool,
    /// Names.
    pub links: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Bytes.
    pub size: u64,
    /// Units of 512 bytes that are allocated.
    pub blocks: u64,
    /// When it was last read.
    pub accessed: Timespec,
    /// When its content last changed.
    pub modified: Timespec,
    /// When its status last changed.
    pub changed: Timespec,
    /// When it was made, where known.
    pub born: Option<Timespec>,
}

impl Status {
    /// statx(2).
    ///
    /// # Errors
    /// Those of statx(2).
    pub fn of(
        dir: BorrowedFd<'_>,
        name: &CStr,
        follow: bool,
        wanted: StatxFlags,
    ) -> Result<Self, Errno> {
        let mut flags = AtFlags::NO_AUTOMOUNT;
        flags.set(AtFlags::SYMLINK_NOFOLLOW, !follow);
        Ok(rustix::fs::statx(dir, name, flags, ALWAYS_WANTED | wanted)?.into())
    }

    /// The same of a file that something else depends on: `--reference`, the root directory.
    ///
    /// # Errors
    /// Those of statx(2), in GNU's words.
    pub fn of_reference(path: &OsStr, wanted: StatxFlags) -> error::Result<Self> {
        Self::of_path(path, wanted).map_err(|e| {
            let message = format!("failed to get attributes of {}", quoteaf(path));
            Error::io(message, &e.into())
        })
    }

    /// The same of an open file.
    ///
    /// # Errors
    /// Those of statx(2).
    pub fn of_open(file: BorrowedFd<'_>, wanted: StatxFlags) -> Result<Self, Errno> {
        let wanted = ALWAYS_WANTED | wanted;
        Ok(rustix::fs::statx(file, c"", AtFlags::EMPTY_PATH, wanted)?.into())
    }

    /// The same of a path, links followed.
    ///
    /// # Errors
    /// Those of statx(2).
    pub fn of_path(path: &OsStr, wanted: StatxFlags) -> Result<Self, Errno> {
        path.into_with_c_str(|path| Self::of(CWD, path, true, wanted))
    }

    /// What kind of file it is.
    pub fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.mode)
    }

    /// Is it a directory?
    pub fn is_dir(&self) -> bool {
        self.kind() == FileType::Directory
    }

    /// What tells it from all other files.
    pub fn identity(&self) -> (u64, u64) {
        (self.device, self.inode)
    }
}

impl From<Statx> for Status {
    fn from(s: Statx) -> Self {
        let time = |t: StatxTimestamp| Timespec {
            tv_sec: t.tv_sec,
            tv_nsec: t.tv_nsec.into(),
        };
        Self {
            mode: s.stx_mode.into(),
            device: rustix::fs::makedev(s.stx_dev_major, s.stx_dev_minor),
            inode: s.stx_ino,
            mounted: s.stx_attributes.contains(StatxAttributes::MOUNT_ROOT),
            links: s.stx_nlink,
            uid: s.stx_uid,
            gid: s.stx_gid,
            size: s.stx_size,
            blocks: s.stx_blocks,
            accessed: time(s.stx_atime),
            modified: time(s.stx_mtime),
            changed: time(s.stx_ctime),
            born: (s.stx_mask & StatxFlags::BTIME.bits() != 0).then(|| time(s.stx_btime)),
        }
    }
}
