//! fnmatch(3): shell patterns.

use super::locale::{Category, use_category};
use std::ffi::CStr;

/// Does `name` match `pattern`? `*` matches slashes and leading periods too. Brackets are of
/// the locale.
pub fn matches(pattern: &CStr, name: &CStr) -> bool {
    use_category(Category::Ctype);
    // SAFETY: both end in NUL.
    unsafe { libc::fnmatch(pattern.as_ptr(), name.as_ptr(), 0) == 0 }
}

/// `FNM_PERIOD`, which the libc crate lacks.
const FNM_PERIOD: libc::c_int = 4;

/// The same, but that the pattern must spell out a leading period.
pub fn matches_listed(pattern: &CStr, name: &CStr) -> bool {
    use_category(Category::Ctype);
    // SAFETY: both end in NUL.
    unsafe { libc::fnmatch(pattern.as_ptr(), name.as_ptr(), FNM_PERIOD) == 0 }
}
