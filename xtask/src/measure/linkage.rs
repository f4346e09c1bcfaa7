//! Linkage: what the loader maps and relocates at every start, and how hardened the files are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Chart, Form, Of, Rows, Table, Value};
use crate::model::elf::{self, Image};
use crate::model::tree::Tree;

pub(super) const MEASURE: Measure = Measure {
    name: "linkage",
    about: "what the loader maps and relocates, and how hardened the files are",
    how: "Read from the ELF headers of all that the loader maps at a start. The relocations of \
          the C library are not counted: every program has them.",
    choice: Choice::Usual,
    figures: &[
        Figure::new("shared_objects_count", "shared objects loaded at a start"),
        Figure::new("relocations_count", "relocations processed at a start"),
        Figure::new("hardening_count", "files with a protection"),
    ],
    take: measure,
    tables: &[Table {
        name: "hardening",
        title: "Hardening, and what is loaded of the system beside the C library",
        rows: Rows::Special,
    }],
    charts: &[Chart {
        name: "relocations",
        caption: "Relocations at a start, mean of the same",
        unit: "relocations",
        form: Form::Stacked(&[
            Value::new("relocations", "relocations_count", "at_start").of(Of::MeanStart)
        ]),
    }],
};

/// A protection that a file may have.
type Check = fn(&Image) -> bool;

fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    for tree in trees {
        let label = tree.label.as_str();
        let files = tree.files(&bench.utilities)?;
        let mut images = BTreeMap::<PathBuf, Image>::new();
        for (path, utilities) in &files.executables {
            let objects = elf::loaded(path)?;
            let counted = objects
                .iter()
                .filter(|object| !object.is_c_library())
                .map(|object| &object.path);
            let mut relocations = 0;
            for file in counted.chain([path]) {
                if !images.contains_key(file) {
                    images.insert(file.clone(), Image::open(file)?);
                }
                relocations += images.get(file).map_or(0, |image| image.relocations);
            }
            for utility in utilities {
                let figures = [
                    ("shared_objects_count", objects.len() as u64),
                    ("relocations_count", relocations),
                ];
                records.extend(figures.map(|(measure, figure)| {
                    Record::new(label, measure, "at_start", figure as f64).of(utility)
                }));
            }
        }
        let own: Vec<Image> = files
            .executables
            .keys()
            .chain(&files.private)
            .map(|path| Image::open(path))
            .collect::<Result<_>>()?;
        let checks: [(&str, Check); 4] = [
            ("files", |_| true),
            ("position_independent", |image| image.position_independent),
            ("full_relro", |image| image.full_relro),
            ("no_exec_stack", |image| image.no_exec_stack),
        ];
        records.extend(checks.map(|(name, check)| {
            let count = own.iter().filter(|image| check(image)).count();
            Record::new(label, "hardening_count", name, count as f64)
        }));
    }
    Ok(records)
}
