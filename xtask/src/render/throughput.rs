//! Throughput: times over large input, and their geometric mean.

use super::chart::Row;
use super::drawing::{Content, Drawing};
use super::report::Report;
use super::table::{Table, cell};
use crate::measure::view;
use crate::model::variant::{REFERENCE, VARIANTS};

const MEASURE: &str = "throughput_seconds";
const STATISTIC: &str = "fastest";
const MILLISECOND: f64 = 1e-3;

/// Returns the commands, in the order in which they were timed.
fn commands(report: &Report) -> Vec<&str> {
    let mut commands = Vec::new();
    let records = report.records.iter().filter(|r| r.measure == MEASURE);
    for command in records.filter_map(|record| record.utility.as_deref()) {
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands
}

fn seconds(report: &Report, tree: &str, command: &str) -> Option<f64> {
    report.value_of(tree, MEASURE, STATISTIC, command)
}

/// Returns the geometric mean of a tree's ratios to another. Both must have been timed with all
/// commands, so that the means of all trees are comparable.
fn ratio(report: &Report, tree: &str, other: &str) -> Option<f64> {
    Some(mean(report, tree)? / mean(report, other)?)
}

/// Returns the geometric mean of a tree's seconds over all commands.
fn mean(report: &Report, tree: &str) -> Option<f64> {
    let commands = commands(report);
    let logarithms = commands
        .iter()
        .map(|command| Some(seconds(report, tree, command)?.ln()));
    let sum = logarithms.sum::<Option<f64>>()?;
    (!commands.is_empty()).then(|| (sum / commands.len() as f64).exp())
}

/// Makes a row per command and one for their mean, and a column per tree.
pub(super) fn table(view: &view::Table, report: &Report) -> Table {
    let commands = commands(report);
    let timed = |tree: &&str| commands.iter().any(|c| seconds(report, tree, c).is_some());
    let trees: Vec<&str> = report
        .trees
        .iter()
        .map(|tree| tree.label.as_str())
        .filter(timed)
        .collect();
    let row = |of: &dyn Fn(&str) -> Option<f64>| {
        let cells = trees
            .iter()
            .map(|tree| cell(of(tree), of(&report.baseline), MILLISECOND, 0));
        cells.collect()
    };
    let mut rows: Vec<_> = commands
        .iter()
        .map(|command| {
            let of = |tree: &str| seconds(report, tree, command);
            ((*command).to_owned(), row(&of))
        })
        .collect();
    if !rows.is_empty() {
        let of = |tree: &str| mean(report, tree);
        rows.push(("geometric mean".to_owned(), row(&of)));
    }
    Table {
        name: view.name,
        measure: "",
        title: report.filled(view.title),
        columns: trees.iter().map(|tree| (*tree).to_owned()).collect(),
        rows,
    }
}

/// Draws the mean ratio of each tree to the reference variant, or else to the baseline.
pub(super) fn chart(view: &view::Chart, report: &Report) -> Drawing {
    let timed = |tree: &&str| ratio(report, tree, tree).is_some();
    let references = [REFERENCE, report.baseline.as_str()];
    let Some(other) = references.into_iter().find(timed) else {
        return Drawing::of(view, report);
    };
    let row = |tree: &str| Some(Row::stacked(tree, &[ratio(report, tree, other)?]));
    Drawing {
        caption: view.caption.replace("{reference}", other),
        unit: view.unit.replace("{reference}", other),
        content: Content::Bars {
            legend: Vec::new(),
            rows: report.rows(row),
        },
    }
}

/// Says how the means of the variants compare.
pub(super) fn sentence(report: &Report) -> Option<String> {
    let rivals = VARIANTS.iter().flat_map(|variant| {
        let rivals = variant.rivals.iter();
        rivals.map(move |rival| (variant.name, rival))
    });
    let clauses: Vec<String> = rivals
        .filter_map(|(tree, rival)| {
            let (other, difference) = (rival.name, rival.by_throughput?);
            let ratio = ratio(report, tree, other)?;
            Some(format!("{tree} {ratio:.2} of {other}'s ({difference})"))
        })
        .collect();
    (!clauses.is_empty()).then(|| {
        format!(
            "Time over large input, in the geometric mean of {} commands: {}.",
            commands(report).len(),
            clauses.join("; ")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::{example, tables};
    use super::*;
    use crate::measure::record::Record;

    fn throughput(report: &Report) -> Option<Table> {
        let mut tables = tables::tables(report).into_iter();
        tables.find(|table| table.name == "throughput")
    }

    fn report() -> Report {
        let mut report = example::report();
        for (tree, wc, sort) in [
            ("static", 0.1, 0.4),
            ("dynamic", 0.2, 1.8),
            ("gnu", 0.4, 0.1),
        ] {
            for (command, seconds) in [("wc -w lines", wc), ("sort lines", sort)] {
                let record = Record::new(tree, MEASURE, STATISTIC, seconds).of(command);
                report.records.push(record);
            }
        }
        report
    }

    #[test]
    fn the_mean_is_geometric() {
        let report = report();
        // The ratios are 2 and 4.5; their product is 9.
        let ratio = ratio(&report, "dynamic", "static").unwrap();
        assert!((ratio - 3.0).abs() < 1e-9, "{ratio}");
        let sentence = sentence(&report).unwrap();
        assert!(
            sentence.contains("mean of 2 commands: dynamic 3.00 of static's"),
            "{sentence}"
        );
        let table = throughput(&report).unwrap();
        let (name, cells) = table.rows.last().unwrap();
        assert_eq!(name, "geometric mean");
        // 100 ms and 400 ms; GNU's are 400 and 100.
        assert_eq!(cells[0].figure, "200");
        assert_eq!(cells[0].ratio.as_deref(), Some("1.00"));
        assert_eq!(table.rows[0].1[1].ratio.as_deref(), Some("0.50"));
    }

    #[test]
    fn a_tree_without_some_command_has_no_mean() {
        let mut report = report();
        report.records.pop();
        assert!(ratio(&report, "gnu", "static").is_none());
        report.records.retain(|record| record.measure != MEASURE);
        assert!(throughput(&report).is_none() && sentence(&report).is_none());
    }
}
