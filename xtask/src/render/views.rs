//! Tables made from the views that the measures state.

use std::collections::BTreeSet;

use super::report::{Report, Shown};
use super::table::{Cell, Table, cell, plain};
use super::{scale, special};
use crate::measure::bench::Measure;
use crate::measure::record::DO_NOTHING;
use crate::measure::view::{self, KIB, Of, Rows, Value};

/// A start that takes this much longer than a program that does nothing, as a share of that
/// program's time, is within the scatter: a ratio to it would say nothing.
const SCATTER: f64 = 0.03;

/// Makes the table of a view.
pub(super) fn table(view: &view::Table, report: &Report) -> Table {
    let (columns, rows) = match &view.rows {
        Rows::Trees(values) => trees(report, values.iter().copied(), Some(0.0)),
        Rows::TreesAlone(values) => trees(report, values.iter().copied(), None),
        Rows::Starts(value) => starts(report, *value),
        Rows::Counts(value) => counts(report, value),
        Rows::Utilities(value) => utilities(report, value),
        Rows::Special => return special::table(view, report),
    };
    Table {
        name: view.name,
        measure: "",
        title: report.filled(view.title),
        columns,
        rows,
    }
}

/// Makes the table of a measure that states none: a row per tree, and a column for each of its
/// statistics. Figures about several utilities are shown as their mean.
pub(super) fn default_table(measure: &Measure, report: &Report) -> Table {
    let mut values: Vec<Value<'_>> = Vec::new();
    for figure in measure.figures {
        let records = report.records.iter().filter(|r| r.measure == figure.name);
        let statistics: BTreeSet<&'static str> = records.map(|record| record.statistic).collect();
        for statistic in statistics {
            let value = Value::new(statistic, figure.name, statistic);
            let is_of_tree = |tree: &Shown| {
                let found = report.value(&tree.label, figure.name, statistic);
                found.is_some()
            };
            let of = match report.trees.iter().any(is_of_tree) {
                true => Of::Tree,
                false => Of::MeanStart,
            };
            values.push(value.of(of));
        }
    }
    let units: BTreeSet<&str> = measure.figures.iter().map(|figure| figure.unit()).collect();
    let units: Vec<&str> = units.into_iter().collect();
    let values = values.into_iter().map(readable);
    let (columns, rows) = trees(report, values, Some(0.0));
    Table {
        name: measure.name,
        measure: measure.name,
        title: format!("{} ({})", measure.about, shown_units(&units)),
        columns,
        rows,
    }
}

/// Shows bytes in KiB, and parts of a second with decimals.
fn readable(value: Value<'_>) -> Value<'_> {
    match value.measure.rsplit('_').next() {
        Some("bytes") => value.per(KIB),
        Some("seconds") => value.decimals(2),
        _ => value,
    }
}

fn shown_units(units: &[&str]) -> String {
    let shown = units.iter().map(|unit| match *unit {
        "bytes" | "kib" => "KiB",
        "us" => "µs",
        other => other,
    });
    shown.collect::<Vec<_>>().join(", ")
}

/// Headings and rows of a table.
type Grid = (Vec<String>, Vec<(String, Vec<Cell>)>);

/// Makes a row per tree. Columns without any figure are left out. A ratio is shown if the
/// baseline's figure is above `floor`.
fn trees<'a>(report: &Report, values: impl Iterator<Item = Value<'a>>, floor: Option<f64>) -> Grid {
    let has_figures = |value: &Value<'_>| {
        let mut trees = report.trees.iter();
        trees.any(|tree| report.figure(&tree.label, value).is_some())
    };
    let values: Vec<Value<'_>> = values.filter(has_figures).collect();
    let content = |tree: &str, value: &Value<'_>| {
        if let Some(text) = report.text(tree, value) {
            return plain(text.to_owned());
        }
        let baseline = floor.and_then(|floor| {
            let baseline = report.figure(&report.baseline, value);
            baseline.filter(|figure| *figure > floor)
        });
        let figure = report.figure(tree, value);
        cell(figure, baseline, value.unit, value.decimals)
    };
    let row = |tree: &Shown| {
        let cells = values.iter().map(|value| content(&tree.label, value));
        (tree.label.clone(), cells.collect())
    };
    let rows = report.trees.iter().map(row).collect();
    let headings = values.iter().map(|value| report.filled(value.heading));
    (headings.collect(), rows)
}

/// Makes a column for every utility whose start is timed.
fn starts(report: &Report, value: Value<'_>) -> Grid {
    let nothing = report.value(DO_NOTHING, value.measure, "p10");
    let floor = nothing.unwrap_or_default() * SCATTER;
    let of = |utility| Value {
        heading: utility,
        ..value.of(Of::Utility(utility))
    };
    trees(report, report.started().into_iter().map(of), Some(floor))
}

/// Makes a column for every number of utilities. Without ratios: seven pairs of figures would
/// not fit a terminal.
fn counts(report: &Report, value: &Value<'_>) -> Grid {
    let row = |label: &str| {
        let points = scale::curve(report, label, value);
        let cells: Vec<Cell> = points
            .iter()
            .map(|(_, figure)| cell(Some(*figure), None, value.unit, value.decimals))
            .collect();
        (!cells.is_empty()).then(|| (label.to_owned(), cells))
    };
    let sizes = scale::curve(report, &report.baseline, value);
    let rows = report.trees.iter().filter_map(|tree| row(&tree.label));
    let rows = rows.collect();
    (sizes.iter().map(|(n, _)| n.to_string()).collect(), rows)
}

