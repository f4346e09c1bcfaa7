//! The difference between two finished trees, file by file.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::measure::cache;

/// The level that packages use.
const ZSTD_LEVEL: i32 = 19;

/// What an update replaces.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Update {
    files: usize,
    bytes: usize,
    delta: usize,
    executables: usize,
}

impl Update {
    /// Compares two trees.
    pub(super) fn between(old: &Path, new: &Path) -> Result<Self> {
        let old = files(old)?;
        let mut update = Self::default();
        for (role, path) in files(new)? {
            let bytes = read(&path)?;
            let before = old.get(&role);
            let content = before
                .map(|path| read(path))
                .transpose()?
                .unwrap_or_default();
            let same_name = before.and_then(|path| path.file_name()) == path.file_name();
            if same_name && content == bytes {
                continue;
            }
            update.files += 1;
            update.bytes += bytes.len();
            update.delta += delta(&content, &bytes)?;
            update.executables += usize::from(role.starts_with("bin/"));
        }
        Ok(update)
    }

    /// Returns files, bytes, bytes of the delta, and executables.
    pub(super) fn figures(&self) -> [f64; 4] {
        [self.files, self.bytes, self.delta, self.executables].map(|figure| figure as f64)
    }
}

/// Returns the regular files of a tree, by their roles.
fn files(tree: &Path) -> Result<BTreeMap<String, PathBuf>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(tree) {
        let entry = entry?;
        if entry.file_type().is_file() {
            let place = entry.path().strip_prefix(tree)?.to_string_lossy();
            files.insert(role(&place), entry.into_path());
        }
    }
    Ok(files)
}

/// Returns the path of a file in a tree, without the hash in the name of a library.
fn role(place: &str) -> String {
    let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = place
        .strip_suffix(".so")
        .and_then(|stem| stem.rsplit_once('-'));
    match parts {
        Some((name, hash)) if is_hash(hash) => format!("{name}.so"),
        _ => place.to_owned(),
    }
}

/// Returns the size of the compressed difference from the old to the new file.
fn delta(old: &[u8], new: &[u8]) -> Result<usize> {
    let mut encoder = zstd::Encoder::with_ref_prefix(Vec::new(), ZSTD_LEVEL, old)?;
    // The window holds both files, so that the end of the new one can refer to the start of the old.
    let both = (old.len() + new.len()).max(1 << 10).next_power_of_two();
    encoder.window_log(both.ilog2())?;
    encoder.long_distance_matching(true)?;
    encoder.set_pledged_src_size(Some(new.len() as u64))?;
    encoder.write_all(new)?;
    Ok(encoder.finish()?.len())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Returns a hash of the content of a finished tree.
pub(super) fn contents(tree: &Path) -> Result<String> {
    let files = files(tree)?;
    cache::content(&files.values().map(PathBuf::as_path).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes a tree of two executables and a library.
    fn tree(cat: &[u8], hash: &str, library: &[u8]) -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        let path = |name: &str| tree.path().join(name);
        fs::create_dir_all(path("bin")).unwrap();
        fs::create_dir_all(path("lib/corelink")).unwrap();
        fs::write(path("bin/cat"), cat).unwrap();
        fs::write(path("bin/ls"), "ls").unwrap();
        std::os::unix::fs::symlink("ls", path("bin/dir")).unwrap();
        fs::write(path(&format!("lib/corelink/libx-{hash}.so")), library).unwrap();
        tree
    }

    #[test]
    fn files_that_differ_are_replaced() {
        let (a, b) = ("0123456789abcdef", "fedcba9876543210");
        let old = tree(b"cat", a, b"library");
        let update = |new: &tempfile::TempDir| {
            let mut update = Update::between(old.path(), new.path()).unwrap();
            update.delta = 0;
            update.figures()
        };
        assert_eq!(update(&tree(b"cat", a, b"library")), [0.0; 4]);
        assert_eq!(update(&tree(b"cats", a, b"library")), [1.0, 4.0, 0.0, 1.0]);
        // The same content under another name is a new file.
        assert_eq!(update(&tree(b"cat", b, b"library")), [1.0, 7.0, 0.0, 0.0]);
        assert_eq!(update(&tree(b"c", b, b"lib")), [2.0, 4.0, 0.0, 1.0]);
    }

    #[test]
    fn roles_have_no_hash() {
        let role = |name: &str| role(&format!("lib/corelink/{name}"));
        assert_eq!(role("libx-0123456789abcdef.so"), "lib/corelink/libx.so");
        assert_eq!(role("libstdbuf.so"), "lib/corelink/libstdbuf.so");
        assert_eq!(role("libx-closed.so"), "lib/corelink/libx-closed.so");
    }

    #[test]
    fn a_delta_is_as_small_as_the_difference() {
        let mut random = fastrand::Rng::with_seed(1);
        let old: Vec<u8> = (0..300_000).map(|_| random.u8(..)).collect();
        let mut new = old.clone();
        new[1000] ^= 1;
        new.splice(150_000..150_000, *b"between");
        assert!(delta(&old, &new).unwrap() < 200);
        // Random bytes can't be compressed without the old file.
        assert!(delta(&[], &new).unwrap() > 300_000);
    }
}
