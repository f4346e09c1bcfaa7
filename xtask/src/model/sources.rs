//! Hashes of the sources that figures depend on. They need no history, so that they can be compared
//! in any checkout.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xxhash_rust::xxh3::Xxh3Default;

/// The parts of the sources, and the files and folders that each consists of.
const PARTS: &[(&str, &[&str])] = &[
    ("dependencies", &["Cargo.toml", "Cargo.lock"]),
    (
        "linking",
        &[
            "xtask/src/link",
            "xtask/closed-set/src",
            "xtask/closed-set/assembly",
            "xtask/src/model/variant.rs",
            "xtask/assembly",
        ],
    ),
    (
        "shared",
        &["shared/Cargo.toml", "shared/base/Cargo.toml", "shared/src"],
    ),
    ("utils", &["utils"]),
];

/// Folders and files that don't change what is built.
const BESIDE: [&str; 2] = ["tests", "bench.txt"];

/// Returns a hash for each part of the sources below `root`. Comments and unit tests don't count.
///
/// # Errors
/// A file can't be read.
pub(crate) fn hashes(root: &Path) -> Result<BTreeMap<String, String>> {
    let hash = |(part, places): &(&str, &[&str])| {
        let mut hasher = Xxh3Default::new();
        for file in places.iter().flat_map(|place| files(&root.join(place))) {
            let bytes =
                fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let below = file.strip_prefix(root).unwrap_or(&file);
            hasher.update(below.as_os_str().as_encoded_bytes());
            match file.extension().is_some_and(|extension| extension == "rs") {
                true => hasher.update(code(&String::from_utf8_lossy(&bytes)).as_bytes()),
                false => hasher.update(&bytes),
            }
        }
        Ok(((*part).to_owned(), format!("{:016x}", hasher.digest())))
    };
    PARTS.iter().map(hash).collect()
}

/// Returns the files of a place in a fixed order.
fn files(place: &Path) -> Vec<PathBuf> {
    let counts = |entry: &walkdir::DirEntry| !BESIDE.iter().any(|name| entry.file_name() == *name);
    let entries = walkdir::WalkDir::new(place).sort_by_file_name();
    let entries = entries.into_iter().filter_entry(counts);
    let paths = entries.filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path));
    paths.filter(|path| path.is_file()).collect()
}

/// Returns a Rust file without comment lines, blank lines, and the unit tests at its end.
fn code(text: &str) -> String {
    let end = text.find("\n#[cfg(test)]\nmod tests {");
    let lines = text[..end.unwrap_or(text.len())].lines();
    let is_code =
        |line: &&str| !matches!(line.trim_start(), "") && !line.trim_start().starts_with("//");
    lines.filter(is_code).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_part_that_changed_has_another_hash() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |name: &str, text: &str| {
            let file = root.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("Cargo.lock", "a");
        write("shared/src/lib.rs", "fn a() {}\n");
        write("utils/cat/src/lib.rs", "fn a() {}\n");
        let before = hashes(root).unwrap();
        assert_eq!(
            before.keys().collect::<Vec<_>>(),
            ["dependencies", "linking", "shared", "utils"]
        );

        write(
            "utils/cat/src/lib.rs",
            "//! Words.\n\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n",
        );
        write("utils/cat/tests/cat.rs", "fn b() {}\n");
        write("utils/cat/bench.txt", "cat lines\n");
        assert_eq!(hashes(root).unwrap(), before);

        write("utils/cat/src/lib.rs", "fn b() {}\n");
        let after = hashes(root).unwrap();
        assert_ne!(after["utils"], before["utils"]);
        assert_eq!(after["shared"], before["shared"]);
        assert_eq!(after["dependencies"], before["dependencies"]);
    }
}