/// Makes a row per utility, and a column for every tree that has a figure for any of them.
fn utilities(report: &Report, value: &Value<'_>) -> Grid {
    let figure =
        |tree: &str, utility: &str| report.value_of(tree, value.measure, value.statistic, utility);
    let has_figures = |tree: &&str| {
        let mut utilities = report.utilities.iter();
        utilities.any(|utility| figure(tree, utility).is_some())
    };
    let labels = report.trees.iter().map(|tree| tree.label.as_str());
    let labels: Vec<&str> = labels.filter(has_figures).collect();
    let row = |utility: &String| {
        let baseline = figure(&report.baseline, utility);
        let cells = labels.iter().map(|tree| {
            let figure = figure(tree, utility);
            cell(figure, baseline, value.unit, value.decimals)
        });
        (utility.clone(), cells.collect())
    };
    let rows = report.utilities.iter().map(row).collect();
    (labels.iter().map(|tree| (*tree).to_owned()).collect(), rows)
}

#[cfg(test)]
mod tests {
    use super::super::{example, tables};
    use super::*;
    use crate::measure::bench::{Choice, Figure};
    use crate::measure::record::Record;

    fn named(report: &Report, name: &str) -> Table {
        let mut tables = tables::tables(report).into_iter();
        tables.find(|table| table.name == name).unwrap()
    }

    #[test]
    fn a_measure_without_views_is_shown_whole() {
        const MEASURE: Measure = Measure {
            name: "new",
            about: "Something new",
            how: "By hand.",
            choice: Choice::Usual,
            figures: &[
                Figure::new("new_bytes", "bytes"),
                Figure::new("new_us", "time"),
            ],
            take: |_, _| Ok(Vec::new()),
            tables: &[],
            charts: &[],
        };
        let mut report = example::report();
        assert!(default_table(&MEASURE, &report).columns.is_empty());
        let new = |tree, value| Record::new(tree, "new_bytes", "all", value);
        report
            .records
            .extend([new("static", 4096.0), new("gnu", 2048.0)]);
        report
            .records
            .push(Record::new("gnu", "new_us", "p10", 7.0).of("cat"));
        let table = default_table(&MEASURE, &report);
        assert_eq!(table.title, "Something new (KiB, µs)");
        assert_eq!(table.columns, ["all", "p10"]);
        let (label, cells) = &table.rows[0];
        assert_eq!((label.as_str(), cells[0].figure.as_str()), ("static", "4"));
        assert_eq!(cells[0].ratio.as_deref(), Some("2.00"));
        assert_eq!(table.rows[2].1[1].figure, "7");
    }

    #[test]
    fn endings_are_words_and_what_was_not_tried_has_no_column() {
        let mut report = example::report();
        let record = Record::new("dynamic", "robustness_status", "library_missing", 127.0);
        report.records.push(record.meaning("refused"));
        let table = named(&report, "robustness");
        assert_eq!(table.columns, ["library missing"]);
        let cells = table.rows.iter().map(|(_, cells)| cells[0].figure.as_str());
        assert_eq!(cells.collect::<Vec<_>>(), ["–", "refused", "–"]);
    }

    #[test]
    fn images_are_in_mib_beside_their_ratios() {
        let mut report = example::report();
        for (tree, bytes) in [("gnu", 2.0), ("static", 5.0)] {
            let record = Record::new(tree, "image_bytes", "one", bytes * view::MIB);
            report.records.push(record);
        }
        let table = named(&report, "containers");
        assert_eq!(table.columns, ["one"]);
        assert_eq!(table.rows[0].1[0].figure, "5.00");
        assert_eq!(table.rows[0].1[0].ratio.as_deref(), Some("2.50"));
    }

    #[test]
    fn only_what_was_built_has_figures() {
        let mut report = example::report();
        let record = Record::new("static", "build_seconds", "clean", 61.23);
        report.records.push(record);
        let table = named(&report, "build");
        assert_eq!(table.columns, ["clean, s"]);
        assert_eq!(table.rows[0].1[0].figure, "61.2");
        assert_eq!(table.rows[1].1[0].figure, "–");
    }

    #[test]
    fn steps_have_figures_without_ratios() {
        let mut report = example::report();
        for (tree, bytes) in [("static", 3_000_000.0), ("gnu", 4_000_000.0)] {
            let record = Record::new(tree, "ladder_bytes", "library", bytes);
            report.records.push(record);
        }
        let echo = Record::new("static", "ladder_instructions_count", "user", 1_590_400.0);
        report.records.push(echo.of("echo"));
        let table = named(&report, "ladder");
        assert_eq!(table.columns, ["library", "k instr."]);
        let (_, cells) = &table.rows[0];
        let figures: Vec<&str> = cells.iter().map(|cell| cell.figure.as_str()).collect();
        assert_eq!(figures, ["3,000,000", "1,590"]);
        assert_eq!(cells[0].ratio, None);
    }

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
            let record = Record::new("dynamic", measure, change, value);
            report.records.push(record);
        }
        let files = named(&report, "update").columns;
        assert_eq!(files, ["cat: files", "shared: files", "could stay"]);
        let bytes = named(&report, "update-size");
        assert_eq!(bytes.columns, ["shared", "delta"]);
        let (label, cells) = &bytes.rows[1];
        let figures: Vec<&str> = cells.iter().map(|cell| cell.figure.as_str()).collect();
        assert_eq!(label, "dynamic");
        assert_eq!(figures, ["958", "1.5"]);
    }

    #[test]
    fn every_number_of_utilities_is_a_column() {
        let table = named(&example::report(), "scale-disk");
        assert_eq!(table.columns, ["1", "4"]);
        let (label, cells) = &table.rows[1];
        assert_eq!(label, "dynamic");
        assert_eq!(cells[1].figure, "957");
    }
}
