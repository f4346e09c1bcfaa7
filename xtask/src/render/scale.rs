//! Tables of what grows with the number of utilities, and of the projected system.

use super::Report;
use super::table::{Cell, Table, cell, plain};
use crate::measure::projection::SYSTEM;

/// What is shown of each size: name, title, measure, statistic, bytes a shown unit.
type Growing = (&'static str, &'static str, &'static str, &'static str, f64);
const GROWING: [Growing; 3] = [
    (
        "scale-disk",
        "Disk in KiB by the number of utilities",
        "scale_bytes",
        "total",
        1024.0,
    ),
    (
        "scale-package",
        "Package (zstd -19) in KiB by the number of utilities",
        "scale_bytes",
        "zstd",
        1024.0,
    ),
    (
        "scale-memory",
        "Memory (PSS) in KiB by the number of utilities at once",
        "scale_kib",
        "pss",
        1.0,
    ),
];

/// Who is compared with whom: each way with its naive rival, and each with one executable.
const RIVALS: &[(&str, &str)] = &[
    ("dynamic", "static"),
    ("dynamic-lean", "static-lean"),
    ("dynamic", "static-lean"),
    ("dynamic-lean", "static"),
    ("static", "multicall"),
    ("dynamic", "multicall"),
    ("static-lean", "multicall-lean"),
    ("dynamic-lean", "multicall-lean"),
];

/// Parts of the projected system, and their headings.
const PARTS: [(&str, &str); 5] = [
    ("kept", "not in Rust"),
    ("own_code", "own code"),
    ("carried", "carried copies"),
    ("libraries", "shared libraries"),
    ("projected", "in all"),
];

/// What `GROWING` is about, in its order.
pub(super) const DIMENSIONS: [&str; 3] = ["disk", "package", "memory"];

/// All tables about scale that there are figures for.
pub(super) fn tables(report: &Report) -> Vec<Table> {
    let mut tables: Vec<Table> = GROWING.iter().map(|row| growing(report, row)).collect();
    tables.extend([break_even(report), system(report)]);
    tables
}

/// Measured points of a tree: number of utilities, value.
pub(super) fn curve(
    report: &Report,
    tree: &str,
    measure: &str,
    statistic: &str,
) -> Vec<(usize, f64)> {
    let points = report.find(tree, measure, statistic);
    points
        .filter_map(|record| Some((record.count?, record.value)))
        .collect()
}

/// Without ratios: seven pairs of figures would not fit a terminal.
fn growing(report: &Report, (name, title, measure, statistic, unit): &Growing) -> Table {
    let row = |label: &str| {
        let points = curve(report, label, measure, statistic);
        let cells: Vec<Cell> = points
            .iter()
            .map(|(_, value)| cell(Some(*value), None, *unit, 0))
            .collect();
        (!cells.is_empty()).then(|| (label.to_owned(), cells))
    };
    let sizes = curve(report, &report.baseline, measure, statistic);
    Table {
        name,
        title: (*title).to_owned(),
        columns: sizes.iter().map(|(count, _)| count.to_string()).collect(),
        rows: report
            .trees
            .iter()
            .filter_map(|tree| row(&tree.label))
            .collect(),
    }
}

/// Numbers of utilities: the first and the last of them, and the same in words.
pub(super) struct Span {
    pub(super) range: Option<(usize, usize)>,
    pub(super) words: String,
}

/// With which numbers of utilities the first of a pair takes less: disk, package, memory.
pub(super) fn rivals(report: &Report) -> Vec<(String, Vec<Span>)> {
    let row = |(first, second): &(&str, &str)| {
        let spans: Option<Vec<Span>> = GROWING
            .iter()
            .map(|(_, _, measure, statistic, _)| {
                let first = curve(report, first, measure, statistic);
                let second = curve(report, second, measure, statistic);
                let measured = !first.is_empty() && !second.is_empty();
                measured.then(|| below(&first, &second))
            })
            .collect();
        Some((format!("{first} < {second}"), spans?))
    };
    RIVALS.iter().filter_map(row).collect()
}

fn break_even(report: &Report) -> Table {
    let row = |(pair, spans): (String, Vec<Span>)| {
        let cells = spans.into_iter().map(|span| plain(span.words));
        (pair, cells.collect())
    };
    Table {
        name: "break-even",
        title: "Numbers of utilities, as far as measured, with which one takes less than the other"
            .to_owned(),
        columns: DIMENSIONS.map(str::to_owned).into(),
        rows: rivals(report).into_iter().map(row).collect(),
    }
}

/// For which numbers one curve is below the other: between measured points, on the line that
/// joins them.
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

/// The value at a count, on the line between the measured points around it.
fn at(curve: &[(usize, f64)], count: usize) -> Option<f64> {
    let (low, from) = *curve.iter().rfind(|(at, _)| *at <= count)?;
    let (high, to) = *curve.iter().find(|(at, _)| *at >= count)?;
    let way = (count - low) as f64 / (high - low).max(1) as f64;
    Some(from + (to - from) * way)
}

fn system(report: &Report) -> Table {
    const MIB: f64 = (1 << 20) as f64;
    let today = report.value(SYSTEM, "system_bytes", "today");
    let row = |tree: &str| {
        let value = |part| report.value(tree, "system_bytes", part);
        let cells: Option<Vec<Cell>> = PARTS
            .iter()
            .map(|(part, _)| {
                let base = today.filter(|_| *part == "projected");
                Some(cell(Some(value(part)?), base, MIB, 1))
            })
            .collect();
        Some((tree.to_owned(), cells?))
    };
    let as_it_is = today.map(|today| {
        let mut cells = vec![cell(Some(today), None, MIB, 1)];
        cells.extend((0..3).map(|_| plain("–".to_owned())));
        cells.push(cell(Some(today), Some(today), MIB, 1));
        ("today".to_owned(), cells)
    });
    let projected = report.trees.iter().filter_map(|tree| row(&tree.label));
    Table {
        name: "system",
        title: "The whole system in MiB, projected; ratios are to today's".to_owned(),
        columns: PARTS
            .iter()
            .map(|(_, heading)| (*heading).to_owned())
            .collect(),
        rows: as_it_is.into_iter().chain(projected).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
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
    fn every_size_is_a_column() {
        let report = example::report();
        let all = tables(&report);
        assert_eq!(all[0].columns, ["1", "4"]);
        let (label, cells) = &all[0].rows[1];
        assert_eq!(
            (label.as_str(), cells[1].figure.as_str()),
            ("dynamic", "957")
        );
        let (pair, cells) = &all[3].rows[0];
        assert_eq!(pair, "dynamic < static");
        assert_eq!(cells[0].figure, "from 2");
    }

    #[test]
    fn a_system_is_shown_with_what_it_is_now() {
        let report = example::report();
        let table = system(&report);
        let rows: Vec<_> = table.rows.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(rows, ["today", "dynamic"]);
        assert_eq!(table.rows[1].1[4].ratio.as_deref(), Some("1.50"));
    }
}
