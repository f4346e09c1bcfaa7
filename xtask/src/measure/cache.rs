//! A cache of figures across runs. Keys identify the content of the files that the figures are
//! about, so that a rerun measures only what changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

use crate::model::elf;
use crate::model::probe;

/// Figures by a key that identifies all that they depend on.
#[derive(Debug)]
pub(crate) struct Cache {
    path: PathBuf,
    figures: BTreeMap<String, Kept>,
}

/// A count that the bytes of the files determine, or samples that vary between runs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    Count(u64),
    Samples(Vec<f64>),
}

impl Cache {
    /// Reads the file. If it is missing or damaged, the cache is empty.
    pub(crate) fn open(path: &Path) -> Self {
        let figures = fs::read(path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Self {
            path: path.to_owned(),
            figures,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<u64> {
        match self.figures.get(key)? {
            Kept::Count(figure) => Some(*figure),
            Kept::Samples(_) => None,
        }
    }

    pub(crate) fn put(&mut self, key: String, figure: u64) {
        self.figures.insert(key, Kept::Count(figure));
    }

    pub(crate) fn samples(&self, key: &str) -> Option<&[f64]> {
        match self.figures.get(key)? {
            Kept::Count(_) => None,
            Kept::Samples(samples) => Some(samples),
        }
    }

    pub(crate) fn put_samples(&mut self, key: String, samples: &[f64]) {
        self.figures.insert(key, Kept::Samples(samples.to_vec()));
    }

    /// Forgets the samples, which may differ in another run. Counts stay.
    pub(crate) fn forget_samples(&mut self) {
        self.figures
            .retain(|_, kept| matches!(kept, Kept::Count(_)));
    }

    /// Replaces the file, by a rename.
    pub(crate) fn save(&self) -> Result<()> {
        let unfinished = self.path.with_extension("unfinished");
        fs::write(&unfinished, serde_json::to_vec(&self.figures)?)
            .and_then(|()| fs::rename(&unfinished, &self.path))
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}

/// Returns a hash of the content of some files.
pub(crate) fn content(files: &[&Path]) -> Result<String> {
    let mut hasher = Xxh3Default::new();
    for file in files {
        let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(format!("{:032x}", hasher.digest128()))
}

/// Returns a key for a way to run a program: the locale, the content of the program and of all that
/// it loads, its name, and its arguments.
pub(crate) fn start(program: &Path, utility: &str, arguments: &[PathBuf]) -> Result<String> {
    let objects = elf::loaded(program)?;
    let mut files: Vec<&Path> = vec![program];
    files.extend(objects.iter().map(|object| object.path.as_path()));
    let content = content(&files)?;
    Ok(format!(
        "{} {content} {utility} {arguments:?}",
        probe::locale()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_depends_on_bytes_and_on_their_division_into_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &str| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let (a, b, ab, empty) = (
            file("a", "a"),
            file("b", "b"),
            file("ab", "ab"),
            file("e", ""),
        );
        assert_eq!(
            content(&[&ab]).unwrap(),
            content(&[&file("copy", "ab")]).unwrap()
        );
        assert_ne!(
            content(&[&a, &b]).unwrap(),
            content(&[&ab, &empty]).unwrap()
        );
        assert!(content(&[Path::new("/nowhere")]).is_err());
    }

    #[test]
    fn figures_are_kept_and_a_damaged_file_is_an_empty_cache() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.json");
        let mut cache = Cache::open(&path);
        cache.put("key".to_owned(), 7);
        cache.save().unwrap();
        assert_eq!(Cache::open(&path).get("key"), Some(7));
        cache.put_samples("row".to_owned(), &[1.5, -2.0]);
        cache.save().unwrap();
        let mut again = Cache::open(&path);
        assert_eq!(again.samples("row"), Some(&[1.5, -2.0][..]));
        assert_eq!((again.get("row"), again.samples("key")), (None, None));
        again.forget_samples();
        assert_eq!((again.get("key"), again.samples("row")), (Some(7), None));
        fs::write(&path, "{").unwrap();
        assert_eq!(Cache::open(&path).get("key"), None);
    }
}
