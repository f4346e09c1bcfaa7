//! Scale: disk, package and memory as functions of the number of utilities installed. Each
//! number is measured, with that many utilities in the tree; nothing here is fitted.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;
use xxhash_rust::xxh3::xxh3_64;

use super::{Bench, Record, cache, disk, memory, progress};
use crate::link::build::{self, Artifacts};
use crate::link::tree;
use crate::model::tree::{Files, Tree};
use crate::model::variant::Variant;
use crate::model::workspace;

/// How many utilities are installed, beside all.
const SIZES: [usize; 6] = [1, 2, 5, 10, 20, 50];

/// What is measured of a tree with some utilities, in the order in which it is kept.
const FIGURES: [&str; 3] = ["total", "shared_objects", "zstd"];

/// Bytes, compressed bytes and PSS, each at several numbers of utilities.
pub(crate) fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let waiting = memory::waiting(trees, bench)?;
    let order = order(&bench.utilities, &waiting);
    let sizes = sizes(order.len());
    bench.notes.push(format!(
        "Numbers of utilities: the first of these are installed, and, as far as they can be made \
         to wait, all run at once: {}.",
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

/// A tree in which there are but some utilities.
struct Installed<'a> {
    tree: &'a Tree,
    some: &'a [String],
    /// Where it had to be linked for just those, once that was needed.
    only: Option<Tree>,
    /// What Cargo made for the tree, once that was asked for.
    made: &'a mut Option<Artifacts>,
}

impl Installed<'_> {
    /// Bytes, those of the shared objects, and bytes compressed.
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

    /// KiB of memory (PSS) of all of them at once.
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

    /// Names the tree's content and the utilities.
    fn key(&self) -> Result<String> {
        let files = self.tree.files(self.some)?;
        let all = files.executables.keys().chain(&files.private);
        let content = cache::content(&all.map(AsRef::as_ref).collect::<Vec<&Path>>())?;
        Ok(format!("{content} {}", self.some.join(" ")))
    }

    /// A closed variant is linked again for these utilities, as installing just them does.
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

/// The closed variant that a tree is, where it is one that was built here.
fn closed(tree: &Tree) -> Option<&'static Variant> {
    let variant = Variant::find(&tree.label)?;
    let built_here = workspace::trees().join(variant.name).join("bin");
    (variant.is_closed() && std::path::absolute(built_here).ok()? == tree.bin()).then_some(variant)
}

fn shared_objects(files: &Files) -> Result<f64> {
    let bytes = files.private.iter().map(|path| Ok(path.metadata()?.len()));
    Ok(bytes.sum::<Result<u64>>()? as f64)
}

/// Those that wait first, so that memory is that of all installed ones; else in an order that
/// has nothing to do with what they are, but is the same every time.
fn order(utilities: &[String], waiting: &BTreeSet<&'static str>) -> Vec<String> {
    let mut order = utilities.to_vec();
    order.sort_by_key(|name| (!waiting.contains(name.as_str()), xxh3_64(name.as_bytes())));
    order
}

/// The sizes below the count, and it itself.
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
    fn who_waits_comes_first_and_the_order_stays() {
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
