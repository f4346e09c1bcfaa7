//! An update: what changes on disk after a change of the source. Every variant is built as it is
//! and with each of a few changes (see `change`), in a copy of the work tree, and what would be
//! installed is compared file by file.
//!
//! The name of the internal library holds a hash of its source, and so do the names of all that
//! is in it: after an edit of it, no executable fits any more, and none is left as it was. Which
//! executables could have stayed is found by a second build with the change, under the old name.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::build::{TargetFolder, build};
use super::change::{CHANGES, Change, Copy};
use super::registry::{Choice, Figure, Measure};
use super::view::{Chart, Form, KIB, MIB, Rows, Table, Value};
use super::{Bench, Record, cache, progress};
use crate::link::rustc;
use crate::model::tree::Tree;
use crate::model::variant::{Code, Variant};
use crate::model::workspace;

pub(super) const MEASURE: Measure = Measure {
    name: "update",
    about: "installed files and bytes that change after a change of the source",
    choice: Choice::Switch("update-cost"),
    figures: &[
        Figure::new("update_files", "files that change"),
        Figure::new("update_bytes", "bytes of these files"),
        Figure::new("update_delta_bytes", "bytes of their compressed deltas"),
        Figure::new(
            "update_could_stay_files",
            "executables that change in names only",
        ),
    ],
    take: measure,
    tables: &[
        Table {
            name: "update",
            title: "An update: files that change on disk after a change of cat, of one function \
                    of shared, of a generic one",
            rows: Rows::Trees(&[
                Value::new("cat: files", "update_files", "utility"),
                Value::new("shared: files", "update_files", "body"),
                Value::new("could stay", "update_could_stay_files", "body"),
                Value::new("generic: files", "update_files", "generic"),
                Value::new("could stay", "update_could_stay_files", "generic"),
            ]),
        },
        Table {
            name: "update-size",
            title: "An update: KiB of these files after a change of cat, of one function of \
                    shared, of a generic one",
            rows: Rows::Trees(&[
                Value::new("cat", "update_bytes", "utility").per(KIB),
                Value::new("delta", "update_delta_bytes", "utility")
                    .per(KIB)
                    .decimals(1),
                Value::new("shared", "update_bytes", "body").per(KIB),
                Value::new("delta", "update_delta_bytes", "body")
                    .per(KIB)
                    .decimals(1),
                Value::new("generic", "update_bytes", "generic").per(KIB),
                Value::new("delta", "update_delta_bytes", "generic")
                    .per(KIB)
                    .decimals(1),
            ]),
        },
    ],
    charts: &[
        Chart {
            name: "update",
            caption: "An update: installed files that change, as a whole, after a change of",
            unit: "MiB",
            form: Form::Beside(&[
                Value::new("cat", "update_bytes", "utility").per(MIB),
                Value::new("a function of shared", "update_bytes", "body").per(MIB),
                Value::new("a generic of shared", "update_bytes", "generic").per(MIB),
            ]),
        },
        Chart {
            name: "update-delta",
            caption: "An update: the same files as compressed deltas, after a change of",
            unit: "KiB",
            form: Form::Beside(&[
                Value::new("cat", "update_delta_bytes", "utility").per(KIB),
                Value::new("a function of shared", "update_delta_bytes", "body").per(KIB),
                Value::new("a generic of shared", "update_delta_bytes", "generic").per(KIB),
            ]),
        },
    ],
};

/// The level that packages use.
const ZSTD_LEVEL: i32 = 19;

/// A build of every variant.
#[derive(Clone, Copy)]
struct Step {
    change: &'static Change,
    keep_name: bool,
}

