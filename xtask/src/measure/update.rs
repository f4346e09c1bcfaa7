//! An update: the installed files that change after a change of the source. Every variant is built
//! without and with each of a few changes (see `change`), in a copy of the work tree, and the
//! finished trees are compared file by file.
//!
//! The name of the internal library and the symbols in it contain a hash of its source. After an
//! edit of the library, every executable that uses it changes. A second build of the change, under
//! the old name, shows which executables change in these names only.

mod difference;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use self::difference::{Update, contents};
use super::bench::{Bench, Choice, Figure, Measure};
use super::build::{TargetFolder, build};
use super::change::{CHANGES, Change, Copy};
use super::record::Record;
use super::view::{Chart, Form, KIB, MIB, Rows, Table, Value};
use super::{cache, progress};
use crate::link::rustc;
use crate::model::tree::Tree;
use crate::model::variant::{Code, Variant};
use crate::model::workspace;

pub(super) const MEASURE: Measure = Measure {
    name: "update",
    about: "installed files and bytes that change after a change of the source",
    how: "Each variant is built with a changed source, and its files are compared with those \
          of the unchanged build.",
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

/// A build of every variant with a change.
#[derive(Clone, Copy)]
struct Step {
    change: &'static Change,
    /// Whether the library keeps the name that it has without the change.
    keep_name: bool,
}

/// Measures files, bytes and compressed deltas of an update by each change, and how many
/// executables could have stayed.
fn measure(_: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let keys = Keys::of(bench)?;
    build_new_ones(bench, &keys)?;
    let mut records = Vec::new();
    for variant in &bench.variants {
        for change in CHANGES {
            let figures = |keep_name| {
                let step = Step { change, keep_name };
                bench.cache.samples(&keys.key(variant, step))
            };
            let Some(&[files, bytes, delta, executables]) = figures(false) else {
                continue;
            };
            // In a variant without a library, every executable that changes has to.
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

/// The keys of the cached figures.
struct Keys {
    /// Hashes of the finished trees, by variant.
    trees: BTreeMap<&'static str, String>,
    /// A hash of the sources that the changes edit.
    sources: String,
}

impl Keys {
    fn of(bench: &Bench) -> Result<Self> {
        let trees = bench.variants.iter().map(|variant| {
            let tree = bench.finished.join(variant.name);
            Ok((variant.name, contents(&tree)?))
        });
        let sources = CHANGES
            .iter()
            .map(|change| Ok(change.source(workspace::root())?.0))
            .collect::<Result<Vec<_>>>()?;
        let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
        Ok(Self {
            trees: trees.collect::<Result<_>>()?,
            sources: cache::content(&sources)?,
        })
    }

    fn key(&self, variant: &Variant, step: Step) -> String {
        let (change, kept) = (step.change.name, step.keep_name);
        let tree = &self.trees[variant.name];
        format!("update {change} {kept} {tree} {}", self.sources)
    }
}

const NOTES: [&str; 2] = [
    "An update: cat reads blocks of another size; a function of the internal library that is not \
     generic, behind every standard output, has a buffer of another size; one that is generic, \
     behind most messages, writes once more to its stack. A delta is the new file compressed by \
     zstd -19 with the old one as its dictionary, as --patch-from does. An executable could have \
     stayed if it is identical after a build with the change under the old name of the library.",
    "An update of the compiler changes all executables and libraries of all variants. This is \
     not measured, but follows from Rust's lack of a stable ABI: std and all that uses it must \
     come from one compiler, and its version is part of every mangled name.",
];

/// Returns the builds of a variant: every change, then those of the library under its old name.
fn steps() -> Vec<Step> {
    let all = |keep_name| CHANGES.iter().map(move |change| Step { change, keep_name });
    let renamed = all(true).filter(|step| step.change.is_in_shared());
    all(false).chain(renamed).collect()
}

/// Returns whether a step is needed for a variant: a kept name only matters with a library.
fn concerns(variant: &Variant, step: Step) -> bool {
    !step.keep_name || variant.shared == Code::SharedObject
}

/// The builds of variants with one change.
type Work = (Step, Vec<&'static Variant>);

/// Returns the builds that no earlier run has made. All variants are built with one change before
/// the next, so that variants of one profile are compiled once.
fn new_work(bench: &Bench, keys: &Keys) -> Vec<Work> {
    let new = |step| -> Vec<&'static Variant> {
        let is_new = |variant: &&&Variant| {
            let key = keys.key(variant, step);
            concerns(variant, step) && bench.cache.samples(&key).is_none()
        };
        bench.variants.iter().filter(is_new).copied().collect()
    };
    steps().into_iter().map(|step| (step, new(step))).collect()
}

fn build_new_ones(bench: &mut Bench, keys: &Keys) -> Result<()> {
    let work = new_work(bench, keys);
    let mut changed = bench.variants.clone();
    changed.retain(|variant| work.iter().any(|(_, new)| new.contains(variant)));
    let builds = work.iter().map(|(_, new)| new.len()).sum::<usize>();
    if builds == 0 {
        return Ok(());
    }
    let bar = progress::bar("updating", changed.len() + builds);
    let mut trial = Trial::new(&bench.finished)?;
    for variant in changed {
        bar.set_message(format!("{}, unchanged", variant.name));
        trial.build_unchanged(variant)?;
        bar.inc(1);
    }
    for (step, new) in work {
        trial.copy.apply(step.change)?;
        for variant in new {
            let name = if step.keep_name { "old name" } else { "new" };
            bar.set_message(format!("{}, {}, {name}", variant.name, step.change.name));
            let update = trial.build(variant, step)?;
            let key = keys.key(variant, step);
            bench.cache.put_samples(key, &update.figures());
            bench.cache.save()?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// A target folder with a copy of the work tree, and the trees that were built without a change.
struct Trial {
    target: TargetFolder,
    copy: Copy,
    before: PathBuf,
}

impl Trial {
    fn new(finished: &Path) -> Result<Self> {
        let target = TargetFolder::new(finished.join(".update-cost"))?;
        let source = target.0.join("source");
        let copy = Copy::new(workspace::root(), &workspace::target(), source)?;
        let before = target.0.join("before");
        fs::create_dir_all(&before)?;
        Ok(Self {
            target,
            copy,
            before,
        })
    }

    /// Builds a variant without a change, and keeps the tree.
    fn build_unchanged(&self, variant: &Variant) -> Result<()> {
        build(variant, &self.target.0, &|build| {
            build
                .env(workspace::ROOT, self.copy.root())
                .env_remove(rustc::NAMED_AFTER);
        })?;
        fs::rename(self.built(variant), self.before.join(variant.name))?;
        Ok(())
    }

    /// Builds a variant of the changed copy, and compares it with the kept tree.
    fn build(&self, variant: &Variant, step: Step) -> Result<Update> {
        build(variant, &self.target.0, &|build| {
            build.env(workspace::ROOT, self.copy.root());
            match step.keep_name {
                true => build.env(rustc::NAMED_AFTER, workspace::root()),
                false => build.env_remove(rustc::NAMED_AFTER),
            };
        })?;
        Update::between(&self.before.join(variant.name), &self.built(variant))
    }

    fn built(&self, variant: &Variant) -> PathBuf {
        self.target.0.join("corelink").join(variant.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_not_built_twice_in_a_row() {
        let steps = steps();
        for pair in steps.windows(2) {
            assert_ne!(pair[0].change.name, pair[1].change.name);
        }
        assert!(!steps[0].keep_name);
    }
}
