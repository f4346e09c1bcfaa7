//! The manifest of an installation lists its files. The next installation and `uninstall` read it.

use super::prefix::{Prefix, UNFINISHED, explain};
use crate::model::tree::LIBRARIES;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

/// The manifest's name in the folder of shared objects.
const NAME: &str = "manifest.json";

/// An installation. All paths are relative to the prefix.
#[derive(Default, Deserialize, Serialize)]
pub struct Manifest {
    /// The variant, for human readers.
    pub variant: String,
    /// All files and links. Files that others need come first.
    pub files: Vec<String>,
    /// The folders that the installation created.
    pub folders: Vec<String>,
}

impl Manifest {
    /// Reads the manifest below a prefix; it is empty if nothing is installed.
    ///
    /// # Errors
    /// The file can't be read, or is not a manifest.
    pub fn read(prefix: &Prefix) -> Result<Self> {
        let path = prefix.path(LIBRARIES).join(NAME);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(explain("read", &path, &e)),
        };
        let damaged = || format!("{} is damaged (move it away)", path.display());
        let manifest: Self = serde_json::from_slice(&text).with_context(damaged)?;
        // The file may have been changed: nothing outside the prefix is ever removed.
        let inside = |name: &String| {
            let mut components = Path::new(name).components();
            components.all(|c| matches!(c, Component::Normal(_)))
        };
        let all_inside = manifest.files.iter().chain(&manifest.folders).all(inside);
        ensure!(
            all_inside,
            "{}: it names files outside the prefix",
            damaged()
        );
        Ok(manifest)
    }

    /// Writes the manifest in one step.
    ///
    /// # Errors
    /// No space, or no permission.
    pub fn write(&self, prefix: &Prefix) -> Result<()> {
        let folder = prefix.path(LIBRARIES);
        let (path, new) = (
            folder.join(NAME),
            folder.join(format!("{UNFINISHED}{NAME}")),
        );
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(&new, text)
            .and_then(|()| fs::File::open(&new)?.sync_all())
            .and_then(|()| fs::rename(&new, &path))
            .map_err(|e| explain("write", &path, &e))
    }

    /// Removes the manifest.
    ///
    /// # Errors
    /// No permission.
    pub fn remove(prefix: &Prefix) -> Result<()> {
        prefix.remove(&format!("{LIBRARIES}/{NAME}"))
    }

    /// The manifest of a moment at which files of both installations may exist.
    pub fn and(&self, other: &Self) -> Self {
        let theirs = other.files.iter().filter(|file| !self.files.contains(file));
        Self {
            variant: self.variant.clone(),
            files: self.files.iter().chain(theirs).cloned().collect(),
            folders: self.folders.clone(),
        }
    }
}
