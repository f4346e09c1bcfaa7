//! The charts of a page, one a dimension: what is drawn of a report, and with which words.

use anyhow::Result;

use super::chart::{self, Points, Width};
use super::{Report, scale};
use crate::measure::projection::SYSTEM;

const MIB: f64 = (1 << 20) as f64;
const KIB: f64 = 1024.0;

/// A chart for each width, and what its colours mean.
pub(super) struct Figure {
    pub(super) caption: String,
    pub(super) legend: Vec<String>,
    pub(super) wide: String,
    pub(super) narrow: String,
}

/// All that there are figures for.
pub(super) fn figures(report: &Report) -> Result<Vec<Figure>> {
    let whole = |measure, statistic, unit: f64| {
        move |tree: &str| Some(vec![report.value(tree, measure, statistic)? / unit])
    };
    let at_start = |measure, statistic, unit: f64| {
        move |tree: &str| Some(vec![report.mean_at_start(tree, measure, statistic)? / unit])
    };
    let disk = |tree: &str| {
        let part = |statistic| Some(report.value(tree, "disk_bytes", statistic)? / MIB);
        Some(vec![part("executables")?, part("shared_objects")?])
    };
    let system = |tree: &str| {
        if tree == SYSTEM {
            let today = report.value(SYSTEM, "system_bytes", "today")?;
            return Some(vec![today / MIB]);
        }
        let part = |part| Some(report.value(tree, "system_bytes", part)? / MIB);
        let parts = ["kept", "own_code", "carried", "libraries"];
        parts.into_iter().map(part).collect()
    };
    let growth = |measure, statistic, unit: f64| {
        move |tree: &str| {
            let points = scale::curve(report, tree, measure, statistic);
            let point = |(count, value): (usize, f64)| (count as f64, value / unit);
            points.into_iter().map(point).collect()
        }
    };
    let count = report.utilities.len();
    let started = report.started().join(", ");
    let found = [
        bars(
            report,
            &format!("Disk, {count} utilities, each file once"),
            "MiB",
            &["executables", "shared objects"],
            &disk,
        )?,
        bars(
            report,
            "Package: each file compressed by zstd -19",
            "MiB",
            &[],
            &whole("disk_zstd_bytes", "total", MIB),
        )?,
        lines(
            report,
            "Disk by the number of utilities installed",
            "MiB",
            &growth("scale_bytes", "total", MIB),
        )?,
        lines(
            report,
            "Package by the number of utilities installed",
            "MiB",
            &growth("scale_bytes", "zstd", MIB),
        )?,
        bars(
            report,
            "Memory of different utilities running at once",
            "MiB, PSS",
            &[],
            &whole("memory_kib", "pss", KIB),
        )?,
        lines(
            report,
            "Memory by the number of utilities running at once",
            "MiB, PSS",
            &growth("scale_kib", "pss", KIB),
        )?,
        bars(
            report,
            &format!("Start-up beyond a program that does nothing, mean of {started}"),
            "µs, p10",
            &[],
            &at_start("startup_us", "p10_net", 1.0),
        )?,
        bars(
            report,
            "Instructions of a start in user space, mean of the same",
            "thousands",
            &[],
            &at_start("instructions_count", "user", 1000.0),
        )?,
        bars(
            report,
            "Relocations at a start, mean of the same",
            "relocations",
            &[],
            &at_start("relocations_count", "at_start", 1.0),
        )?,
        bars(
            report,
            "A container image with one utility and the C library",
            "MiB",
            &[],
            &whole("image_bytes", "one", MIB),
        )?,
        bars(
            report,
            "The whole system as it is, and projected: see the assumptions",
            "MiB",
            &[
                "not in Rust",
                "own code",
                "carried copies",
                "shared libraries",
            ],
            &system,
        )?,
    ];
    Ok(found.into_iter().flatten().collect())
}

/// Bars of the trees that have figures; none without any.
fn bars(
    report: &Report,
    caption: &str,
    unit: &str,
    parts: &[&str],
    values: &dyn Fn(&str) -> Option<Vec<f64>>,
) -> Result<Option<Figure>> {
    let rows: Vec<_> = labels(report)
        .chain([SYSTEM])
        .filter_map(|tree| {
            let name = if tree == SYSTEM { "today" } else { tree };
            Some((name.to_owned(), values(tree)?))
        })
        .collect();
    let draw = |width| chart::bars(width, unit, parts.len().max(1), &rows);
    let legend = parts.iter().map(|part| (*part).to_owned()).collect();
    drawn(caption, legend, rows.is_empty(), &draw)
}

/// Lines of the trees that have points; none without any.
fn lines(
    report: &Report,
    caption: &str,
    unit: &str,
    points: &dyn Fn(&str) -> Points,
) -> Result<Option<Figure>> {
    let rows: Vec<_> = labels(report)
        .map(|tree| (tree.to_owned(), points(tree)))
        .filter(|(_, points)| !points.is_empty())
        .collect();
    let draw = |width| chart::lines(width, "utilities", unit, &rows);
    let legend = rows.iter().map(|(tree, _)| tree.clone()).collect();
    drawn(caption, legend, rows.is_empty(), &draw)
}

fn labels(report: &Report) -> impl Iterator<Item = &str> {
    report.trees.iter().map(|tree| tree.label.as_str())
}

fn drawn(
    caption: &str,
    legend: Vec<String>,
    nothing: bool,
    draw: &dyn Fn(Width) -> Result<String>,
) -> Result<Option<Figure>> {
    if nothing {
        return Ok(None);
    }
    Ok(Some(Figure {
        caption: caption.to_owned(),
        legend,
        wide: draw(Width::Wide)?,
        narrow: draw(Width::Narrow)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_chart_a_dimension_and_none_without_figures() {
        let mut report = example::report();
        let all = figures(&report).unwrap();
        let legends: Vec<usize> = all.iter().map(|figure| figure.legend.len()).collect();
        // Disk, package, both growing, memory, growing, start-up, relocations, the system.
        assert_eq!(legends, [2, 0, 3, 3, 0, 3, 0, 0, 4]);
        report.records.clear();
        assert!(figures(&report).unwrap().is_empty());
    }
}
