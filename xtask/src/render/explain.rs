//! What the columns of the tables mean and how they are measured, in words: for
//! `compare --explain`. All words come from the records of the measures.

use super::special::SUMMARY;
use super::terminal::wrap;
use crate::measure::MEASURES;
use crate::measure::bench::{Figure, Measure};
use crate::measure::view::{Of, Rows, Table, Value};

/// Explains the summary, and the tables of these measures.
pub(crate) fn text(measures: &[&Measure]) -> String {
    let mut text = "The summary\n".to_owned();
    text += &columns(&SUMMARY, &[]);
    for measure in measures {
        text += &format!("\n{}\n", heading(measure));
        text += &wrap(&format!("  {}", measure.how), "  ");
        let tables = measure.tables.iter();
        let mut tables: Vec<String> = tables
            .map(|table| columns(table, measure.figures))
            .collect();
        // Tables of the same figures have the same columns.
        tables.dedup();
        // A table of special form is explained by the figures that it is made of.
        let special = measure
            .tables
            .iter()
            .any(|t| matches!(t.rows, Rows::Special));
        if special || measure.tables.is_empty() {
            for figure in measure.figures {
                text += &entry(figure.name, figure.about);
            }
        }
        text += &tables.concat();
    }
    text += "\nBeside a figure stands its ratio to that of the baseline (--baseline).\n";
    text
}

/// Returns the heading of a measure.
pub(super) fn heading(measure: &Measure) -> String {
    let mut name = measure.name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    format!("{name}: {}", measure.about)
}

/// Explains each column of a table.
fn columns(table: &Table, known: &[Figure]) -> String {
    let values = table.values().iter();
    let entries = values.map(|value| {
        let heading = match (&table.rows, value.heading) {
            (Rows::Starts(_), _) => "a utility",
            (Rows::Counts(_), _) => "a number",
            (_, heading) => heading,
        };
        entry(heading, &meaning(value, known))
    });
    entries.collect()
}

fn entry(name: &str, meaning: &str) -> String {
    wrap(&format!("  {name}: {meaning}"), "      ")
}

/// Returns what a value is: its figure, what it is about, and what the statistic means.
fn meaning(value: &Value<'_>, known: &[Figure]) -> String {
    let all = MEASURES.iter().flat_map(|measure| measure.figures);
    let mut figures = known.iter().chain(all);
    let figure = figures.find(|figure| figure.name == value.measure);
    let about = figure.map_or("", |figure| figure.about);
    let of = match value.of {
        Of::Tree | Of::Utility(_) => "",
        Of::EachUtility => ", divided by the number of utilities",
        Of::MeanStart => ", mean of the utilities whose start is timed",
    };
    match value.about {
        "" => format!("{about}{of}"),
        more => format!("{about}{of}; {more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_and_measure_is_explained() {
        let text = text(MEASURES);
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{text}"
        );
        for measure in MEASURES {
            assert!(text.contains(&heading(measure)), "{}", measure.name);
            assert!(measure.how.ends_with('.'), "{}", measure.how);
        }
        for words in [
            "  start, µs net: time of a start, mean of the utilities whose start is timed; beyond",
            "  a utility: bytes as `ls -l` shows them, divided by the number of utilities",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }
}
