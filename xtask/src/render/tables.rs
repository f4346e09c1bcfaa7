//! All tables of a report.

use std::collections::BTreeSet;

use super::report::Report;
use super::special::{self, SUMMARY};
use super::table::Table;
use super::views;
use crate::measure::MEASURES;
use crate::measure::bench::Measure;
use crate::measure::view;

/// Returns all tables for which the report has figures: those that the measures state, and a
/// default one for each measure whose figures no table shows.
pub(crate) fn tables(report: &Report) -> Vec<Table> {
    let stated = MEASURES.iter().flat_map(|measure| measure.tables);
    let stated = std::iter::once(&SUMMARY).chain(stated);
    let shown: BTreeSet<&str> = stated
        .clone()
        .flat_map(view::Table::values)
        .map(|value| value.measure)
        .collect();
    let is_shown = |measure: &Measure| {
        let mut figures = measure.figures.iter();
        !measure.tables.is_empty() || figures.any(|figure| shown.contains(figure.name))
    };
    let unstated = MEASURES.iter().filter(|measure| !is_shown(measure));
    let mut tables: Vec<Table> = stated
        .map(|view| views::table(view, report))
        .chain(unstated.map(|measure| views::default_table(measure, report)))
        .filter(|table| !table.is_empty())
        .collect();
    tables.sort_by_key(|table| special::place_of_table(table.name));
    tables
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
        let (label, cells) = &all[1].rows[1];
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
    fn a_table_without_figures_is_not_shown() {
        let titles: Vec<_> = tables(&example::report())
            .into_iter()
            .map(|table| table.title)
            .collect();
        assert!(
            titles.iter().all(|title| !title.starts_with("Hardening")),
            "{titles:?}"
        );
        assert_eq!(titles.len(), 11);
    }
}
