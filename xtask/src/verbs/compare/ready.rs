//! The table of the variants that are ready, while the others are being built: bytes on disk, and
//! the start from a few runs.

use closed_set::note;
use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Result;

use crate::measure::assumptions::Assumptions;
use crate::measure::cache::Cache;
use crate::measure::record::Record;
use crate::measure::{bench, startup};
use crate::model::probe::Probes;
use crate::model::tree::Tree;
use crate::model::variant::Variant;
use crate::render::report::{Report, Shown};
use crate::render::terminal;

/// How often each start is timed.
const RUNS: usize = 40;

/// What the quick figures are taken with.
pub(super) struct Bench<'a> {
    pub(super) probes: &'a Probes,
    pub(super) scratch: &'a Path,
    pub(super) assumptions: &'a Assumptions,
}

/// Writes the table to standard error: standard output gets the report.
pub(super) fn show(
    variants: &[Tree],
    gnu: Option<&Tree>,
    left: &[&Variant],
    bench: &Bench<'_>,
) -> Result<()> {
    let trees: Vec<Tree> = variants.iter().chain(gnu).cloned().collect();
    let report = report(&trees, bench)?;
    let left: Vec<&str> = left.iter().map(|variant| variant.name).collect();
    let table = terminal::summary(&report);
    note!(
        "\nReady so far, from {RUNS} runs of each start; still to build: {}.\n{table}",
        left.join(", ")
    );
    Ok(())
}

/// Takes the quick figures. They are neither kept nor part of the final report.
fn report(trees: &[Tree], with: &Bench<'_>) -> Result<Report> {
    let has = |name: &String| trees.iter().all(|tree| tree.utilities().contains(name));
    let all = trees.first().map(Tree::utilities).into_iter().flatten();
    let utilities: Vec<String> = all.filter(|name| has(name)).cloned().collect();
    let mut records = Vec::new();
    for tree in trees {
        let files = tree.files(&utilities)?;
        let mut bytes = 0;
        for file in files.executables.keys().chain(&files.private) {
            bytes += file.metadata()?.len();
        }
        records.push(Record::new(
            &tree.label,
            "disk_bytes",
            "total",
            bytes as f64,
        ));
    }
    let mut bench = bench::Bench {
        utilities: utilities.clone(),
        partial: Vec::new(),
        runs: RUNS,
        variants: trees
            .iter()
            .filter_map(|tree| Variant::find(&tree.label))
            .collect(),
        finished: with.scratch.to_owned(),
        untimed: BTreeSet::new(),
        assumptions: with.assumptions.clone(),
        probes: with.probes.clone(),
        scratch: with.scratch.to_owned(),
        cache: Cache::open(Path::new("")),
        cached: Vec::new(),
        notes: Vec::new(),
        records: Vec::new(),
    };
    records.extend(startup::measure(trees, &mut bench)?);
    Ok(Report {
        trees: trees.iter().map(Shown::of).collect(),
        baseline: trees
            .last()
            .map(|tree| tree.label.clone())
            .unwrap_or_default(),
        utilities,
        records,
        ..Report::default()
    })
}
