//! The C library, called directly. Almost all `unsafe` code and everything that is specific to
//! Linux with glibc is in this room. Each function is a safe wrapper of one or two C functions.
//!
//! Plain system calls go through `rustix`, which calls the C library's functions for most of them
//! (its feature `use-libc`), so that libraries such as fakeroot, faketime and eatmydata can replace
//! them. What it asks the kernel for directly, and others replace, has a function here:
//!
//! | instead of rustix's | call |
//! |---|---|
//! | `RawDir` | [`directory::Entries`] |
//! | `statx` | [`stat::statx`] |
//! | `fchmod`, `chmodat` | [`chmod::fchmod`], [`chmod::chmodat`] |
//! | `fchown` | [`owner::fchown`] |
//! | `copy_file_range` | [`copy_range::copy_file_range`] |
//! | `set_thread_uid`, `set_thread_gid`, `set_thread_groups` | [`identity`] |
#![allow(
    unsafe_code,
    reason = "foreign functions; see the SAFETY comment at each"
)]

pub mod access;
pub mod allocator;
mod arena;
pub mod chmod;
pub mod close;
pub mod collation;
pub mod copy_range;
pub mod directory;
pub mod file;
pub mod fnmatch;
pub mod getopt;
pub mod hash;
pub mod host;
pub mod identity;
pub mod limits;
pub mod locale;
pub mod long_double;
pub mod mount_table;
pub mod owner;
pub mod printf;
pub mod process;
pub mod regex;
pub mod response;
pub mod signal;
pub mod signal_count;
pub mod stat;
pub mod stream;
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

/// Returns the error of the last call that failed.
fn errno() -> Errno {
    // SAFETY: errno belongs to this thread.
    Errno::from_raw_os_error(unsafe { *libc::__errno_location() })
}

/// Returns `result` of a call that returns -1 if it fails.
fn check(result: libc::c_int) -> Result<(), Errno> {
    match result {
        -1 => Err(errno()),
        _ => Ok(()),
    }
}

/// Returns the text before the first NUL as a string of the C library, without looking at each byte
/// as [`CStr::from_bytes_until_nul`] does.
///
/// # Panics
/// If the last byte is not NUL.
pub fn terminated(bytes: &[u8]) -> &CStr {
    assert!(bytes.last() == Some(&0));
    // SAFETY: the bytes are those of a slice, and end in NUL.
    unsafe { CStr::from_ptr(bytes.as_ptr().cast()) }
}

/// Returns `bytes` with a NUL at the end, as the C library takes strings.
///
/// # Errors
/// `EINVAL` if `bytes` contains a NUL, which no argument or file name does.
pub fn c_string(bytes: &[u8]) -> Result<CString, Errno> {
    CString::new(bytes).map_err(|_| Errno::INVAL)
}
