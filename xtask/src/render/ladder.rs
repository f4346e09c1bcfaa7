//! The table of the steps from `dynamic` to `dynamic-lean`.

use super::Report;
use super::table::{Column, Table, by_tree};

/// Heading, measure, statistic, utility, what one shown unit is of the measured one.
type Shown = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    f64,
);
const COLUMNS: [Shown; 10] = [
    ("library", "ladder_bytes", "library", None, 1.0),
    ("executables", "ladder_bytes", "executables", None, 1.0),
    (
        "relative",
        "ladder_relocations_count",
        "relative",
        None,
        1.0,
    ),
    ("by name", "ladder_relocations_count", "by_name", None, 1.0),
    (
        "echo: faults",
        "ladder_faults_count",
        "mean",
        Some("echo"),
        1.0,
    ),
    (
        "k instr.",
        "ladder_instructions_count",
        "user",
        Some("echo"),
        1000.0,
    ),
    ("µs", "ladder_startup_us", "p10_net", Some("echo"), 1.0),
    (
        "cat: faults",
        "ladder_faults_count",
        "mean",
        Some("cat"),
        1.0,
    ),
    (
        "k instr.",
        "ladder_instructions_count",
        "user",
        Some("cat"),
        1000.0,
    ),
    ("µs", "ladder_startup_us", "p10_net", Some("cat"), 1.0),
];

/// Without ratios: with them, ten columns would not fit a terminal.
pub(super) fn table(report: &Report) -> Table {
    let column = |&(heading, measure, statistic, utility, unit): &Shown| Column {
        heading,
        value: Box::new(move |tree: &str| match utility {
            Some(utility) => report.value_of(tree, measure, statistic, utility),
            None => report.value(tree, measure, statistic),
        }),
        unit,
        decimals: 0,
        floor: f64::INFINITY,
    };
    by_tree(
        report,
        "ladder",
        "From dynamic to dynamic-lean: bytes, relocations at cat's start, starts (µs net)"
            .to_owned(),
        COLUMNS.iter().map(column).collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use crate::measure::Record;

    #[test]
    fn steps_have_figures_without_ratios() {
        let mut report = example::report();
        assert!(table(&report).columns.is_empty());
        for (tree, bytes) in [("static", 3_000_000.0), ("gnu", 4_000_000.0)] {
            let record = Record::new(tree, "ladder_bytes", "library", bytes);
            report.records.push(record);
        }
        let echo = Record::new("static", "ladder_instructions_count", "user", 1_590_400.0);
        report.records.push(echo.of("echo"));
        let table = table(&report);
        assert_eq!(table.columns, ["library", "k instr."]);
        let (_, cells) = &table.rows[0];
        assert_eq!(
            (cells[0].figure.as_str(), cells[1].figure.as_str()),
            ("3,000,000", "1,590")
        );
        assert_eq!(cells[0].ratio, None);
    }
}
