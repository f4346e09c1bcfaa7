//! Scale: disk, package and memory as functions of the number of installed utilities. Each point
//! is measured with that many utilities in the tree; no curve is fitted.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use xxhash_rust::xxh3::xxh3_64;

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Chart, Form, KIB, MIB, Rows, Table, Value};
use super::{cache, disk, memory, progress};
use crate::link::build::{self, Artifacts};
use crate::link::tree;
use crate::model::tree::{Files, Tree};
use crate::model::variant::Variant;
use crate::model::workspace;

pub(super) const MEASURE: Measure = Measure {
    name: "scale",
    about: "disk, package and memory by the number of utilities",
    how: "That many utilities are installed, and disk, package and memory are measured anew. \
          No curve is fitted.",
    choice: Choice::Usual,
    figures: &[
        Figure::new("scale_bytes", "bytes with so many utilities installed"),
        Figure::new("scale_kib", "memory of so many utilities at once"),
    ],
    take: measure,
    tables: &[
        Table {
            name: "scale-disk",
            title: "Disk in KiB by the number of utilities",
            rows: Rows::Counts(DISK.per(KIB)),
        },
        Table {
            name: "scale-package",
            title: "Package (zstd -19) in KiB by the number of utilities",
            rows: Rows::Counts(PACKAGE.per(KIB)),
        },
        Table {
            name: "scale-memory",
            title: "Memory (PSS) in KiB by the number of utilities at once",
            rows: Rows::Counts(MEMORY),
        },
        Table {
            name: "break-even",
            title: "Numbers of utilities, up to those measured, with which one takes less than the \
                    other",
            rows: Rows::Special,
        },
    ],
    charts: &[
        Chart {
            name: "scale-disk",
            caption: "Disk by the number of utilities installed",
            unit: "MiB",
            form: Form::Counts(DISK.per(MIB)),
        },
        Chart {
            name: "scale-package",
            caption: "Package by the number of utilities installed",
            unit: "MiB",
            form: Form::Counts(PACKAGE.per(MIB)),
        },
        Chart {
            name: "scale-memory",
            caption: "Memory by the number of utilities running at once",
            unit: "MiB, PSS",
            form: Form::Counts(MEMORY.per(KIB)),
        },
        Chart {
            name: "break-even",
            caption: "Break-even: with how many utilities the first takes less than the second",
            unit: "utilities",
            form: Form::Special,
        },
    ],
};

const DISK: Value<'static> = Value::new("disk", "scale_bytes", "total");
const PACKAGE: Value<'static> = Value::new("package", "scale_bytes", "zstd");
const MEMORY: Value<'static> = Value::new("memory", "scale_kib", "pss");

