//! The table of hardening: how many of a tree's files have each protection, and the size of the
//! system's shared objects that it loads.

use super::report::{Report, Shown};
use super::table::{Cell, Table, number, plain};
use crate::measure::view;

/// Headings and statistics of the protections.
const CHECKS: [(&str, &str); 3] = [
    ("position-independent", "position_independent"),
    ("full RELRO", "full_relro"),
    ("non-executable stack", "no_exec_stack"),
];

pub(super) fn table(view: &view::Table, report: &Report) -> Table {
    let mut columns = CHECKS.map(|(heading, _)| heading.to_owned()).to_vec();
    columns.push("system's objects, KiB".to_owned());
    Table {
        name: view.name,
        measure: "",
        title: report.filled(view.title),
        columns,
        rows: report.trees.iter().filter_map(|t| row(report, t)).collect(),
    }
}

fn row(report: &Report, tree: &Shown) -> Option<(String, Vec<Cell>)> {
    let count = |name: &str| report.value(&tree.label, "hardening_count", name);
    let files = count("files")?;
    let protected = |(_, name): &(&str, &str)| {
        Some(plain(match count(name)? {
            all if all == files => "yes".to_owned(),
            0.0 => "no".to_owned(),
            some => format!("{some} of {files}"),
        }))
    };
    let mut cells: Vec<Cell> = CHECKS.iter().filter_map(protected).collect();
    let system = report.value(&tree.label, "disk_bytes", "system_objects")?;
    cells.push(plain(number(system / view::KIB, 0)));
    Some((tree.label.clone(), cells))
}
