//! The C library, called directly. Almost all `unsafe` code and everything that is specific to
//! Linux with glibc is in this room. Each function is a safe wrapper of one or two C functions.
//!
//! Plain system calls go through `rustix` instead.
#![allow(
    unsafe_code,
    reason = "foreign functions; see the SAFETY comment at each"
)]

pub mod allocator;
pub mod chmod;
pub mod close;
pub mod collation;
pub(crate) mod file;
pub mod fnmatch;
pub mod getopt;
pub mod hash;
pub mod host;
pub mod limits;
pub mod locale;
pub mod long_double;
pub mod pipe;
pub mod printf;
pub mod process;
pub mod regex;
pub mod response;
pub mod signal;
pub mod signal_count;
pub mod stat;
pub mod terminal;
pub mod time;
pub mod users;
pub mod utmp;

use rustix::io::Errno;
use std::ffi::{CStr, CString};

/// Returns the English text of an error number: strerror(3).
pub fn strerror(code: i32) -> String {
    let mut text = [0; 256];
    // SAFETY: the length is that of the buffer; the XSI function ends the text with a NUL.
    unsafe { libc::strerror_r(code, text.as_mut_ptr(), text.len()) };
    // SAFETY: NUL-terminated, see above, and zeroed before.
    unsafe { CStr::from_ptr(text.as_ptr()) }
        .to_string_lossy()
        .into_owned()
}

/// Returns `bytes` with a NUL at the end, as the C library takes strings.
///
/// # Errors
/// `EINVAL` if `bytes` contains a NUL, which no argument or file name does.
pub fn c_string(bytes: &[u8]) -> Result<CString, Errno> {
    CString::new(bytes).map_err(|_| Errno::INVAL)
}
