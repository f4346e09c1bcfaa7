//! File names as bytes, split by the rules of POSIX's basename and dirname. `std::path` removes `.`
//! components, which these rules keep.

use crate::program::error::{Error, Result};
use crate::sys;
use crate::text::quoting::quotef;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;

/// Returns the last component without trailing slashes: `b` for `a/b/`. If there are only slashes,
/// one is returned.
pub fn last_component(name: &[u8]) -> &[u8] {
    let name = without_trailing_slashes(name);
    match name.iter().rposition(|&b| b == b'/') {
        Some(slash) if name.len() > 1 => &name[slash + 1..],
        _ => name,
    }
}

/// Returns what precedes the last component: `a` for `a/b/`, `.` if there is nothing, `/` for names
/// in the root directory.
pub fn parent(name: &[u8]) -> &[u8] {
    let name = without_trailing_slashes(name);
    match name.iter().rposition(|&b| b == b'/') {
        Some(slash) => without_trailing_slashes(&name[..=slash]),
        None => b".",
    }
}

/// Returns the name without trailing slashes. If there are only slashes, one is kept.
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
