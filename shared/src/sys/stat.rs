//! The status of a file: statx(2), and accessors for the result of stat(2).

use super::check;
use rustix::fd::{AsRawFd, BorrowedFd};
use rustix::fs::{AtFlags, FileType, Stat, Statx, StatxFlags, statat};
use rustix::io::Errno;
use rustix::path::Arg;
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// Returns the status of the file `name` in `dir`.
///
/// # Errors
/// Those of statx(2).
#[inline]
pub fn statx(
    dir: BorrowedFd<'_>,
    name: impl Arg,
    flags: AtFlags,
    wanted: StatxFlags,
) -> Result<Statx, Errno> {
    name.into_with_c_str(|name| status(dir, name, flags, wanted))
}

fn status(
    dir: BorrowedFd<'_>,
    name: &CStr,
    flags: AtFlags,
    wanted: StatxFlags,
) -> Result<Statx, Errno> {
    let mut found = MaybeUninit::<Statx>::uninit();
    // SAFETY: the name ends in NUL, and rustix's struct has the layout of the kernel's. Where the
    // kernel lacks the call, the C library fills in the struct from fstatat(2).
    let result = check(unsafe {
        libc::statx(
            dir.as_raw_fd(),
            name.as_ptr(),
            flags.bits() as libc::c_int,
            wanted.bits(),
            found.as_mut_ptr().cast(),
        )
    });
    match result {
        // SAFETY: statx(2) has filled it in.
        Ok(()) => Ok(unsafe { found.assume_init() }),
        // The call itself never fails so, but sandboxes refuse it that way.
        Err(Errno::PERM) => statat(dir, name, flags).map(|stat| of_stat(&stat)),
        Err(e) => Err(e),
    }
}

/// Returns what stat(2) found as the result of statx(2), without the time of creation and the
/// attributes.
#[cold]
fn of_stat(stat: &Stat) -> Statx {
    // SAFETY: all fields are numbers.
    let mut found: Statx = unsafe { MaybeUninit::zeroed().assume_init() };
    found.stx_mask = StatxFlags::BASIC_STATS.bits();
    found.stx_blksize = stat.st_blksize as u32;
    found.stx_nlink = stat.st_nlink as u32;
    (found.stx_uid, found.stx_gid) = (stat.st_uid, stat.st_gid);
    found.stx_mode = stat.st_mode as u16;
    found.stx_ino = stat.st_ino;
    found.stx_size = stat.st_size as u64;
    found.stx_blocks = stat.st_blocks as u64;
    for (time, seconds, nanoseconds) in [
        (&mut found.stx_atime, stat.st_atime, stat.st_atime_nsec),
        (&mut found.stx_mtime, stat.st_mtime, stat.st_mtime_nsec),
        (&mut found.stx_ctime, stat.st_ctime, stat.st_ctime_nsec),
    ] {
        (time.tv_sec, time.tv_nsec) = (seconds, nanoseconds as u32);
    }
    let (device, special) = (stat.st_dev, stat.st_rdev);
    found.stx_dev_major = rustix::fs::major(device);
    found.stx_dev_minor = rustix::fs::minor(device);
    found.stx_rdev_major = rustix::fs::major(special);
    found.stx_rdev_minor = rustix::fs::minor(special);
    found
}

/// Questions about a [`Stat`] that would otherwise repeat the arithmetic on `st_mode`.
pub trait StatExt {
    /// Returns the type of the file.
    fn file_type(&self) -> FileType;

    /// Returns whether this is a regular file.
    fn is_regular(&self) -> bool {
        self.file_type() == FileType::RegularFile
    }

    /// Returns whether this is a directory.
    fn is_directory(&self) -> bool {
        self.file_type() == FileType::Directory
    }

    /// Returns whether this is a symbolic link.
    fn is_link(&self) -> bool {
        self.file_type() == FileType::Symlink
    }

    /// Returns whether both are the same file, by device and inode number.
    fn is_same_file(&self, other: &Self) -> bool;
}

impl StatExt for Stat {
    fn file_type(&self) -> FileType {
        FileType::from_raw_mode(self.st_mode)
    }

    fn is_same_file(&self, other: &Self) -> bool {
        (self.st_dev, self.st_ino) == (other.st_dev, other.st_ino)
    }
}
