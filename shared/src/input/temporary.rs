//! Temporary files without a name, which disappear when they are closed.

use rustix::fd::OwnedFd;
use rustix::fs::{self, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// The directory for temporary files without TMPDIR.
pub const FALLBACK: &str = "/tmp";

/// Returns the directory for temporary files: TMPDIR, or [`FALLBACK`].
pub fn directory() -> OsString {
    std::env::var_os("TMPDIR")
        .filter(|dir| !dir.is_empty())
        .unwrap_or_else(|| FALLBACK.into())
}

/// Creates a temporary file in `directory` for reading and writing.
///
/// # Errors
/// Those of open(2).
pub fn file(directory: &OsStr) -> io::Result<OwnedFd> {
    let mode = Mode::RUSR | Mode::WUSR;
    let flags = OFlags::RDWR | OFlags::CLOEXEC;
    let made = fs::open(directory, flags | OFlags::TMPFILE, mode).or_else(|e| {
        // Some file systems and kernels do not support `O_TMPFILE`.
        match e {
            Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL | Errno::NOENT => {
                unlinked(directory, flags, mode)
            }
            other => Err(other),
        }
    });
    crate::input::files::above_standard(made?)
}

fn unlinked(directory: &OsStr, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
    let id = rustix::process::getpid().as_raw_nonzero();
    let mut attempt = 0;
    loop {
        let mut path = directory.as_bytes().to_vec();
        path.extend_from_slice(format!("/cl{id:x}-{attempt:x}").as_bytes());
        let path = OsStr::from_bytes(&path);
        match fs::open(path, flags | OFlags::CREATE | OFlags::EXCL, mode) {
            Err(Errno::EXIST) if attempt < 10_000 => attempt += 1,
            Err(e) => return Err(e),
            Ok(file) => {
                // If this fails, the file stays, which does no other harm.
                let _ = fs::unlink(path);
                return Ok(file);
            }
        }
    }
}
