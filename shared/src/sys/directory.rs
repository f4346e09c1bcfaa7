//! The entries of a directory, fdopendir(3) and readdir(3), and working in one: fchdir(2) and getcwd(3).

use libc::DIR;
use rustix::fd::{AsRawFd, BorrowedFd, IntoRawFd, OwnedFd};
use rustix::fs::{CWD, FileType, Mode, OFlags, openat};
use rustix::io::{Errno, fcntl_dupfd_cloexec};
use rustix::process::fchdir;
use std::ffi::CStr;
use std::ptr::NonNull;

/// Replaces `path` by the name of the working directory: getcwd(3). Unlike rustix's function, it leaves
/// room behind the name.
///
/// # Errors
/// Those of getcwd(3).
pub fn read_working_directory(path: &mut Vec<u8>) -> Result<(), Errno> {
    path.clear();
    // A buffer of no bytes would be an error.
    path.reserve(1);
    loop {
        // SAFETY: the vector owns that many bytes.
        let found = unsafe { libc::getcwd(path.as_mut_ptr().cast(), path.capacity()) };
        if !found.is_null() {
            // SAFETY: the call has written a name that ends in NUL.
            unsafe { path.set_len(CStr::from_ptr(found).to_bytes().len()) };
            return Ok(());
        }
        match super::errno() {
            Errno::RANGE => path.reserve(2 * path.capacity() + 1),
            e => return Err(e),
        }
    }
}

/// Calls a function with `dir` as the working directory, for system calls that take no descriptor of
/// a directory.
///
/// # Errors
/// Those of fchdir(2), and of the function.
pub fn inside<T>(
    dir: BorrowedFd<'_>,
    call: &mut dyn FnMut() -> Result<T, Errno>,
) -> Result<T, Errno> {
    if dir.as_raw_fd() == CWD.as_raw_fd() {
        return call();
    }
    let here = openat(CWD, c".", OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
    fchdir(dir)?;
    let result = call();
    fchdir(here)?;
    result
}

/// The entries of an open directory, in the order in which the file system returns them, with `.`
/// and `..`.
#[derive(Debug)]
pub struct Entries {
    stream: NonNull<DIR>,
}

/// An entry of a directory.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// The name.
    pub name: &'a CStr,
    /// The inode number.
    pub inode: u64,
    /// The type of the file, if the file system tells it.
    pub kind: FileType,
}

impl Entries {
    /// Starts to read a directory that nobody else needs open.
    ///
    /// # Errors
    /// Those of fdopendir(3).
    pub fn new(dir: OwnedFd) -> Result<Self, Errno> {
        let descriptor = dir.into_raw_fd();
        // SAFETY: the descriptor is open and was given up above. The stream owns it.
        match NonNull::new(unsafe { libc::fdopendir(descriptor) }) {
            Some(stream) => Ok(Self { stream }),
            None => {
                let error = super::errno();
                // SAFETY: no stream owns the descriptor.
                unsafe { libc::close(descriptor) };
                Err(error)
            }
        }
    }

    /// Starts to read a directory that stays open. It has one position for all who read it.
    ///
    /// # Errors
    /// Those of fcntl(2) and fdopendir(3).
    pub fn of(dir: BorrowedFd<'_>) -> Result<Self, Errno> {
        Self::new(fcntl_dupfd_cloexec(dir, 3)?)
    }

    /// Returns the next entry, `None` at the end.
    ///
    /// # Errors
    /// Those of readdir(3).
    #[allow(
        clippy::should_implement_trait,
        reason = "an entry borrows from the stream"
    )]
    pub fn next(&mut self) -> Option<Result<Entry<'_>, Errno>> {
        // SAFETY: errno belongs to this thread; the stream is open, and borrowed by the result,
        // which the next call overwrites.
        let entry = unsafe {
            *libc::__errno_location() = 0;
            libc::readdir(self.stream.as_ptr()).as_ref()
        };
        let Some(entry) = entry else {
            return match super::errno().raw_os_error() {
                0 => None,
                code => Some(Err(Errno::from_raw_os_error(code))),
            };
        };
        Some(Ok(Entry {
            // SAFETY: the name ends in NUL.
            name: unsafe { CStr::from_ptr(entry.d_name.as_ptr()) },
            inode: entry.d_ino,
            kind: FileType::from_raw_mode(u32::from(entry.d_type) << 12),
        }))
    }
}

impl Drop for Entries {
    fn drop(&mut self) {
        // SAFETY: the stream is open, and nothing borrows from it any more.
        unsafe { libc::closedir(self.stream.as_ptr()) };
    }
}
