//! `--relative`: how a link leads from where it is to what it shall lead to.

use shared::fs::canonical::{Missing, canonicalize, relative};
use shared::fs::names::parent;
use shared::prelude::*;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

/// The target of a link at `link` that leads to `source`; `source` itself, where there is no
/// way to tell.
pub(crate) fn target(source: &OsStr, link: &OsStr) -> OsString {
    let canonical = |name: &[u8]| canonicalize(name, Missing::Anything, true).ok();
    let ends = canonical(source.as_bytes()).zip(canonical(parent(link.as_bytes())));
    match ends {
        Some((to, from)) if !source.is_empty() => OsString::from_vec(relative(&to, &from)),
        _ => source.to_owned(),
    }
}
