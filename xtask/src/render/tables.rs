//! All tables of a report.

use std::collections::BTreeSet;

use super::report::{Report, Set};
use super::special::{self, OF_SET, SUMMARY};
use super::table::{Table, number, plain};
use super::views;
use crate::measure::MEASURES;
use crate::measure::bench::Measure;
use crate::measure::view::{self, Rows, Value};
use crate::model::variant::HEADLINE;

/// Returns all tables for which the report has figures: the summary, those over the names that
/// peers share, those that the measures state, and a default one for each measure whose figures no
/// table shows.
pub(crate) fn tables(report: &Report) -> Vec<Table> {
    let shown: BTreeSet<&str> = MEASURES
        .iter()
        .flat_map(|measure| measure.tables)
        .chain([&SUMMARY])
        .flat_map(view::Table::values)
        .map(|value| value.measure)
        .collect();
    let of_measure = |measure: &&'static Measure| -> Vec<Table> {
        let mut figures = measure.figures.iter();
        let is_shown = figures.any(|figure| shown.contains(figure.name));
        if measure.tables.is_empty() && !is_shown {
            return vec![views::default_table(measure, report)];
        }
        let stated = measure.tables.iter().map(|view| Table {
            measure: measure.name,
            ..views::table(view, report)
        });
        stated.collect()
    };
    let mut tables: Vec<Table> = MEASURES.iter().flat_map(of_measure).collect();
    tables.push(summary(report));
    tables.retain(|table| !table.is_empty());
    tables.sort_by_key(|table| special::place_of_table(table.name));
    let whole = tables.iter().position(|table| table.name == SUMMARY.name);
    let place = whole.map_or(0, |place| place + 1);
    tables.splice(place..place, of_sets(report));
    tables
}

/// Returns the summary over the whole set.
pub(super) fn summary(report: &Report) -> Table {
    views::table(&SUMMARY, report)
}

/// Returns the summary over the names of each peer that lacks some.
pub(super) fn of_sets(report: &Report) -> Vec<Table> {
    let table = |set: &Set| Table {
        name: OF_SET.name,
        title: format!(
            "On the {} names that {} has{}",
            set.utilities.len(),
            set.peer.label,
            report.over(set).filled("{mean start}"),
        ),
        ..views::table(&OF_SET, &report.over(set))
    };
    let tables = report.sets.iter().map(table);
    tables.filter(|table| !table.is_empty()).collect()
}

/// Returns the ratios to the baseline of each peer that lacks names, and of the variant that is
/// meant for use, over the names of that peer.
pub(crate) fn of_peers(report: &Report) -> Table {
    let Rows::Trees(values) = SUMMARY.rows else {
        unreachable!("the summary has a row for each tree");
    };
    let measured = |value: &&Value<'_>| {
        let mut trees = report.trees.iter();
        trees.any(|tree| report.figure(&tree.label, value).is_some())
    };
    let values: Vec<_> = values.iter().filter(measured).collect();
    let ratio = |part: &Report, tree: &str, value: &Value<'_>| {
        let base = part.figure(&part.baseline, value);
        let base = base.filter(|base| *base > 0.0);
        let ratio = base.and_then(|base| Some(part.figure(tree, value)? / base));
        plain(ratio.map_or("–".to_owned(), |ratio| number(ratio, 2)))
    };
    let row = |set: &Set, tree: &str, shown: &str| {
        let part = report.over(set);
        let count = plain(set.utilities.len().to_string());
        let ratios = values.iter().map(|value| ratio(&part, tree, value));
        (
            shown.to_owned(),
            [count].into_iter().chain(ratios).collect(),
        )
    };
    let rows_of = |set: &Set| {
        let peer = set.peer.label.as_str();
        let own = report.trees.iter().any(|tree| tree.label == HEADLINE);
        let own = own.then(|| row(set, HEADLINE, &format!("{HEADLINE}, names of {peer}")));
        [row(set, peer, peer)].into_iter().chain(own)
    };
    let headings = values.iter().map(|value| value.heading);
    let headings = headings.map(|heading| heading.split(',').next().unwrap_or(heading));
    Table {
        name: "peers",
        measure: "",
        title: format!(
            "Others, on the names that they have: ratios to {}'s",
            report.baseline
        ),
        columns: ["names"]
            .into_iter()
            .chain(headings)
            .map(str::to_owned)
            .collect(),
        rows: report.sets.iter().flat_map(rows_of).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::super::table::cell;
    use super::*;

    #[test]
    fn ratios_are_to_the_baseline_and_missing_figures_have_none() {
        let all = tables(&example::report());
        assert_eq!(all[0].rows[1].1[2].ratio.as_deref(), Some("1.50"));
        let (label, cells) = &all[2].rows[1];
        assert_eq!(
            (label.as_str(), cells[2].figure.as_str()),
            ("dynamic", "957")
        );
        assert_eq!(cells[2].ratio.as_deref(), Some("4.08"));
        // GNU has no shared objects of its own, so there is no ratio.
        assert_eq!(cells[1].ratio, None);
        assert_eq!(cell(None, Some(1.0), 1.0, 0).figure, "–");
    }

    #[test]
    fn a_peer_that_lacks_names_has_a_table_of_its_own() {
        let report = example::report();
        let all = tables(&report);
        assert_eq!(all[0].title, "In short: 4 utilities, mean start of 2");
        let labels = |table: &Table| -> Vec<String> {
            table.rows.iter().map(|(label, _)| label.clone()).collect()
        };
        assert_eq!(labels(&all[0]), ["static", "dynamic", "gnu"]);
        let part = &all[1];
        assert_eq!(part.title, "On the 2 names that busybox has");
        assert_eq!(labels(part), ["static", "dynamic", "gnu", "busybox"]);
        // 940,000 and 700,000 bytes; GNU's two take 120,000.
        let ratio = |row: usize| part.rows[row].1[0].ratio.as_deref();
        assert_eq!((ratio(1), ratio(3)), (Some("7.83"), Some("5.83")));
        let measures: Vec<&str> = all.iter().map(|table| table.measure).collect();
        assert_eq!(measures[..3], ["", "", "disk"]);
    }

    #[test]
    fn peers_that_lack_names_stand_beside_the_variant_in_use() {
        let mut report = example::report();
        report.trees[1].label = HEADLINE.to_owned();
        for record in &mut report.records {
            if record.tree == "dynamic" {
                record.tree = HEADLINE.to_owned();
            }
        }
        let table = of_peers(&report);
        assert_eq!(
            table.columns,
            ["names", "disk", "package", "memory", "start"]
        );
        let text = |row: usize| -> Vec<&str> {
            let cells = table.rows[row].1.iter();
            cells.map(|cell| cell.figure.as_str()).collect()
        };
        assert_eq!(table.rows[0].0, "busybox");
        assert_eq!(text(0), ["2", "5.83", "–", "–", "–"]);
        assert_eq!(table.rows[1].0, format!("{HEADLINE}, names of busybox"));
        assert_eq!(text(1), ["2", "7.83", "–", "–", "–"]);
    }

    #[test]
    fn a_table_without_figures_is_not_shown() {
        let titles: Vec<_> = tables(&example::report())
            .into_iter()
            .map(|table| table.title)
            .collect();
        assert!(
            titles.iter().all(|title| !title.starts_with("Hardening")),
            "{titles:?}"
        );
        assert_eq!(titles.len(), 12);
    }
}
