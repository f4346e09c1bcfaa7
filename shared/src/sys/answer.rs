//! Answers to questions: rpmatch(3), and closing what was written with an eye on errors.

use libc::{c_char, c_int};
use rustix::fd::{IntoRawFd, OwnedFd};
use std::ffi::CString;
use std::io;

unsafe extern "C" {
    fn rpmatch(response: *const c_char) -> c_int;
}

/// Is this a yes in the language of the user? The locale's categories Ctype and Messages
/// must be in use.
pub(crate) fn is_yes(line: &[u8]) -> bool {
    let line = CString::new(line).unwrap_or_default();
    // SAFETY: a string that ends in NUL.
    unsafe { rpmatch(line.as_ptr()) == 1 }
}

/// close(2). Network file systems may tell only here that what was written is lost.
///
/// # Errors
/// Those of close(2); the descriptor is closed all the same.
pub fn close(file: OwnedFd) -> io::Result<()> {
    // SAFETY: the descriptor is ours, and given up here.
    match unsafe { libc::close(file.into_raw_fd()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}
