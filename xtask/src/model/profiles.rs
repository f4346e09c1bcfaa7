//! Entries of the lean profile for utilities that are optimised for speed: one for each utility whose
//! manifest has `opt-level` in `[package.metadata.corelink]`.

use crate::model::workspace::{self, Metadata};
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The last line of the workspace's manifest that is written by hand.
const MARKER: &str = "# `cargo xtask tidy --fix` writes all that follows, from `opt-level` in the utilities' manifests.\n";

/// The workspace's manifest below `root` and its new text, if it is out of date.
///
/// # Errors
/// A manifest can't be read, or the marker is missing.
pub fn outdated(root: &Path, utilities: &[String]) -> Result<Option<(PathBuf, String)>> {
    let file = root.join("Cargo.toml");
    let old =
        fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let (by_hand, _) = old
        .split_once(MARKER)
        .with_context(|| format!("{} lacks the line '{}'", file.display(), MARKER.trim()))?;
    let mut new = by_hand.to_owned() + MARKER;
    for utility in utilities {
        if let Some(level) = Metadata::of(root, utility)?.opt_level {
            let package = workspace::package(utility);
            let _ = write!(
                new,
                "[profile.lean.package.{package}]\nopt-level = {level}\n"
            );
        }
    }
    Ok((new != old).then_some((file, new)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_follow_from_the_manifests() {
        let root = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let file = root.path().join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        let manifest = |text| format!("[package]\nname = \"x\"\n{text}");
        let fast = "[package.metadata.corelink]\nopt-level = 3\n";
        write("utils/cat/Cargo.toml", &manifest(fast));
        write("utils/ls/Cargo.toml", &manifest(""));
        let names = ["cat", "ls"].map(str::to_owned);
        write("Cargo.toml", "[workspace]\n");
        assert!(outdated(root.path(), &names).is_err());
        write("Cargo.toml", &format!("[workspace]\n{MARKER}[gone]\n"));
        let (_, text) = outdated(root.path(), &names).unwrap().unwrap();
        let entry = "[profile.lean.package.cl_cat]\nopt-level = 3\n";
        assert_eq!(text, format!("[workspace]\n{MARKER}{entry}"));
        write("Cargo.toml", &text);
        assert!(outdated(root.path(), &names).unwrap().is_none());
    }
}
