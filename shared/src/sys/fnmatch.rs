//! Shell patterns: fnmatch(3).

use super::locale::{Category, use_category};
use std::ffi::CStr;

/// Returns whether `name` matches `pattern`. Wildcards match slashes and leading periods too.
/// Ranges in brackets depend on the locale.
pub fn matches(pattern: &CStr, name: &CStr) -> bool {
    use_locale(pattern);
    // SAFETY: both end in NUL.
    unsafe { libc::fnmatch(pattern.as_ptr(), name.as_ptr(), 0) == 0 }
}

/// `FNM_PERIOD`, which the libc crate lacks.
const FNM_PERIOD: libc::c_int = 4;

/// Like [`matches`], but wildcards do not match a leading period.
pub fn matches_listed(pattern: &CStr, name: &CStr) -> bool {
    use_locale(pattern);
    // SAFETY: both end in NUL.
    unsafe { libc::fnmatch(pattern.as_ptr(), name.as_ptr(), FNM_PERIOD) == 0 }
}

/// Sets what the pattern depends on: the collation order only for ranges and the like.
fn use_locale(pattern: &CStr) {
    use_category(Category::Ctype);
    let pattern = pattern.to_bytes();
    if pattern.contains(&b'[')
        && pattern
            .iter()
            .any(|byte| matches!(byte, b'-' | b'=' | b'.'))
    {
        use_category(Category::Collate);
    }
}
