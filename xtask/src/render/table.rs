//! The tables of a report as text, which all renderers share.

use std::collections::BTreeSet;

use super::special::{self, SUMMARY};
use super::{Report, views};
use crate::measure::registry::{MEASURES, Measure};
use crate::measure::view;

/// A table of text, whose first column names the row.
pub(crate) struct Table {
    /// The name that documents ask for the table by.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Cell>)>,
}

/// A figure, and its ratio to the baseline's figure if that is meaningful.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) figure: String,
    pub(crate) ratio: Option<String>,
}

impl Table {
    fn is_empty(&self) -> bool {
        self.columns.is_empty() || self.rows.is_empty()
    }
}

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

/// Makes a cell of a figure, in a unit of so many measured ones.
pub(super) fn cell(value: Option<f64>, baseline: Option<f64>, unit: f64, decimals: usize) -> Cell {
    let Some(value) = value else {
        return plain("–".to_owned());
    };
    Cell {
        figure: number(value / unit, decimals),
        ratio: baseline
            .filter(|base| *base > 0.0)
            .map(|base| format!("{:.2}", value / base)),
    }
}

/// Makes a cell without a ratio.
pub(crate) fn plain(figure: String) -> Cell {
    Cell {
        figure,
        ratio: None,
    }
}

/// Formats a number with thousands separated by commas.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text
        .find('.')
        .map_or((text.as_str(), ""), |dot| text.split_at(dot));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(number(0.0, 0), "0");
        assert_eq!(number(999.5, 1), "999.5");
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(number(-1234.26, 1), "-1,234.3");
        assert_eq!(number(-0.4, 0), "0");
    }

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
