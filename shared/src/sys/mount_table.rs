//! The table of mounts in /etc/mtab, for systems without /proc: getmntent(3).

use libc::{FILE, mntent};
use std::ffi::CStr;
use std::io;

unsafe extern "C" {
    fn setmntent(path: *const libc::c_char, mode: *const libc::c_char) -> *mut FILE;
    fn getmntent(stream: *mut FILE) -> *mut mntent;
    fn endmntent(stream: *mut FILE) -> libc::c_int;
}

/// A line of the table.
#[derive(Debug)]
pub struct Line {
    /// What is mounted.
    pub source: Vec<u8>,
    /// The mount point.
    pub dir: Vec<u8>,
    /// The type of the file system.
    pub kind: Vec<u8>,
}

/// Returns all lines of the table.
///
/// # Errors
/// There is no table, or it is empty.
pub fn lines() -> io::Result<Vec<Line>> {
    // SAFETY: both strings end in NUL.
    let stream = unsafe { setmntent(c"/etc/mtab".as_ptr(), c"re".as_ptr()) };
    if stream.is_null() {
        return Err(io::Error::last_os_error());
    }
    let mut lines = Vec::new();
    // SAFETY: the stream is open; an entry is valid until the next call.
    while let Some(entry) = unsafe { getmntent(stream).as_ref() } {
        // SAFETY: the fields of an entry are strings that end in NUL.
        let text = |field| unsafe { CStr::from_ptr(field) }.to_bytes().to_vec();
        lines.push(Line {
            source: text(entry.mnt_fsname),
            dir: text(entry.mnt_dir),
            kind: text(entry.mnt_type),
        });
    }
    // SAFETY: the stream is open, and given up here.
    unsafe { endmntent(stream) };
    match lines.is_empty() {
        true => Err(io::Error::from_raw_os_error(libc::ENOENT)),
        false => Ok(lines),
    }
}
