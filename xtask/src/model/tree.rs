//! An installed tree: a folder of executables, and the shared objects that came with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::elf;

/// Below a prefix or a tree, the folder of its shared objects.
pub const LIBRARIES: &str = "lib/corelink";

/// A folder of utilities under a name.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The name that reports show.
    pub(crate) label: String,
    /// A sentence on how it was built and linked.
    pub(crate) description: String,
    bin: PathBuf,
    utilities: BTreeSet<String>,
    /// Executables in other folders.
    elsewhere: BTreeMap<String, PathBuf>,
}

/// The files that some utilities of a tree need to run, each once.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// Executables, each with the utilities that it serves.
    pub(crate) executables: BTreeMap<PathBuf, Vec<String>>,
    /// Shared objects of the tree.
    pub(crate) private: BTreeSet<PathBuf>,
    /// Shared objects of the system, except for the C library, which every program has.
    pub(crate) system: BTreeSet<PathBuf>,
}

impl Tree {
    /// Opens a folder and lists its executables.
    pub(crate) fn open(label: &str, description: &str, bin: &Path) -> Result<Self> {
        let mut utilities = BTreeSet::new();
        let entries =
            fs::read_dir(bin).with_context(|| format!("cannot read {}", bin.display()))?;
        for entry in entries {
            let path = entry?.path();
            let runs =
                |data: &fs::Metadata| data.is_file() && data.permissions().mode() & 0o111 != 0;
            if let (true, Some(name)) = (
                path.metadata().as_ref().is_ok_and(runs),
                path.file_name().and_then(|name| name.to_str()),
            ) {
                utilities.insert(name.to_owned());
            }
        }
        if utilities.is_empty() {
            bail!("no executables in {}", bin.display());
        }
        Ok(Self {
            label: label.to_owned(),
            description: description.to_owned(),
            bin: std::path::absolute(bin)?,
            utilities,
            elsewhere: BTreeMap::new(),
        })
    }

    /// Keeps only the utilities for which `check` returns true.
    pub(crate) fn keep(&mut self, check: &dyn Fn(&str) -> bool) {
        self.utilities.retain(|name| check(name));
    }

    /// Adds a utility from another folder.
    pub(crate) fn add(&mut self, utility: &str, executable: PathBuf) {
        self.utilities.insert(utility.to_owned());
        self.elsewhere.insert(utility.to_owned(), executable);
    }

    /// The names of its utilities.
    pub(crate) fn utilities(&self) -> &BTreeSet<String> {
        &self.utilities
    }

    /// The folder of the executables.
    pub(crate) fn bin(&self) -> &Path {
        &self.bin
    }

    /// The path by which a utility is run.
    pub(crate) fn executable(&self, utility: &str) -> PathBuf {
        let elsewhere = self.elsewhere.get(utility);
        elsewhere.map_or_else(|| self.bin.join(utility), Clone::clone)
    }

    /// What the utilities need on disk. Links are followed, and each inode counts once.
    pub(crate) fn files(&self, utilities: &[String]) -> Result<Files> {
        let mut files = Files::default();
        let mut by_inode = BTreeMap::new();
        for utility in utilities {
            let path = self.executable(utility);
            let data = path
                .metadata()
                .with_context(|| format!("cannot read {}", path.display()))?;
            let first = by_inode
                .entry((data.dev(), data.ino()))
                .or_insert(path.canonicalize()?);
            files
                .executables
                .entry(first.clone())
                .or_default()
                .push(utility.clone());
        }
        for executable in files.executables.keys() {
            for object in elf::loaded(executable)? {
                let path = object.path.canonicalize()?;
                if self.owns(&path) {
                    files.private.insert(path);
                } else if !object.is_c_library() {
                    files.system.insert(path);
                }
            }
        }
        Ok(files)
    }

    /// Returns whether a shared object belongs to the tree itself, not to a prefix of the system.
    fn owns(&self, object: &Path) -> bool {
        let prefix = self
            .bin
            .parent()
            .and_then(|prefix| prefix.canonicalize().ok());
        prefix.is_some_and(|prefix| {
            let shared = ["/", "/usr", "/usr/local"].map(Path::new);
            (!shared.contains(&prefix.as_path()) && object.starts_with(&prefix))
                || object.starts_with(prefix.join(LIBRARIES))
        })
    }
}
