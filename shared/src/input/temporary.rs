//! Temporary files without a name, which disappear when they are closed.

use super::random::seed_of_name;
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

/// Returns a file name that nobody can predict: `prefix`, and 60 random bits of the kernel as
/// letters and digits.
pub fn unguessable(prefix: &[u8]) -> Vec<u8> {
    let letter = |byte: &u8| b"abcdefghijklmnopqrstuvwxyz012345"[usize::from(byte % 32)];
    let mut name = prefix.to_vec();
    name.extend(seed_of_name()[..12].iter().map(letter));
    name
}

fn unlinked(directory: &OsStr, flags: OFlags, mode: Mode) -> Result<OwnedFd, Errno> {
    let mut attempt = 0;
    loop {
        let path = [directory.as_bytes(), b"/", &*unguessable(b"cl")].concat();
        let path = OsStr::from_bytes(&path);
        match fs::open(path, flags | OFlags::CREATE | OFlags::EXCL, mode) {
            Err(Errno::EXIST) if attempt < 100 => attempt += 1,
            Err(e) => return Err(e),
            Ok(file) => {
                // If this fails, the file stays, which does no other harm.
                let _ = fs::unlink(path);
                return Ok(file);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_random() {
        let name = || unguessable(b"Cu");
        let (one, other) = (name(), name());
        assert_ne!(one, other);
        assert_eq!((one.len(), &one[..2]), (14, &b"Cu"[..]));
        assert!(one.iter().all(u8::is_ascii_alphanumeric));
    }
}
