//! A cache of figures across runs. Keys identify the content of the files that the figures are
//! about, so that a rerun measures only what changed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use chrono::DateTime;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3Default;

use super::record::Record;
use crate::model::elf;
use crate::model::probe;

/// Figures by a key that identifies all that they depend on.
#[derive(Debug)]
pub(crate) struct Cache {
    path: PathBuf,
    figures: BTreeMap<String, Kept>,
    used: RefCell<Used>,
}

/// What the cache holds for a key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Kept {
    /// A count that the bytes of the files determine.
    Count(u64),
    /// Samples, which vary between runs, and when they were taken, in seconds since 1970.
    Samples { at: i64, samples: Vec<f64> },
    /// All that a measure found in all trees, and the state that it depends on. The records are
    /// JSON.
    Measure {
        at: i64,
        state: String,
        records: String,
        notes: Vec<String>,
    },
}

/// What a measure has taken from the cache, and whether it has added to it.
#[derive(Debug, Default)]
struct Used {
    oldest: Option<i64>,
    newly_measured: bool,
}

/// Says that figures of a measure are from an earlier run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cached {
    pub(crate) measure: String,
    /// When the oldest of them were measured.
    pub(crate) date: String,
    /// Whether other figures of the measure are new.
    pub(crate) partly: bool,
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
            used: RefCell::default(),
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<u64> {
        match self.figures.get(key)? {
            Kept::Count(figure) => Some(*figure),
            _ => None,
        }
    }

    pub(crate) fn put(&mut self, key: String, figure: u64) {
        self.figures.insert(key, Kept::Count(figure));
    }

    pub(crate) fn samples(&self, key: &str) -> Option<&[f64]> {
        match self.figures.get(key)? {
            Kept::Samples { at, samples } => {
                self.uses(*at);
                Some(samples)
            }
            _ => None,
        }
    }

    pub(crate) fn put_samples(&mut self, key: String, samples: &[f64]) {
        self.used.get_mut().newly_measured = true;
        let kept = Kept::Samples {
            at: now(),
            samples: samples.to_vec(),
        };
        self.figures.insert(key, kept);
    }

    /// Returns the records and the notes of a measure, if they were taken in the same state.
    pub(super) fn measure(&self, key: &str, state: &str) -> Option<(Vec<Record>, Vec<String>)> {
        let (at, records, notes) = match self.figures.get(key)? {
            Kept::Measure {
                at,
                state: kept,
                records,
                notes,
            } if kept == state => (at, records, notes),
            _ => return None,
        };
        // The names in records are `&'static str`.
        let records = serde_json::from_str(records.clone().leak()).ok()?;
        self.uses(*at);
        Some((records, notes.clone()))
    }

    /// Keeps what a measure found. Its date is that of the oldest figure that it took from the
    /// cache.
    pub(super) fn put_measure(
        &mut self,
        key: String,
        state: String,
        records: &[Record],
        notes: Vec<String>,
    ) -> Result<()> {
        let kept = Kept::Measure {
            at: self.used.get_mut().oldest.unwrap_or_else(now),
            state,
            records: serde_json::to_string(records)?,
            notes,
        };
        self.figures.insert(key, kept);
        Ok(())
    }

    fn uses(&self, at: i64) {
        let mut used = self.used.borrow_mut();
        used.oldest = Some(used.oldest.map_or(at, |oldest| oldest.min(at)));
    }

    /// Returns whether the measure that was just taken used earlier figures, and begins to watch the
    /// next one. Figures since `begun`, in seconds since 1970, are not earlier ones.
    pub(super) fn used(&mut self, measure: &str, begun: i64) -> Option<Cached> {
        let used = std::mem::take(self.used.get_mut());
        let oldest = used.oldest.filter(|oldest| *oldest < begun)?;
        Some(Cached {
            measure: measure.to_owned(),
            date: date(oldest),
            partly: used.newly_measured,
        })
    }

    /// Forgets what may differ in another run. Counts stay.
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

/// Returns the seconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs().cast_signed())
}

fn date(seconds: i64) -> String {
    let date = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    date.format("%Y-%m-%d %H:%M UTC").to_string()
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

    #[test]
    fn a_measure_is_kept_with_its_words_and_its_date() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.json");
        let mut cache = Cache::open(&path);
        let records = [Record::new("gnu", "disk_bytes", "total", 7.0).over("busybox")];
        let notes = vec!["A note.".to_owned()];
        let (key, state) = ("disk".to_owned(), "a".to_owned());
        cache
            .put_measure(key.clone(), state, &records, notes.clone())
            .unwrap();
        assert_eq!(cache.used("disk", now()), None);
        cache.save().unwrap();

        let mut again = Cache::open(&path);
        let (kept, said) = again.measure(&key, "a").unwrap();
        assert_eq!(
            (kept[0].value, kept[0].set.as_deref()),
            (7.0, Some("busybox"))
        );
        assert_eq!(said, notes);
        let cached = again.used("disk", i64::MAX).unwrap();
        assert_eq!((cached.measure.as_str(), cached.partly), ("disk", false));
        assert!(cached.date.ends_with(" UTC"), "{}", cached.date);
        // The next measure has used nothing.
        assert_eq!(again.used("scale", i64::MAX), None);
        assert!(again.measure(&key, "b").is_none());
        again.forget_samples();
        assert!(again.measure(&key, "a").is_none());
    }

    #[test]
    fn what_is_measured_beside_earlier_figures_is_partly_cached() {
        let mut cache = Cache::open(Path::new("/nowhere"));
        cache.put_samples("old".to_owned(), &[1.0]);
        let _ = cache.used("any", 0);
        assert!(cache.samples("old").is_some());
        cache.put_samples("new".to_owned(), &[1.0]);
        assert!(cache.used("any", i64::MAX).unwrap().partly);
        // Figures of the same run are not earlier ones.
        assert!(cache.samples("old").is_some());
        assert_eq!(cache.used("any", 0), None);
        assert_eq!(date(1_796_000_000), "2026-11-30 00:53 UTC");
    }
}
