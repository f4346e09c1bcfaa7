//! Disk: bytes of executables and of the shared objects that came with them. Each file counts
//! once.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Chart, Form, KIB, MIB, Of, Rows, Table, Value};
use super::{cache, interrupt, parallel};
use crate::model::tree::{Files, Tree};

pub(super) const MEASURE: Measure = Measure {
    name: "disk",
    about: "bytes of the installed files",
    how: "The sizes of the executables and of the shared objects that came with them, each \
          file once. A package is the sum of the files, each compressed by itself with zstd \
          -19.",
    choice: Choice::Usual,
    figures: &[
        Figure::new("disk_bytes", "bytes as `ls -l` shows them"),
        Figure::new(
            "disk_allocated_bytes",
            "bytes that the file system allocates",
        ),
        Figure::new("disk_zstd_bytes", "bytes of each file compressed by itself"),
        Figure::new("files_count", "number of files"),
    ],
    take: measure,
    tables: &[
        Table {
            name: "disk",
            title: "Disk in KiB, {utilities} utilities",
            rows: Rows::Trees(&[
                EXECUTABLES.per(KIB),
                SHARED_OBJECTS.per(KIB),
                Value::new("total", "disk_bytes", "total")
                    .about("both")
                    .per(KIB),
                Value::new("zstd -19", "disk_zstd_bytes", "total").per(KIB),
                Value::new("a utility", "disk_bytes", "total")
                    .of(Of::EachUtility)
                    .per(KIB)
                    .decimals(1),
            ]),
        },
        Table {
            name: "sizes",
            title: "Executables in KiB, by utility",
            rows: Rows::Utilities(
                Value::new("executable", "disk_bytes", "executable")
                    .per(KIB)
                    .decimals(1),
            ),
        },
    ],
    charts: &[
        Chart {
            name: "disk",
            caption: "Disk, {utilities} utilities, each file once",
            unit: "MiB",
            form: Form::Stacked(&[EXECUTABLES.per(MIB), SHARED_OBJECTS.per(MIB)]),
        },
        Chart {
            name: "package",
            caption: "Package: each file compressed by zstd -19",
            unit: "MiB",
            form: Form::Stacked(&[Value::new("package", "disk_zstd_bytes", "total").per(MIB)]),
        },
    ],
};

const EXECUTABLES: Value<'static> =
    Value::new("executables", "disk_bytes", "executables").about("the executables alone");
const SHARED_OBJECTS: Value<'static> = Value::new("shared objects", "disk_bytes", "shared_objects")
    .about("the shared objects that came with them");

/// The level that packages and image layers use when their size matters.
const ZSTD_LEVEL: i32 = 19;

fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let all: Vec<Files> = trees
        .iter()
        .map(|tree| tree.files(&bench.utilities))
        .collect::<Result<_>>()?;
    compress_new_ones(&all, bench)?;
    bench.notes.push(format!(
        "zstd: each file compressed by itself, at level {ZSTD_LEVEL}."
    ));
    let mut records = Vec::new();
    for (tree, files) in trees.iter().zip(&all) {
        bench.notes.extend(serves_more(tree, files, bench));
        records.extend(of_tree(tree, files, bench)?);
    }
    Ok(records)
}

/// Makes the records of one tree.
fn of_tree(tree: &Tree, files: &Files, bench: &Bench) -> Result<Vec<Record>> {
    let label = tree.label.as_str();
    let mut system = 0.0;
    for path in &files.system {
        system += path.metadata()?.len() as f64;
    }
    let mut records = vec![Record::new(label, "disk_bytes", "system_objects", system)];
    let executables: Vec<&Path> = files.executables.keys().map(PathBuf::as_path).collect();
    let private: Vec<&Path> = files.private.iter().map(PathBuf::as_path).collect();
    let mut total = [0.0; 3];
    for (kind, counted, paths) in [
        ("executables", "executables", executables),
        ("shared_objects", "private_objects", private),
    ] {
        let mut sums = [0.0; 3];
        for path in &paths {
            add(&mut sums, sizes(path, bench)?);
        }
        records.extend(three(label, kind, sums));
        let count = paths.len() as f64;
        records.push(Record::new(label, "files_count", counted, count));
        add(&mut total, sums);
    }
    records.extend(three(label, "total", total));
    for (path, utilities) in &files.executables {
        if let [utility] = utilities.as_slice() {
            let sizes = three(label, "executable", sizes(path, bench)?);
            records.extend(sizes.map(|record| record.of(utility)));
        }
    }
    Ok(records)
}

fn add(sums: &mut [f64; 3], sizes: [f64; 3]) {
    for (sum, size) in sums.iter_mut().zip(sizes) {
        *sum += size;
    }
}

/// Says how many other utilities a multicall executable has: its size includes them.
fn serves_more(tree: &Tree, files: &Files, bench: &Bench) -> Option<String> {
    let more = tree.utilities().len().checked_sub(bench.utilities.len())?;
    (files.executables.len() == 1 && more > 0).then(|| {
        format!(
            "{} is one executable for {more} more names than are compared, and counted whole.",
            tree.label
        )
    })
}

/// Makes a record of each of the three sizes.
fn three(tree: &str, statistic: &'static str, sizes: [f64; 3]) -> [Record; 3] {
    let [bytes, allocated, compressed] = sizes;
    [
        Record::new(tree, "disk_bytes", statistic, bytes),
        Record::new(tree, "disk_allocated_bytes", statistic, allocated),
        Record::new(tree, "disk_zstd_bytes", statistic, compressed),
    ]
}

fn sizes(path: &Path, bench: &Bench) -> Result<[f64; 3]> {
    let data = path
        .metadata()
        .with_context(|| format!("cannot read {}", path.display()))?;
    let compressed = bench.cache.get(&key(path)?).unwrap_or_default();
    Ok([
        data.len() as f64,
        data.blocks() as f64 * 512.0,
        compressed as f64,
    ])
}

fn key(path: &Path) -> Result<String> {
    Ok(format!("zstd-{ZSTD_LEVEL} {}", cache::content(&[path])?))
}

/// Compresses the files whose compressed size is not known, on all processors.
fn compress_new_ones(all: &[Files], bench: &mut Bench) -> Result<()> {
    let paths: BTreeSet<&PathBuf> = all
        .iter()
        .flat_map(|files| files.executables.keys().chain(&files.private))
        .collect();
    let mut new = Vec::new();
    for path in paths {
        let key = key(path)?;
        if bench.cache.get(&key).is_none() {
            new.push((key, path));
        }
    }
    let sizes = parallel::each("compressing", &new, |(key, path), bar| {
        let name = path.file_name().unwrap_or_default();
        bar.set_message(name.to_string_lossy().into_owned());
        let bytes = zstd::encode_all(fs::File::open(path)?, ZSTD_LEVEL)?;
        Ok((key.clone(), bytes.len() as u64))
    })?;
    for (key, size) in sizes {
        bench.cache.put(key, size);
    }
    interrupt::check()
}

/// Returns the bytes of some files, and the sum of their compressed sizes.
pub(crate) fn package(files: &Files, bench: &mut Bench) -> Result<[f64; 2]> {
    compress_new_ones(std::slice::from_ref(files), bench)?;
    let mut sums = [0.0; 2];
    for path in files.executables.keys().chain(&files.private) {
        let [bytes, _, compressed] = sizes(path, bench)?;
        sums[0] += bytes;
        sums[1] += compressed;
    }
    Ok(sums)
}
