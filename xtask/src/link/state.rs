//! Remembers what a finished tree was made from, so that an unchanged one is not made again: some
//! variants repeat a hundred links for it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::link::build::Artifacts;
use crate::model::variant::Variant;
use crate::model::workspace;

/// What a tree is made from, and the file that remembers it.
pub struct State {
    file: PathBuf,
    sources: String,
}

impl State {
    /// Identifies what Cargo has made, the utilities, and this program by their sizes and times.
    ///
    /// # Errors
    /// A file can't be read.
    pub fn of(variant: &Variant, compiled: &Artifacts, utilities: &[String]) -> Result<Self> {
        let mut sources = format!("{}\n", utilities.join(" "));
        let program = std::env::current_exe()?;
        for file in compiled.values().chain([&program]) {
            sources += &line(file)?;
        }
        Ok(Self {
            file: workspace::trees().join(format!(".{}.state", variant.name)),
            sources,
        })
    }

    /// Returns whether the tree was made from this, and is as it was made.
    pub fn is_that_of(&self, tree: &Path) -> bool {
        let known = fs::read_to_string(&self.file);
        let now = self.with(tree);
        known.is_ok_and(|known| now.is_ok_and(|now| known == now))
    }

    /// Remembers that the tree was made from this.
    ///
    /// # Errors
    /// A file can't be read or written.
    pub fn remember(&self, tree: &Path) -> Result<()> {
        fs::write(&self.file, self.with(tree)?)
            .with_context(|| format!("cannot write {}", self.file.display()))
    }

    /// Adds the files of the tree.
    fn with(&self, tree: &Path) -> Result<String> {
        let mut text = self.sources.clone();
        for entry in walkdir::WalkDir::new(tree).sort_by_file_name() {
            text += &line(entry?.path())?;
        }
        Ok(text)
    }
}

fn line(file: &Path) -> Result<String> {
    let data = file
        .symlink_metadata()
        .with_context(|| format!("cannot read {}", file.display()))?;
    let (seconds, nanoseconds) = (data.mtime(), data.mtime_nsec());
    let (path, size) = (file.display(), data.len());
    Ok(format!("{path} {size} {seconds}.{nanoseconds}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_made_again_if_it_or_its_sources_changed() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
            file
        };
        let state = |sources: &str| State {
            file: folder.path().join("state"),
            sources: sources.to_owned(),
        };
        write("tree/bin/cat", "a");
        let tree = folder.path().join("tree");
        assert!(!state("1").is_that_of(&tree));
        state("1").remember(&tree).unwrap();
        assert!(state("1").is_that_of(&tree));
        assert!(!state("2").is_that_of(&tree));
        write("tree/bin/cat", "ab");
        assert!(!state("1").is_that_of(&tree));
        fs::remove_dir_all(&tree).unwrap();
        assert!(!state("1").is_that_of(&tree));
    }
}
