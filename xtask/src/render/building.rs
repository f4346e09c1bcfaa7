//! The table of what building costs.

use super::Report;
use super::table::{Column, Table, by_tree};

/// Heading, measure, statistic, what one shown unit is of the measured one, decimals.
const COLUMNS: &[(&str, &str, &str, f64, usize)] = &[
    ("clean, s", "build_seconds", "clean", 1.0, 1),
    ("links of it, s", "link_seconds", "clean", 1.0, 1),
    ("after cat, s", "build_seconds", "utility", 1.0, 1),
    ("after shared, s", "build_seconds", "shared", 1.0, 1),
    (
        "target folder, MiB",
        "build_bytes",
        "target_folder",
        (1 << 20) as f64,
        0,
    ),
];

pub(super) fn table(report: &Report) -> Table {
    let column = |&(heading, measure, statistic, unit, decimals)| Column {
        heading,
        value: Box::new(move |tree: &str| report.value(tree, measure, statistic)),
        unit,
        decimals,
        floor: 0.0,
    };
    by_tree(
        report,
        "build",
        "Building: from nothing, and after a change of cat or of shared".to_owned(),
        COLUMNS.iter().map(column).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::measure::Record;

    #[test]
    fn only_what_was_built_has_figures() {
        let mut report = example::report();
        assert!(table(&report).columns.is_empty());
        let record = Record::new("static", "build_seconds", "clean", 61.23);
        report.records.push(record);
        let table = table(&report);
        assert_eq!(table.columns, ["clean, s"]);
        assert_eq!(table.rows[0].1[0].figure, "61.2");
        assert_eq!(table.rows[1].1[0].figure, "–");
    }
}