/// What grows with the number of utilities: disk, package and memory.
pub(crate) const GROWTH: [Value<'static>; 3] = [DISK, PACKAGE, MEMORY];

/// The numbers of utilities that are installed, besides all.
const SIZES: [usize; 6] = [1, 2, 5, 10, 20, 50];

/// The statistics of a tree with some of its utilities, in the order in which they are cached.
const FIGURES: [&str; 3] = ["total", "shared_objects", "zstd"];

/// Measures bytes, compressed bytes and PSS with several numbers of utilities.
fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let waiting = memory::waiting(trees, bench)?;
    let order = order(&bench.utilities, &waiting);
    let sizes = sizes(order.len());
    bench.notes.push(format!(
        "Numbers of utilities: that many of these are installed, in this order. Memory is that of \
         all of them at once, if all can be made to wait: {}.",
        order.join(", ")
    ));
    let bar = progress::bar("scale", trees.len() * sizes.len());
    let mut records = Vec::new();
    for tree in trees {
        let mut made = None;
        for &size in &sizes {
            bar.set_message(format!("{}, {size} utilities", tree.label));
            let some = &order[..size];
            let mut installed = Installed {
                tree,
                some,
                only: None,
                made: &mut made,
            };
            let running: BTreeSet<&'static str> = waiting
                .iter()
                .copied()
                .filter(|name| some.iter().any(|some| some == name))
                .collect();
            let figures = installed.figures(bench)?;
            for (statistic, value) in FIGURES.iter().zip(figures) {
                records.push(Record::new(&tree.label, "scale_bytes", statistic, value).at(size));
            }
            if running.len() == size {
                let pss = installed.memory(&running, bench)?;
                records.push(Record::new(&tree.label, "scale_kib", "pss", pss).at(size));
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(records)
}

/// A tree with some of its utilities.
struct Installed<'a> {
    tree: &'a Tree,
    some: &'a [String],
    /// The tree that was linked for just these utilities, once it was needed.
    only: Option<Tree>,
    /// What Cargo made for the tree, once it was needed.
    made: &'a mut Option<Artifacts>,
}

impl Installed<'_> {
    /// Returns `FIGURES`.
    fn figures(&mut self, bench: &mut Bench) -> Result<Vec<f64>> {
        let key = format!("scale {}", self.key()?);
        if let Some(kept) = bench.cache.samples(&key) {
            return Ok(kept.to_vec());
        }
        let some = self.some;
        let files = self.open()?.files(some)?;
        let [total, compressed] = disk::package(&files, bench)?;
        let figures = vec![total, shared_objects(&files)?, compressed];
        bench.cache.put_samples(key, &figures);
        Ok(figures)
    }

    /// Returns the memory (PSS) of all of them at once, in KiB.
    fn memory(&mut self, running: &BTreeSet<&'static str>, bench: &mut Bench) -> Result<f64> {
        let release = rustix::system::uname();
        let release = release.release().to_string_lossy().into_owned();
        let key = format!("scale-pss {release} {}", self.key()?);
        if let Some([kept]) = bench.cache.samples(&key) {
            return Ok(*kept);
        }
        let [pss, ..] = memory::together(self.open()?, running, bench)?;
        bench.cache.put_samples(key, &[pss]);
        Ok(pss)
    }

    /// Returns a key that identifies the content of the tree and the utilities.
    fn key(&self) -> Result<String> {
        let files = self.tree.files(self.some)?;
        let all = files.executables.keys().chain(&files.private);
        let content = cache::content(&all.map(AsRef::as_ref).collect::<Vec<&Path>>())?;
        Ok(format!("{content} {}", self.some.join(" ")))
    }

    /// Opens the tree. A closed variant is linked again for these utilities, as `install --utils`
    /// does it.
    fn open(&mut self) -> Result<&Tree> {
        let tree = self.tree;
        let whole = self.some.len() == tree.utilities().len();
        let (Some(variant), None, false) = (closed(tree), &self.only, whole) else {
            return Ok(self.only.as_ref().unwrap_or(tree));
        };
        let finished = workspace::trees().join(variant.name);
        let made = match self.made.take() {
            Some(made) => made,
            None => build::compile(variant, &workspace::utilities()?)?,
        };
        let made = self.made.insert(made);
        let subset = tree::subset_of(variant, made, &finished, self.some)?;
        let opened = Tree::open(&tree.label, &tree.description, &subset.join("bin"))?;
        Ok(self.only.insert(opened))
    }
}

/// Returns the variant of a tree, if it is closed and was built here.
fn closed(tree: &Tree) -> Option<&'static Variant> {
    let variant = Variant::find(&tree.label)?;
    let built_here = workspace::trees().join(variant.name).join("bin");
    (variant.is_closed() && std::path::absolute(built_here).ok()? == tree.bin()).then_some(variant)
}

fn shared_objects(files: &Files) -> Result<f64> {
    let bytes = files.private.iter().map(|path| Ok(path.metadata()?.len()));
    Ok(bytes.sum::<Result<u64>>()? as f64)
}

/// Orders the utilities: those that can wait come first, so that memory is that of all installed
/// ones. Otherwise the order is pseudo-random, but the same in every run.
fn order(utilities: &[String], waiting: &BTreeSet<&'static str>) -> Vec<String> {
    let mut order = utilities.to_vec();
    order.sort_by_key(|name| (!waiting.contains(name.as_str()), xxh3_64(name.as_bytes())));
    order
}

/// Returns the sizes below the count, and the count.
fn sizes(count: usize) -> Vec<usize> {
    let below = SIZES.iter().copied().filter(|size| *size < count);
    below.chain([count]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_end_with_all() {
        assert_eq!(sizes(1), [1]);
        assert_eq!(sizes(10), [1, 2, 5, 10]);
        assert_eq!(sizes(105), [1, 2, 5, 10, 20, 50, 105]);
    }

    #[test]
    fn utilities_that_wait_come_first_in_a_fixed_order() {
        let names = ["arch", "cat", "ls", "rm", "wc"].map(str::to_owned);
        let waiting = BTreeSet::from(["cat", "wc"]);
        let first = order(&names, &waiting);
        assert_eq!(
            BTreeSet::from([first[0].as_str(), first[1].as_str()]),
            waiting
        );
        let mut reversed = names;
        reversed.reverse();
        assert_eq!(order(&reversed, &waiting), first);
    }
}
