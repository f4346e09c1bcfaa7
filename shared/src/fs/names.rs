//! File names as bytes, taken apart as POSIX's basename and dirname do it. (`std::path` drops
//! `.` components, which these keep.)

use crate::program::error::{Error, Result};
use crate::sys;
use crate::text::quoting::quotef;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;

/// The last component, without the slashes behind it: `b` of `a/b/`. Of slashes alone, one.
pub fn last_component(name: &[u8]) -> &[u8] {
    let name = without_trailing_slashes(name);
    match name.iter().rposition(|&b| b == b'/') {
        Some(slash) if name.len() > 1 => &name[slash + 1..],
        _ => name,
    }
}

/// What stands before the last component: `a` of `a/b/`, `.` where there is nothing, `/` for
/// what lies in the root.
pub fn parent(name: &[u8]) -> &[u8] {
    let name = without_trailing_slashes(name);
    match name.iter().rposition(|&b| b == b'/') {
        Some(slash) => without_trailing_slashes(&name[..=slash]),
        None => b".",
    }
}

/// The name without slashes at its end; of slashes alone, one is left.
pub fn without_trailing_slashes(name: &[u8]) -> &[u8] {
    let kept = name.iter().rposition(|&b| b != b'/').map_or(1, |i| i + 1);
    &name[..kept.min(name.len())]
}

/// Returns `name` as the system takes it, with a NUL at the end.
///
/// # Errors
/// `NAME: Invalid argument` if it contains a NUL, which no argument does.
pub fn c_name(name: &[u8]) -> Result<CString> {
    sys::c_string(name).map_err(|e| Error::io(quotef(OsStr::from_bytes(name)), &e.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_apart() {
        for (name, dir, base) in [
            ("", ".", ""),
            ("/", "/", "/"),
            ("///", "/", "/"),
            ("a", ".", "a"),
            ("a//", ".", "a"),
            ("a/b/", "a", "b"),
            ("a//b//", "a", "b"),
            ("//a/b", "//a", "b"),
            ("//a", "/", "a"),
            ("/.", "/", "."),
        ] {
            assert_eq!(parent(name.as_bytes()), dir.as_bytes(), "{name}");
            assert_eq!(last_component(name.as_bytes()), base.as_bytes(), "{name}");
        }
    }
}
