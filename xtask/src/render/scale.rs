//! Comparison of curves over the number of installed utilities: where one tree takes less than
//! another.

use super::chart::Row;
use super::drawing::{Content, Drawing};
use super::report::Report;
use super::table::{Table, plain};
use crate::measure::scale::GROWTH;
use crate::measure::view::{self, Value};
use crate::model::variant::{Executables, VARIANTS, Variant};

/// Measured points: number of utilities, value in the measured unit.
pub(super) type Curve = Vec<(usize, f64)>;

/// Returns the measured points of a tree.
pub(super) fn curve(report: &Report, tree: &str, value: &Value<'_>) -> Curve {
    let points = report.find(tree, value.measure, value.statistic);
    points
        .filter_map(|record| Some((record.count?, record.value)))
        .collect()
}

/// The numbers of utilities for which one curve is below another.
pub(super) struct Span {
    /// The smallest and the largest of them.
    pub(super) range: Option<(usize, usize)>,
    /// The same in words.
    pub(super) words: String,
}

/// Returns, for each pair of rivals, the numbers of utilities for which the first takes less in
/// each dimension of `GROWTH`. Pairs that lack a curve are left out.
fn rivals(report: &Report) -> Vec<(String, Vec<Span>)> {
    let row = |[first, second]: [&Variant; 2]| {
        let spans = GROWTH.iter().map(|dimension| {
            let first = curve(report, first.name, dimension);
            let second = curve(report, second.name, dimension);
            let measured = !first.is_empty() && !second.is_empty();
            measured.then(|| below(&first, &second))
        });
        let spans = spans.collect::<Option<Vec<Span>>>()?;
        Some((format!("{} < {}", first.name, second.name), spans))
    };
    pairs().into_iter().filter_map(row).collect()
}

/// Returns the variants with their rivals: first those of the same profile, then those of
/// another, and last the multicall executables.
fn pairs() -> Vec<[&'static Variant; 2]> {
    let rivals = VARIANTS.iter().flat_map(|variant| {
        let rivals = variant.rivals.iter().filter(|rival| rival.by_scale);
        rivals.filter_map(move |rival| Some([variant, Variant::find(rival.name)?]))
    });
    let mut pairs: Vec<[&Variant; 2]> = rivals.collect();
    pairs.sort_by_key(|[first, second]| {
        let is_multicall = second.executables == Executables::OneForAll;
        (is_multicall, first.profile != second.profile)
    });
    pairs
}

fn dimensions() -> Vec<String> {
    GROWTH
        .iter()
        .map(|value| value.heading.to_owned())
        .collect()
}

pub(super) fn break_even(view: &view::Table, report: &Report) -> Table {
    let row = |(pair, spans): (String, Vec<Span>)| {
        let cells = spans.into_iter().map(|span| plain(span.words));
        (pair, cells.collect())
    };
    Table {
        name: view.name,
        measure: "",
        title: report.filled(view.title),
        columns: dimensions(),
        rows: rivals(report).into_iter().map(row).collect(),
    }
}

pub(super) fn break_even_chart(view: &view::Chart, report: &Report) -> Drawing {
    let bar = |span: Span| {
        // A number is drawn as wide as the distance to the next.
        let range = span.range;
        let range = range.map(|(from, to)| (from as f64 - 0.5, to as f64 + 0.5));
        (range, span.words)
    };
    let row = |(pair, spans): (String, Vec<Span>)| {
        let bars = spans.into_iter().map(bar);
        Row::ranges(&pair, bars.collect())
    };
    Drawing {
        content: Content::Bars {
            legend: dimensions(),
            rows: rivals(report).into_iter().map(row).collect(),
        },
        ..Drawing::of(view, report)
    }
}

/// Returns the numbers for which the first curve is below the second. Between measured points,
/// a curve is the line that joins them.
pub(super) fn below(first: &[(usize, f64)], second: &[(usize, f64)]) -> Span {
    let last = |curve: &[(usize, f64)]| curve.last().map_or(0, |(count, _)| *count);
    let end = last(first).min(last(second));
    let holds = |count: usize| Some(at(first, count)? < at(second, count)?);
    let known: Vec<(usize, bool)> = (1..=end).filter_map(|n| Some((n, holds(n)?))).collect();
    let counts = |wanted: bool| {
        let found = known.iter().filter(move |(_, holds)| *holds == wanted);
        found.map(|(count, _)| *count)
    };
    let range = counts(true).next().zip(counts(true).next_back());
    let words = match range {
        Some(_) if counts(false).next().is_none() => "always".to_owned(),
        Some((from, to)) if to == end => format!("from {from}"),
        Some((1, to)) => format!("up to {to}"),
        Some((from, to)) => format!("{from} to {to}"),
        None => "never".to_owned(),
    };
    Span { range, words }
}

/// Returns the value at a count, on the line between the measured points around it.
fn at(curve: &[(usize, f64)], count: usize) -> Option<f64> {
    let (low, from) = *curve.iter().rfind(|(at, _)| *at <= count)?;
    let (high, to) = *curve.iter().find(|(at, _)| *at >= count)?;
    let way = (count - low) as f64 / (high - low).max(1) as f64;
    Some(from + (to - from) * way)
}

#[cfg(test)]
mod tests {
    use super::super::{example, tables};
    use super::*;

    #[test]
    fn curves_are_compared_between_their_points() {
        let line = |a: f64, b: f64| vec![(1, a), (11, b)];
        let flat = line(10.0, 10.0);
        let words = |first: &[(usize, f64)]| below(first, &flat).words;
        assert_eq!(words(&line(20.0, 0.0)), "from 7");
        assert_eq!(words(&line(0.0, 20.0)), "up to 5");
        assert_eq!(words(&line(1.0, 2.0)), "always");
        assert_eq!(words(&flat), "never");
        let dip = [(1, 20.0), (6, 0.0), (11, 20.0)];
        assert_eq!(words(&dip), "4 to 8");
        assert_eq!(below(&dip, &flat).range, Some((4, 8)));
        assert_eq!(below(&flat, &flat).range, None);
        assert_eq!(at(&flat, 12), None);
    }

    #[test]
    fn a_pair_of_rivals_is_a_row() {
        let tables = tables::tables(&example::report());
        let table = tables.iter().find(|table| table.name == "break-even");
        let (pair, cells) = &table.unwrap().rows[0];
        assert_eq!(pair, "dynamic < static");
        assert_eq!(cells[0].figure, "from 2");
    }
}
