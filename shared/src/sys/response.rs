//! Answers to questions: rpmatch(3).

use libc::{c_char, c_int};
use std::ffi::CString;

unsafe extern "C" {
    fn rpmatch(response: *const c_char) -> c_int;
}

/// Returns whether `line` means yes in the user's language. The locale categories Ctype and
/// Messages must be set up.
pub(crate) fn is_yes(line: &[u8]) -> bool {
    let line = CString::new(line).unwrap_or_default();
    // SAFETY: a string that ends in NUL.
    unsafe { rpmatch(line.as_ptr()) == 1 }
}
