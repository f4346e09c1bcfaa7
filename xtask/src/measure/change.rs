//! Small changes of the source, as a developer might make them, applied to a copy of the work tree:
//! `compare --update-cost` measures what each costs users who update.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// A change: a text that occurs once below a folder is replaced by another.
#[derive(Debug)]
pub(crate) struct Change {
    /// The name of its figures.
    pub(crate) name: &'static str,
    /// Where the text is, from the top of the work tree.
    folder: &'static str,
    old: &'static str,
    new: &'static str,
}

/// All changes.
pub(crate) const CHANGES: &[Change] = &[
    Change {
        name: "utility",
        folder: "utils/cat/src",
        old: "const BLOCK: usize = ",
        new: "const BLOCK: usize = 64 * 1024 + ",
    },
    Change {
        name: "body",
        folder: "shared/src",
        old: "const CAPACITY: usize = ",
        new: "const CAPACITY: usize = 32 * 1024 + ",
    },
    // `black_box` makes every instance of the function write to its stack.
    Change {
        name: "generic",
        folder: "shared/src",
        old: "pub fn new(message: impl Into<String>) -> Self {",
        new: "pub fn new(message: impl Into<String>) -> Self { std::hint::black_box(0);",
    },
];

impl Change {
    /// Returns whether it is a change of the internal library.
    pub(crate) fn is_in_shared(&self) -> bool {
        self.folder.starts_with("shared/")
    }

    /// The file below `root` that is changed, and its text without the change.
    ///
    /// # Errors
    /// No file has the text that is replaced, or several have it.
    pub(crate) fn source(&self, root: &Path) -> Result<(PathBuf, String)> {
        let mut found = Vec::new();
        for entry in walkdir::WalkDir::new(root.join(self.folder)) {
            let entry = entry?;
            if entry.path().extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(entry.path())?;
                if text.contains(self.old) {
                    found.push((entry.into_path(), text));
                }
            }
        }
        let count = found.len();
        let is_clear = count == 1 && found[0].1.matches(self.old).count() == 1;
        ensure!(
            is_clear,
            "the change '{}' needs '{}' once in {}: it is in {count} files",
            self.name,
            self.old.trim(),
            self.folder
        );
        Ok(found.remove(0))
    }
}

/// A copy of the work tree.
pub(crate) struct Copy {
    root: PathBuf,
    /// A changed file, and what was in it.
    changed: Option<(PathBuf, String)>,
}

impl Copy {
    /// Copies the work tree at `from` to `root`, without its history and `target`.
    ///
    /// # Errors
    /// No space, or no permission.
    pub(crate) fn new(from: &Path, target: &Path, root: PathBuf) -> Result<Self> {
        let walk = walkdir::WalkDir::new(from).into_iter();
        let is_source = |entry: &walkdir::DirEntry| {
            let path = entry.path();
            let is_output = path == target || path.join("CACHEDIR.TAG").exists();
            !is_output && path != from.join(".git") && path != root
        };
        for entry in walk.filter_entry(is_source) {
            let entry = entry?;
            let copy = root.join(entry.path().strip_prefix(from)?);
            let kind = entry.file_type();
            let made = if kind.is_dir() {
                fs::create_dir_all(&copy)
            } else if kind.is_symlink() {
                std::os::unix::fs::symlink(fs::read_link(entry.path())?, &copy)
            } else {
                fs::copy(entry.path(), &copy).map(drop)
            };
            made.with_context(|| format!("cannot make {}", copy.display()))?;
        }
        Ok(Self {
            root,
            changed: None,
        })
    }

    /// Returns the top of the copy.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Undoes an earlier change and makes this one. The time of the file is new even where its
    /// text is not, so that Cargo compiles it again.
    ///
    /// # Errors
    /// The file can't be found, read or written.
    pub(crate) fn apply(&mut self, change: &Change) -> Result<()> {
        if let Some((file, text)) = self.changed.take() {
            fs::write(file, text)?;
        }
        let (file, text) = change.source(&self.root)?;
        fs::write(&file, text.replacen(change.old, change.new, 1))?;
        self.changed = Some((file, text));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::workspace;

    #[test]
    fn every_change_has_its_place() {
        for change in CHANGES {
            change.source(workspace::root()).unwrap();
        }
    }

    #[test]
    fn a_copy_has_one_change_at_most() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("from");
        let sources = ["utils/cat/src/lib.rs", "shared/src/a/output.rs"];
        for (source, change) in sources.iter().zip(CHANGES) {
            let source = from.join(source);
            fs::create_dir_all(source.parent().unwrap()).unwrap();
            fs::write(source, format!("{}1;\n", change.old)).unwrap();
        }
        fs::create_dir_all(from.join("target/debug")).unwrap();
        let root = folder.path().join("copy");
        let mut copy = Copy::new(&from, &from.join("target"), root.clone()).unwrap();
        assert!(!root.join("target").exists());
        let texts = || sources.map(|source| fs::read_to_string(root.join(source)).unwrap());
        copy.apply(&CHANGES[0]).unwrap();
        copy.apply(&CHANGES[1]).unwrap();
        let expected = [
            "const BLOCK: usize = 1;\n",
            "const CAPACITY: usize = 32 * 1024 + 1;\n",
        ];
        assert_eq!(texts(), expected);
        assert!(copy.apply(&CHANGES[2]).is_err());
    }
}
