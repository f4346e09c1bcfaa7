//! The ladder: bytes, relocations and starts of trees that are one step of linking apart. Its
//! records have measures of their own, since a step is no variant.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Of, Rows, Table, Value};
use super::{instructions, startup};
use crate::model::elf::Image;
use crate::model::tree::Tree;
use crate::model::workspace;

/// The utilities that are started.
pub(crate) const STARTED: [&str; 2] = ["echo", "cat"];

const FAULTS: &str = "ladder_faults_count";
const INSTRUCTIONS: &str = "ladder_instructions_count";
const STARTUP: &str = "ladder_startup_us";
const BYTES: &str = "ladder_bytes";
const RELOCATIONS: &str = "ladder_relocations_count";

pub(crate) const MEASURE: Measure = Measure {
    name: "ladder",
    about: "bytes, relocations and starts, step by step",
    how: "The links of the library and of all executables are repeated, with one more change \
          at each step.",
    choice: Choice::Ladder,
    figures: &[
        Figure::new(BYTES, "bytes of the library and of the executables"),
        Figure::new(RELOCATIONS, "relocations at the start of cat"),
        Figure::new(FAULTS, "minor page faults of a start"),
        Figure::new(INSTRUCTIONS, "instructions of a start in user space"),
        Figure::new(STARTUP, "time of a start"),
    ],
    take: measure,
    tables: &[Table {
        name: "ladder",
        title: "From dynamic to dynamic-lean: bytes, relocations at cat's start, starts (µs net)",
        // Ten columns with ratios would not fit a terminal.
        rows: Rows::TreesAlone(&[
            Value::new("library", BYTES, "library"),
            Value::new("executables", BYTES, "executables"),
            Value::new("relative", RELOCATIONS, "relative"),
            Value::new("by name", RELOCATIONS, "by_name"),
            Value::new("echo: faults", FAULTS, "mean").of(Of::Utility("echo")),
            Value::new("k instr.", INSTRUCTIONS, "user")
                .of(Of::Utility("echo"))
                .per(1000.0),
            Value::new("µs", STARTUP, "p10_net").of(Of::Utility("echo")),
            Value::new("cat: faults", FAULTS, "mean").of(Of::Utility("cat")),
            Value::new("k instr.", INSTRUCTIONS, "user")
                .of(Of::Utility("cat"))
                .per(1000.0),
            Value::new("µs", STARTUP, "p10_net").of(Of::Utility("cat")),
        ]),
    }],
    charts: &[],
};

fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let mut starts = instructions::measure(trees, bench)?;
    bench.cache.save()?;
    starts.extend(startup::measure(trees, bench)?);
    let mut records: Vec<Record> = starts.into_iter().filter_map(of_a_start).collect();
    let utilities = workspace::utilities()?;
    for tree in trees {
        records.extend(files(tree, &utilities)?);
    }
    Ok(records)
}

/// Renames a record of a start, if the table shows it.
fn of_a_start(record: Record) -> Option<Record> {
    let measure = match (record.measure, record.statistic) {
        ("minor_faults_count", "mean") => FAULTS,
        ("instructions_count", "user") => INSTRUCTIONS,
        ("startup_us", "p10_net") => STARTUP,
        _ => return None,
    };
    record
        .utility
        .is_some()
        .then_some(Record { measure, ..record })
}

/// Measures the bytes of a step, and the relocations of its `cat`.
fn files(tree: &Tree, utilities: &[String]) -> Result<Vec<Record>> {
    let files = tree.files(utilities)?;
    let bytes = |paths: &mut dyn Iterator<Item = &PathBuf>| -> Result<f64> {
        let mut sum = 0.0;
        for path in paths {
            sum += fs::metadata(path)?.len() as f64;
        }
        Ok(sum)
    };
    let cat = tree.executable("cat");
    let (mut relative, mut by_name) = (0, 0);
    for object in files.private.iter().chain([&cat]) {
        let image = Image::open(object)?;
        relative += image.relative;
        by_name += image.relocations - image.relative;
    }
    let libraries = bytes(&mut files.private.iter())?;
    let executables = bytes(&mut files.executables.keys())?;
    let record = |measure, statistic, value| Record::new(&tree.label, measure, statistic, value);
    Ok(vec![
        record(BYTES, "library", libraries),
        record(BYTES, "executables", executables),
        record(RELOCATIONS, "relative", relative as f64),
        record(RELOCATIONS, "by_name", by_name as f64),
    ])
}
