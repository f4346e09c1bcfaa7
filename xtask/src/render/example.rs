//! A small report for the tests of the renderers.
use super::report::{Report, Set, Shown};
use crate::measure::record::Record;

/// Returns a report on a static, a dynamic and GNU's tree of four utilities.
pub(crate) fn report() -> Report {
    let mut records = Vec::new();
    // Label, bytes per executable, bytes of the library, start-up, PSS.
    for (tree, each, library, start, pss) in [
        ("static", 500_000.0, 0.0, 150.0, 9_000.0),
        ("dynamic", 20_000.0, 900_000.0, 400.0, 6_000.0),
        ("gnu", 60_000.0, 0.0, 100.0, 4_000.0),
    ] {
        records.extend(disk(tree, each, library));
        for count in [1, 4] {
            let bytes = library + each * count as f64;
            for (measure, statistic, value) in [
                ("scale_bytes", "total", bytes),
                ("scale_bytes", "zstd", bytes / 3.0),
                ("scale_kib", "pss", pss * count as f64 / 4.0),
            ] {
                records.push(Record::new(tree, measure, statistic, value).at(count));
            }
        }
        records.extend(starts(tree, start));
        records.push(Record::new(tree, "memory_kib", "pss", pss));
        records.push(Record::new(tree, "processes_count", "memory", 4.0));
    }
    records.extend(system());
    records.extend(shared_names());
    let shown = |label: &str| Shown {
        label: label.to_owned(),
        description: format!("{label} <linking>"),
    };
    Report {
        machine: vec![("processor", "a & b".to_owned())],
        trees: ["static", "dynamic", "gnu"].map(shown).into(),
        baseline: "gnu".to_owned(),
        utilities: ["cat", "echo", "ls", "sort"].map(str::to_owned).into(),
        sets: vec![Set {
            peer: shown("busybox"),
            utilities: ["cat", "ls"].map(str::to_owned).into(),
        }],
        notes: vec!["A note.".to_owned()],
        records,
        ..Report::default()
    }
}

/// Makes the figures over two names that a peer shares.
fn shared_names() -> Vec<Record> {
    let total = [
        ("static", 1_000_000.0),
        ("dynamic", 940_000.0),
        ("gnu", 120_000.0),
        ("busybox", 700_000.0),
    ];
    let record = |(tree, bytes)| Record::new(tree, "disk_bytes", "total", bytes).over("busybox");
    total.map(record).into()
}

fn disk(tree: &str, each: f64, library: f64) -> Vec<Record> {
    let mut records = Vec::new();
    for (statistic, bytes) in [
        ("executables", each * 4.0),
        ("shared_objects", library),
        ("total", each * 4.0 + library),
    ] {
        records.push(Record::new(tree, "disk_bytes", statistic, bytes));
        records.push(Record::new(tree, "disk_zstd_bytes", statistic, bytes / 3.0));
    }
    for utility in ["cat", "echo", "ls", "sort"] {
        records.push(Record::new(tree, "disk_bytes", "executable", each).of(utility));
    }
    records
}

fn starts(tree: &str, start: f64) -> Vec<Record> {
    let mut records = Vec::new();
    for utility in ["echo", "cat"] {
        for (measure, statistic, value) in [
            ("startup_us", "p10", start),
            ("startup_us", "p10_net", start),
            ("startup_us", "median_net", start),
            ("minor_faults_count", "mean", start / 2.0),
            ("relocations_count", "at_start", start * 3.0),
        ] {
            records.push(Record::new(tree, measure, statistic, value).of(utility));
        }
    }
    records
}

fn system() -> Vec<Record> {
    let mut records = vec![Record::new("system", "system_bytes", "today", 2e6)];
    for (part, bytes) in [
        ("kept", 1e6),
        ("own_code", 1e6),
        ("carried", 0.0),
        ("libraries", 1e6),
        ("projected", 3e6),
    ] {
        records.push(Record::new("dynamic", "system_bytes", part, bytes));
    }
    records
}
