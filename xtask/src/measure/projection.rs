//! Projection of a whole system: the bytes it would take if a share of the programs installed on
//! this machine were written in Rust and linked like the measured trees. This is a model, not a
//! measurement: the report states every assumption, and an option changes each.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result};

use super::assumptions::Assumptions;
use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Chart, Form, Rows, Table};
use crate::model::tree::Tree;
use crate::model::variant::VARIANTS;

/// The label of the system as it is, among the labels of the trees.
pub(crate) const SYSTEM: &str = "system";

pub(super) const MEASURE: Measure = Measure {
    name: "system",
    about: "bytes of a whole system, projected",
    how: "A projection, not a measurement: what the programs of this machine would take if a \
          share of them were linked like the variants. The notes state every assumption.",
    choice: Choice::Derived,
    figures: &[
        Figure::new("system_count", "executables of the system"),
        Figure::new("system_bytes", "bytes of the system"),
    ],
    take: measure,
    tables: &[Table {
        name: "system",
        title: "The whole system in MiB, projected; ratios are to today's",
        rows: Rows::Special,
    }],
    charts: &[Chart {
        name: "system",
        caption: "The whole system as it is, and projected: see the assumptions",
        unit: "MiB",
        form: Form::Special,
    }],
};

/// The number of executables and their bytes, each inode once.
#[derive(Clone, Copy, Debug, PartialEq)]
struct System {
    count: f64,
    bytes: f64,
}

fn measure(_: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let count = bench.utilities.len();
    let (figures, note) = project(&bench.records, count, &bench.assumptions)?;
    bench.notes.extend(note);
    Ok(figures)
}

/// Returns the figures of the projected system, from those of disk, and a note on them. Without a
/// pair of measured variants, there are none.
fn project(
    records: &[Record],
    utilities: usize,
    assumed: &Assumptions,
) -> Result<(Vec<Record>, Option<String>)> {
    let value = |tree: &str, statistic: &str| {
        let found = records.iter().find(|record| {
            (record.tree.as_str(), record.measure, record.statistic)
                == (tree, "disk_bytes", statistic)
                && record.utility.is_none()
        });
        found.map(|record| record.value)
    };
    let each = |tree: &str| Some(value(tree, "executables")? / utilities as f64);
    let measured: Vec<_> = VARIANTS
        .iter()
        .filter_map(|variant| {
            let tree = variant.name;
            let carried = each(tree)? - each(variant.own_code_in?)?;
            Some((tree, carried, value(tree, "shared_objects")?))
        })
        .collect();
    if measured.is_empty() {
        return Ok((Vec::new(), None));
    }
    let system = installed(&assumed.system)?;
    let share = assumed.rust_share.clamp(0.0, 1.0);
    let mut figures = vec![
        Record::new(SYSTEM, "system_count", "executables", system.count),
        Record::new(SYSTEM, "system_bytes", "today", system.bytes),
    ];
    for (tree, carried, library) in measured {
        let parts = [
            ("kept", system.bytes * (1.0 - share)),
            ("own_code", system.bytes * share * assumed.own_code),
            (
                "carried",
                system.count * share * carried * assumed.shared_use,
            ),
            ("libraries", library * assumed.library_size),
        ];
        let total = parts.iter().map(|(_, bytes)| bytes).sum();
        figures.extend(
            parts
                .into_iter()
                .chain([("projected", total)])
                .map(|(part, bytes)| Record::new(tree, "system_bytes", part, bytes.round())),
        );
    }
    Ok((figures, Some(note(system, assumed))))
}

/// States the assumptions.
fn note(system: System, assumed: &Assumptions) -> String {
    format!(
        "The whole system is a projection from {} executables of {} with {:.1} MiB (--system). \
         It assumes that {:.0} % of them, by number and bytes, are in Rust (--rust-share); that \
         they have {} bytes of own code for each byte of today (--own-code); that they use, and \
         carry where linked statically, {} times as much shared code as a utility here \
         (--shared-use); and that shared libraries are {} times as large as here \
         (--library-size).",
        system.count,
        assumed.system.display(),
        system.bytes / f64::from(1 << 20),
        assumed.rust_share.clamp(0.0, 1.0) * 100.0,
        assumed.own_code,
        assumed.shared_use,
        assumed.library_size,
    )
}

/// Counts the ELF executables of a folder, each inode once. Scripts are left out.
fn installed(folder: &Path) -> Result<System> {
    let mut sizes = BTreeMap::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        // A link may dangle, and a program may be unreadable.
        let Ok(data) = path.metadata() else { continue };
        if data.is_file() && data.mode() & 0o111 != 0 && is_elf(&path) {
            sizes.insert((data.dev(), data.ino()), data.len() as f64);
        }
    }
    Ok(System {
        count: sizes.len() as f64,
        bytes: sizes.values().sum(),
    })
}

fn is_elf(path: &Path) -> bool {
    let mut magic = [0; 4];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && &magic == b"\x7fELF"
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes, mode) in [
            ("a", &b"\x7fELF 1000"[..], 0o755),
            ("b", b"\x7fELF ", 0o755),
            ("script", b"#!/bin/sh\n", 0o755),
            ("library", b"\x7fELF 1234567", 0o644),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        fs::hard_link(folder.path().join("a"), folder.path().join("twin")).unwrap();
        symlink("a", folder.path().join("link")).unwrap();
        symlink("nowhere", folder.path().join("broken")).unwrap();
        folder
    }

    #[test]
    fn executables_are_counted_once() {
        let folder = folder();
        let system = System {
            count: 2.0,
            bytes: 14.0,
        };
        assert_eq!(installed(folder.path()).unwrap(), system);
        assert!(installed(Path::new("/nowhere")).is_err());
    }

    #[test]
    fn a_system_is_projected_from_a_pair() {
        let folder = folder();
        let disk = |tree, statistic, value| Record::new(tree, "disk_bytes", statistic, value);
        let records = [
            disk("static", "executables", 1000.0),
            disk("static", "shared_objects", 0.0),
            disk("dynamic", "executables", 200.0),
            disk("dynamic", "shared_objects", 50.0),
        ];
        let mut assumed = Assumptions {
            system: folder.path().to_owned(),
            rust_share: 0.5,
            shared_use: 2.0,
            library_size: 3.0,
            own_code: 0.5,
        };
        let total = |assumed: &Assumptions, tree: &str| {
            let (figures, notes) = project(&records, 10, assumed).unwrap();
            assert!(notes.is_some());
            let mut totals = figures.iter().filter(|f| f.statistic == "projected");
            totals.find(|figure| figure.tree == tree).unwrap().value
        };
        // 7 bytes kept, 3.5 of own code, and 1 program that carries 2 × 80.
        assert_eq!(total(&assumed, "static"), 171.0);
        assert_eq!(total(&assumed, "dynamic"), 161.0);
        assumed.own_code = 1.0;
        assert_eq!(total(&assumed, "static"), 174.0);
        let (figures, notes) = project(&records[..2], 10, &assumed).unwrap();
        assert!(figures.is_empty() && notes.is_none());
    }
}
