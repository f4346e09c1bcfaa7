//! The tables of what an update costs: files and bytes that change on disk after a change.

use super::Report;
use super::table::{Column, Table, by_tree};

/// Heading, measure, change, what one shown unit is of the measured one, decimals.
type Columns = [(&'static str, &'static str, &'static str, f64, usize)];

const FILES: &Columns = &[
    ("cat: files", "update_files", "utility", 1.0, 0),
    ("shared: files", "update_files", "body", 1.0, 0),
    ("could stay", "update_could_stay_files", "body", 1.0, 0),
    ("generic: files", "update_files", "generic", 1.0, 0),
    ("could stay", "update_could_stay_files", "generic", 1.0, 0),
];

const BYTES: &Columns = &[
    ("cat", "update_bytes", "utility", 1024.0, 0),
    ("delta", "update_delta_bytes", "utility", 1024.0, 1),
    ("shared", "update_bytes", "body", 1024.0, 0),
    ("delta", "update_delta_bytes", "body", 1024.0, 1),
    ("generic", "update_bytes", "generic", 1024.0, 0),
    ("delta", "update_delta_bytes", "generic", 1024.0, 1),
];

pub(super) fn tables(report: &Report) -> [Table; 2] {
    let of = |name, title: &str, columns: &'static Columns| {
        let columns = columns
            .iter()
            .map(|&(heading, measure, statistic, unit, decimals)| Column {
                heading,
                value: Box::new(move |tree: &str| report.value(tree, measure, statistic)),
                unit,
                decimals,
                floor: 0.0,
            });
        let title = format!(
            "An update: {title} after a change of cat, of one function of shared, of a generic one"
        );
        by_tree(report, name, title, columns.collect())
    };
    [
        of("update", "files that change on disk", FILES),
        of("update-size", "KiB of these files", BYTES),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::measure::Record;

    #[test]
    fn changes_stand_beside_each_other() {
        let mut report = example::report();
        for (measure, change, value) in [
            ("update_files", "utility", 1.0),
            ("update_files", "body", 5.0),
            ("update_could_stay_files", "body", 4.0),
            ("update_bytes", "body", 980_992.0),
            ("update_delta_bytes", "body", 1536.0),
        ] {
            report
                .records
                .push(Record::new("dynamic", measure, change, value));
        }
        let [files, bytes] = tables(&report);
        assert_eq!(files.columns, ["cat: files", "shared: files", "could stay"]);
        assert_eq!(bytes.columns, ["shared", "delta"]);
        let (label, cells) = &bytes.rows[1];
        let figures: Vec<&str> = cells.iter().map(|cell| cell.figure.as_str()).collect();
        assert_eq!(
            (label.as_str(), &figures[..]),
            ("dynamic", &["958", "1.5"][..])
        );
    }
}
