//! The projected system as a table and a chart.

use super::chart::Row;
use super::drawing::{Content, Drawing};
use super::report::Report;
use super::table::{Cell, Table, cell, plain};
use crate::measure::projection::SYSTEM;
use crate::measure::view::{self, MIB};

/// Statistics of the parts of the projected system, and their headings.
const PARTS: [(&str, &str); 4] = [
    ("kept", "not in Rust"),
    ("own_code", "own code"),
    ("carried", "carried copies"),
    ("libraries", "shared libraries"),
];
const TOTAL: (&str, &str) = ("projected", "in all");

fn bytes(report: &Report, tree: &str, part: &str) -> Option<f64> {
    report.value(tree, "system_bytes", part)
}

pub(super) fn table(view: &view::Table, report: &Report) -> Table {
    let today = bytes(report, SYSTEM, "today");
    let row = |tree: &str| {
        let cells = PARTS.iter().map(|(part, _)| {
            let part = bytes(report, tree, part)?;
            Some(cell(Some(part), None, MIB, 1))
        });
        let mut cells = cells.collect::<Option<Vec<Cell>>>()?;
        let total = bytes(report, tree, TOTAL.0)?;
        cells.push(cell(Some(total), today, MIB, 1));
        Some((tree.to_owned(), cells))
    };
    let as_it_is = today.map(|today| {
        let mut cells = vec![cell(Some(today), None, MIB, 1)];
        cells.extend((1..PARTS.len()).map(|_| plain("–".to_owned())));
        cells.push(cell(Some(today), Some(today), MIB, 1));
        ("today".to_owned(), cells)
    });
    let projected = report.trees.iter().filter_map(|tree| row(&tree.label));
    let headings = PARTS.iter().chain([&TOTAL]);
    Table {
        name: view.name,
        measure: "",
        title: report.filled(view.title),
        columns: headings.map(|(_, heading)| (*heading).to_owned()).collect(),
        rows: as_it_is.into_iter().chain(projected).collect(),
    }
}

pub(super) fn chart(view: &view::Chart, report: &Report) -> Drawing {
    let mib = |tree: &str, part| Some(bytes(report, tree, part)? / MIB);
    let row = |tree: &str| {
        let parts = PARTS.iter().map(|(part, _)| mib(tree, part));
        Some(Row::stacked(tree, &parts.collect::<Option<Vec<f64>>>()?))
    };
    let today = mib(SYSTEM, "today").map(|bytes| Row::stacked("today", &[bytes]));
    Drawing {
        content: Content::Bars {
            legend: PARTS.map(|(_, heading)| heading.to_owned()).to_vec(),
            rows: report.rows(row).into_iter().chain(today).collect(),
        },
        ..Drawing::of(view, report)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{example, tables};

    #[test]
    fn a_system_is_shown_with_what_it_is_now() {
        let tables = tables::tables(&example::report());
        let table = tables.iter().find(|table| table.name == "system").unwrap();
        let rows: Vec<_> = table.rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(rows, ["today", "dynamic"]);
        assert_eq!(table.rows[1].1[4].ratio.as_deref(), Some("1.50"));
    }
}
