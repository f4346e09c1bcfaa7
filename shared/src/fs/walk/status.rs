//! The status of a file: statx(2).
//!
//! Unlike stat(2), it can request single fields, which is cheaper on network file systems, and it
//! reports birth times and mount points. Code that needs neither uses rustix's `Stat` with
//! [`StatExt`](crate::sys::stat::StatExt).

use crate::program::error::{self, Error};
use crate::sys::stat::statx;
use crate::text::quoting::quoteaf;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, CWD, FileType, Statx, StatxAttributes, StatxFlags, StatxTimestamp};
use rustix::io::Errno;
use rustix::path::Arg;
use rustix::time::Timespec;
use std::ffi::{CStr, OsStr};

/// The fields that identify a file.
const ALWAYS_WANTED: StatxFlags = StatxFlags::TYPE
    .union(StatxFlags::MODE)
    .union(StatxFlags::INO);

/// The status of a file. Fields that were not requested may be zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct Status {
    /// Type and permissions.
    pub mode: u32,
    /// The device number of the file system.
    pub device: u64,
    /// The inode number.
    pub inode: u64,
    /// Whether it is the root of a mount.
    pub mounted: bool,
    /// Number of hard links.
    pub links: u32,
    /// User ID of the owner.
    pub uid: u32,
    /// Group ID.
    pub gid: u32,
    /// Size in bytes.
    pub size: u64,
    /// Allocated space in units of 512 bytes.
    pub blocks: u64,
    /// Time of the last access.
    pub accessed: Timespec,
    /// Time of the last modification.
    pub modified: Timespec,
    /// Time of the last status change.
    pub changed: Timespec,
    /// Time of creation, if known.
    pub born: Option<Timespec>,
}

impl Status {
    /// Returns the status of a file: statx(2).
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
        Ok(statx(dir, name, flags, ALWAYS_WANTED | wanted)?.into())
    }

    /// Returns the status of a file that the utility depends on: that of `--reference`, or the root
    /// directory.
    ///
    /// # Errors
    /// Those of statx(2), in GNU's words.
    pub fn of_reference(path: &OsStr, wanted: StatxFlags) -> error::Result<Self> {
        Self::of_path(path, wanted).map_err(|e| {
            let message = format!("failed to get attributes of {}", quoteaf(path));
            Error::io(message, &e.into())
        })
    }

    /// Returns the status of an open file.
    ///
    /// # Errors
    /// Those of statx(2).
    pub fn of_open(file: BorrowedFd<'_>, wanted: StatxFlags) -> Result<Self, Errno> {
        let wanted = ALWAYS_WANTED | wanted;
        Ok(statx(file, c"", AtFlags::EMPTY_PATH, wanted)?.into())
    }

    /// Returns the status of a path. Symbolic links are followed.
    ///
    /// # Errors
    /// Those of statx(2).
    pub fn of_path(path: &OsStr, wanted: StatxFlags) -> Result<Self, Errno> {
        path.into_with_c_str(|path| Self::of(CWD, path, true, wanted))
    }

    /// Returns the type of the file.
    pub fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.mode)
    }

    /// Returns whether this is a directory.
    pub fn is_dir(&self) -> bool {
        self.kind() == FileType::Directory
    }

    /// Returns what identifies the file: device and inode number.
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
