//! `--relative`: the path from a link to its target.

use shared::fs::canonical::{Missing, canonicalize, relative};
use shared::fs::names::parent;
use shared::prelude::*;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// Returns the path of `source` relative to the directory of `link`, or `source` itself if one of
/// them has no canonical name.
pub(crate) fn target(source: &OsStr, link: &OsStr) -> OsString {
    let canonical = |name: &[u8]| canonicalize(name, Missing::Anything, true).ok();
    let ends = canonical(source.as_bytes()).zip(canonical(parent(link.as_bytes())));
    match ends {
        Some((to, from)) if !source.is_empty() => OsString::from_vec(relative(&to, &from)),
        _ => source.to_owned(),
    }
}
