//! What a chart draws, before it has a size.

use super::chart::{Points, Row};
use super::report::Report;
use crate::measure::view::Chart;

/// What is drawn, and its words.
pub(super) struct Drawing {
    pub(super) caption: String,
    pub(super) unit: String,
    pub(super) content: Content,
}

pub(super) enum Content {
    /// A row per tree or pair of trees; the names of the series if there are several.
    Bars { legend: Vec<String>, rows: Vec<Row> },
    /// Lines by their names.
    Lines(Vec<(String, Points)>),
}

impl Drawing {
    /// Makes an empty drawing with the words of a view.
    pub(super) fn of(view: &Chart, report: &Report) -> Self {
        Self {
            caption: report.filled(view.caption),
            unit: view.unit.to_owned(),
            content: Content::Lines(Vec::new()),
        }
    }
}

impl Content {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Bars { rows, .. } => rows.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
        }
    }
}