/// Files, bytes and compressed deltas of an update by each change, and how many executables
/// could have stayed. `folder` is that of the finished trees.
fn measure(_: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let (variants, folder) = (bench.variants.clone(), bench.finished.clone());
    let (variants, folder) = (&variants[..], folder.as_path());
    let keys = variants
        .iter()
        .map(|variant| Ok((variant.name, contents(&folder.join(variant.name))?)))
        .collect::<Result<BTreeMap<_, _>>>()?;
    let sources = CHANGES
        .iter()
        .map(|change| Ok(change.source(workspace::root())?.0))
        .collect::<Result<Vec<_>>>()?;
    let source = cache::content(&sources.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let key = |variant: &Variant, step: Step| {
        let (name, kept) = (step.change.name, step.keep_name);
        format!("update {name} {kept} {} {source}", keys[variant.name])
    };
    build_new_ones(variants, folder, bench, &key)?;
    let mut records = Vec::new();
    for variant in variants {
        for change in CHANGES {
            let figures = |keep_name| {
                let step = Step { change, keep_name };
                bench.cache.samples(&key(variant, step))
            };
            let Some(&[files, bytes, delta, executables]) = figures(false) else {
                continue;
            };
            // Where the name is in no file, every executable that changes has to.
            let really = match figures(true) {
                Some(&[.., really]) => really,
                _ => executables,
            };
            records.extend(
                [
                    ("update_files", files),
                    ("update_bytes", bytes),
                    ("update_delta_bytes", delta),
                    ("update_could_stay_files", executables - really),
                ]
                .map(|(measure, value)| Record::new(variant.name, measure, change.name, value)),
            );
        }
    }
    bench.notes.extend(NOTES.map(str::to_owned));
    Ok(records)
}

const NOTES: [&str; 2] = [
    "An update: cat reads other blocks; one function of the internal library that is not generic, \
     behind every standard output, has a buffer of another size; one that is generic, behind most \
     messages, writes once more to its stack. A delta is the new file compressed by zstd -19 with \
     the old one as its dictionary, as --patch-from does. An executable could have stayed if it \
     is the same, to the byte, after a build with the change under the old name of the library.",
    "After an update of the compiler all executables and libraries of all variants are new, by \
     reasoning and not by measurement: Rust has no stable ABI, so std and all that uses it must \
     come from one compiler, and its version is part of every mangled name.",
];

/// What is built of a variant: every change, then those of the library under its old name.
fn steps() -> Vec<Step> {
    let all = |keep_name| CHANGES.iter().map(move |change| Step { change, keep_name });
    let renamed = all(true).filter(|step| step.change.is_in_shared());
    all(false).chain(renamed).collect()
}

/// Does the step say more of this variant than that without the name kept?
fn concerns(variant: &Variant, step: Step) -> bool {
    !step.keep_name || variant.shared == Code::SharedObject
}

/// Builds what no earlier run has. All variants with one change before the next: those that
/// link the same are then compiled once.
fn build_new_ones(
    variants: &[&Variant],
    folder: &Path,
    bench: &mut Bench,
    key: &dyn Fn(&Variant, Step) -> String,
) -> Result<()> {
    let is_new = |variant: &Variant, step: Step| {
        concerns(variant, step) && bench.cache.samples(&key(variant, step)).is_none()
    };
    let new = |step| -> Vec<&Variant> {
        let new = variants.iter().filter(|variant| is_new(variant, step));
        new.copied().collect()
    };
    let work: Vec<_> = steps().into_iter().map(|step| (step, new(step))).collect();
    let changed: Vec<&Variant> = variants
        .iter()
        .copied()
        .filter(|v| work.iter().any(|(_, new)| new.contains(v)))
        .collect();
    let builds = work.iter().map(|(_, new)| new.len()).sum::<usize>();
    if builds == 0 {
        return Ok(());
    }
    let bar = progress::bar("updating", changed.len() + builds);
    let target = TargetFolder::new(folder.join(".update-cost"))?;
    let mut copy = Copy::new(
        workspace::root(),
        &workspace::target(),
        target.0.join("source"),
    )?;
    let before = target.0.join("before");
    fs::create_dir_all(&before)?;
    let built = |variant: &Variant| target.0.join("corelink").join(variant.name);
    for variant in changed {
        bar.set_message(format!("{}, as it is", variant.name));
        build(variant, &target.0, &|build| {
            build
                .env(workspace::ROOT, copy.root())
                .env_remove(rustc::NAMED_AFTER);
        })?;
        fs::rename(built(variant), before.join(variant.name))?;
        bar.inc(1);
    }
    for (step, new) in work {
        copy.apply(step.change)?;
        for variant in new {
            let name = if step.keep_name { "old name" } else { "new" };
            bar.set_message(format!("{}, {}, {name}", variant.name, step.change.name));
            build(variant, &target.0, &|build| {
                build.env(workspace::ROOT, copy.root());
                match step.keep_name {
                    true => build.env(rustc::NAMED_AFTER, workspace::root()),
                    false => build.env_remove(rustc::NAMED_AFTER),
                };
            })?;
            let update = Update::between(&before.join(variant.name), &built(variant))?;
            bench
                .cache
                .put_samples(key(variant, step), &update.figures());
            bench.cache.save()?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// What has to be put in place of what was installed.
#[derive(Debug, Default, PartialEq)]
struct Update {
    files: usize,
    bytes: usize,
    delta: usize,
    executables: usize,
}

impl Update {
    fn between(old: &Path, new: &Path) -> Result<Self> {
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

    fn figures(&self) -> [f64; 4] {
        [self.files, self.bytes, self.delta, self.executables].map(|figure| figure as f64)
    }
}

/// The files of a tree, without links, by what they are in it.
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

/// A library's place in a tree, without the hash in its name.
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

/// Bytes of what makes the new file of the old one.
fn delta(old: &[u8], new: &[u8]) -> Result<usize> {
    let mut encoder = zstd::Encoder::with_ref_prefix(Vec::new(), ZSTD_LEVEL, old)?;
    // The window holds both files, so that all of the old one can be found from all of the new.
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

/// Names the content of a finished tree.
fn contents(tree: &Path) -> Result<String> {
    let files = files(tree)?;
    cache::content(&files.values().map(PathBuf::as_path).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree of an executable, a second one and a library.
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
    fn what_differs_is_replaced() {
        let (a, b) = ("0123456789abcdef", "fedcba9876543210");
        let old = tree(b"cat", a, b"library");
        let update = |new: &tempfile::TempDir| {
            let mut update = Update::between(old.path(), new.path()).unwrap();
            update.delta = 0;
            update.figures()
        };
        assert_eq!(update(&tree(b"cat", a, b"library")), [0.0; 4]);
        assert_eq!(update(&tree(b"cats", a, b"library")), [1.0, 4.0, 0.0, 1.0]);
        // The same under another name is a new file.
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
    fn a_delta_is_what_is_new() {
        let mut random = fastrand::Rng::with_seed(1);
        let old: Vec<u8> = (0..300_000).map(|_| random.u8(..)).collect();
        let mut new = old.clone();
        new[1000] ^= 1;
        new.splice(150_000..150_000, *b"between");
        assert!(delta(&old, &new).unwrap() < 200);
        // Nothing of random bytes can be compressed without the old ones.
        assert!(delta(&[], &new).unwrap() > 300_000);
    }

    #[test]
    fn a_change_is_not_built_twice_in_a_row() {
        let steps = steps();
        for pair in steps.windows(2) {
            assert_ne!(pair[0].change.name, pair[1].change.name);
        }
        assert!(!steps[0].keep_name);
    }
}
