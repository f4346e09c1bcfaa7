//! What a chart draws, before it has a size.

use super::chart::{Points, Row};
use super::report::Report;
use super::table::number;
use crate::measure::view::Chart;

/// A bar this many times as long as the middle one leaves no room for the others.
const DWARFS: f64 = 4.0;

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
    /// Returns the figures in words, for readers who can't see the chart.
    pub(super) fn words(&self, unit: &str) -> String {
        match self {
            Self::Bars { legend, rows } => {
                let parts = match legend.as_slice() {
                    [] => String::new(),
                    names => format!(" ({})", names.join(", ")),
                };
                let rows: Vec<String> = rows.iter().map(|row| row.words(legend)).collect();
                format!("Bars in {unit}{parts}: {}.", rows.join("; "))
            }
            Self::Lines(lines) => {
                let line = |(name, points): &(String, Points)| {
                    let ends = points.first().zip(points.last());
                    ends.map(|(first, last)| {
                        format!(
                            "{name} from {} with {} to {} with {}",
                            number(first.1, 2),
                            number(first.0, 0),
                            number(last.1, 2),
                            number(last.0, 0)
                        )
                    })
                };
                let lines: Vec<String> = lines.iter().filter_map(line).collect();
                format!(
                    "Lines in {unit} by the number of utilities: {}.",
                    lines.join("; ")
                )
            }
        }
    }

    /// Returns the bars without those that dwarf most others, and the names of those, if the chart
    /// needs it.
    pub(super) fn close_up(&self) -> Option<(Self, Vec<String>)> {
        let Self::Bars { legend, rows } = self else {
            return None;
        };
        let mut lengths: Vec<f64> = rows.iter().map(Row::longest).collect();
        lengths.sort_by(f64::total_cmp);
        let middle = lengths.get(lengths.len() / 2).copied()?;
        let (long, short): (Vec<&Row>, Vec<&Row>) =
            rows.iter().partition(|row| row.longest() > middle * DWARFS);
        (!long.is_empty() && middle > 0.0).then(|| {
            let rows = short.into_iter().cloned().collect();
            let names = long.into_iter().map(|row| row.name().to_owned()).collect();
            let legend = legend.clone();
            (Self::Bars { legend, rows }, names)
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Bars { rows, .. } => rows.is_empty(),
            Self::Lines(lines) => lines.is_empty(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_have_words() {
        let bars = Content::Bars {
            legend: Vec::new(),
            rows: vec![Row::stacked("a", &[1.5]), Row::stacked("b", &[20.0])],
        };
        assert_eq!(bars.words("MiB"), "Bars in MiB: a 1.50; b 20.00.");
        let lines = Content::Lines(vec![("a".to_owned(), vec![(1.0, 0.5), (105.0, 8.0)])]);
        let words = "Lines in MiB by the number of utilities: a from 0.50 with 1 to 8.00 with 105.";
        assert_eq!(lines.words("MiB"), words);
        assert!(lines.close_up().is_none());
    }

    #[test]
    fn a_close_up_leaves_out_what_dwarfs_the_others() {
        let content = |lengths: &[f64]| Content::Bars {
            legend: Vec::new(),
            rows: lengths
                .iter()
                .map(|length| Row::stacked("x", &[*length]))
                .collect(),
        };
        let rows = |content: &Content| content.close_up().map(|(_, names)| names.len());
        assert_eq!(rows(&content(&[1.0, 2.0, 3.0, 4.0])), None);
        assert_eq!(rows(&content(&[1.0, 2.0, 3.0, 90.0])), Some(1));
        assert_eq!(rows(&content(&[])), None);
        assert_eq!(rows(&content(&[0.0, 0.0])), None);
    }
}
