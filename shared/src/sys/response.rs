//! Answers to questions: rpmatch(3).

use super::c_string;
use libc::{c_char, c_int};

unsafe extern "C" {
    fn rpmatch(response: *const c_char) -> c_int;
}

/// Returns whether `line` means yes in the user's language. The locale categories Ctype and
/// Messages must be set up.
pub(crate) fn is_yes(line: &[u8]) -> bool {
    // SAFETY: a string that ends in NUL.
    c_string(line).is_ok_and(|line| unsafe { rpmatch(line.as_ptr()) == 1 })
}
