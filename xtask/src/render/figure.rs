//! The charts of a report, one a dimension: what is drawn of it, and with which words.

use anyhow::Result;

use super::chart::{self, Points, Row, Width};
use super::scale::{self, Span};
use super::{Report, throughput};
use crate::measure::projection::SYSTEM;

const MIB: f64 = (1 << 20) as f64;
const KIB: f64 = 1024.0;

/// A chart for each width, under a name for files.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) caption: String,
    pub(crate) wide: String,
    pub(crate) narrow: String,
}

/// All that there are figures for.
pub(crate) fn figures(report: &Report) -> Result<Vec<Figure>> {
    let mut drawing = Drawing {
        report,
        figures: Vec::new(),
    };
    drawing.bytes()?;
    drawing.memory()?;
    drawing.starts()?;
    drawing.throughput()?;
    drawing.break_even()?;
    drawing.containers()?;
    drawing.system()?;
    drawing.building()?;
    drawing.updates()?;
    Ok(drawing.figures)
}

/// What has been drawn of a report so far.
struct Drawing<'a> {
    report: &'a Report,
    figures: Vec<Figure>,
}

/// One part of a bar, or one bar of several: its name, measure, statistic.
type Part = (&'static str, &'static str, &'static str);

impl Drawing<'_> {
    fn bytes(&mut self) -> Result<()> {
        let count = self.report.utilities.len();
        self.stacked(
            "disk",
            &format!("Disk, {count} utilities, each file once"),
            ("MiB", MIB),
            &[
                ("executables", "disk_bytes", "executables"),
                ("shared objects", "disk_bytes", "shared_objects"),
            ],
        )?;
        self.stacked(
            "package",
            "Package: each file compressed by zstd -19",
            ("MiB", MIB),
            &[("", "disk_zstd_bytes", "total")],
        )?;
        self.growing(
            "scale-disk",
            "Disk by the number of utilities installed",
            ("MiB", MIB),
            ("scale_bytes", "total"),
        )?;
        self.growing(
            "scale-package",
            "Package by the number of utilities installed",
            ("MiB", MIB),
            ("scale_bytes", "zstd"),
        )
    }

    fn memory(&mut self) -> Result<()> {
        self.stacked(
            "memory",
            "Memory of different utilities running at once",
            ("MiB, PSS", KIB),
            &[("", "memory_kib", "pss")],
        )?;
        self.growing(
            "scale-memory",
            "Memory by the number of utilities running at once",
            ("MiB, PSS", KIB),
            ("scale_kib", "pss"),
        )
    }

    fn starts(&mut self) -> Result<()> {
        let started = self.report.started().join(", ");
        self.start(
            "startup",
            &format!("Start-up beyond a program that does nothing, mean of {started}"),
            ("µs, p10", 1.0),
            ("startup_us", "p10_net"),
        )?;
        self.start(
            "instructions",
            "Instructions of a start in user space, mean of the same",
            ("thousands", 1000.0),
            ("instructions_count", "user"),
        )?;
        self.start(
            "relocations",
            "Relocations at a start, mean of the same",
            ("relocations", 1.0),
            ("relocations_count", "at_start"),
        )
    }

    fn throughput(&mut self) -> Result<()> {
        let timed = |tree: &str| throughput::ratio(self.report, tree, tree).is_some();
        let own = ["static", self.report.baseline.as_str()];
        let Some(other) = own.into_iter().find(|tree| timed(tree)) else {
            return Ok(());
        };
        let caption = format!(
            "Time over large input, geometric mean of the ratios to {other}: less is faster"
        );
        let rows = self.rows(|tree| {
            let ratio = throughput::ratio(self.report, tree, other)?;
            Some(Row::stacked(tree, &[ratio]))
        });
        let unit = format!("times as long as {other}");
        self.bars("throughput", &caption, &unit, &[], &rows)
    }

    fn break_even(&mut self) -> Result<()> {
        let bar = |span: Span| {
            // A number takes a place as wide as one.
            let range = span.range;
            let range = range.map(|(from, to)| (from as f64 - 0.5, to as f64 + 0.5));
            (range, span.words)
        };
        let rows: Vec<Row> = scale::rivals(self.report)
            .into_iter()
            .map(|(pair, spans)| Row::ranges(&pair, spans.into_iter().map(bar).collect()))
            .collect();
        self.bars(
            "break-even",
            "Break-even: with how many utilities the first takes less than the second",
            "utilities",
            &scale::DIMENSIONS,
            &rows,
        )
    }

    fn containers(&mut self) -> Result<()> {
        let report = self.report;
        let images = report.value(&report.baseline, "images_count", "host");
        let some = images.unwrap_or_default().to_string();
        let rows = self.rows(|tree| {
            let one = report.value(tree, "image_bytes", "one")?;
            let own = report.value(tree, "image_bytes", "one_without_libc")?;
            Some(Row::stacked(tree, &[own / MIB, (one - own) / MIB]))
        });
        self.bars(
            "containers-one",
            "A container image with one utility",
            "MiB",
            &["utility", "C library"],
            &rows,
        )?;
        self.beside(
            "containers",
            "Container images by what they hold, the C library among it",
            ("MiB", MIB),
            &[
                ("one utility", "image_bytes", "one"),
                (&format!("{some} utilities"), "image_bytes", "some"),
                ("all utilities", "image_bytes", "all"),
            ],
        )?;
        self.beside(
            "hosts",
            &format!("A host with {some} container images of one utility each"),
            ("MiB", MIB),
            &[
                ("each with all it needs", "host_bytes", "apart"),
                ("layers shared", "host_bytes", "shared"),
            ],
        )
    }

    fn system(&mut self) -> Result<()> {
        const NAMES: [&str; 4] = [
            "not in Rust",
            "own code",
            "carried copies",
            "shared libraries",
        ];
        let value = |tree: &str, part| Some(self.report.value(tree, "system_bytes", part)? / MIB);
        let today = value(SYSTEM, "today").map(|bytes| Row::stacked("today", &[bytes]));
        let projected = self.rows(|tree| {
            let parts = ["kept", "own_code", "carried", "libraries"];
            let parts: Option<Vec<f64>> = parts.iter().map(|part| value(tree, part)).collect();
            Some(Row::stacked(tree, &parts?))
        });
        let rows: Vec<Row> = projected.into_iter().chain(today).collect();
        self.bars(
            "system",
            "The whole system as it is, and projected: see the assumptions",
            "MiB",
            &NAMES,
            &rows,
        )
    }

    fn building(&mut self) -> Result<()> {
        self.beside(
            "build",
            "Building all utilities",
            ("seconds", 1.0),
            &[
                ("from nothing", "build_seconds", "clean"),
                ("after a change of cat", "build_seconds", "utility"),
                ("after a change of shared", "build_seconds", "shared"),
            ],
        )?;
        self.stacked(
            "build-folder",
            "The target folder of a clean build",
            ("MiB", MIB),
            &[("", "build_bytes", "target_folder")],
        )
    }

    fn updates(&mut self) -> Result<()> {
        let changes = |measure| {
            [
                ("cat", measure, "utility"),
                ("a function of shared", measure, "body"),
                ("a generic of shared", measure, "generic"),
            ]
        };
        self.beside(
            "update",
            "An update: installed files that change, as a whole, after a change of",
            ("MiB", MIB),
            &changes("update_bytes"),
        )?;
        self.beside(
            "update-delta",
            "An update: the same files as compressed deltas, after a change of",
            ("KiB", KIB),
            &changes("update_delta_bytes"),
        )
    }

    /// Bars made of parts, of the trees that have them all.
    fn stacked(
        &mut self,
        name: &'static str,
        caption: &str,
        (unit, size): (&str, f64),
        parts: &[Part],
    ) -> Result<()> {
        let value = |tree: &str, (_, measure, statistic): &Part| {
            Some(self.report.value(tree, measure, statistic)? / size)
        };
        let rows = self.rows(|tree| {
            let values: Option<Vec<f64>> = parts.iter().map(|part| value(tree, part)).collect();
            Some(Row::stacked(tree, &values?))
        });
        let legend: Vec<&str> = parts.iter().map(|(name, _, _)| *name).collect();
        let legend = if legend.len() > 1 { &legend[..] } else { &[] };
        self.bars(name, caption, unit, legend, &rows)
    }

    /// Bars one beside the other, of the trees that have any.
    fn beside(
        &mut self,
        name: &'static str,
        caption: &str,
        (unit, size): (&str, f64),
        bars: &[(&str, &str, &str)],
    ) -> Result<()> {
        let value = |tree: &str, (_, measure, statistic): &(&str, &str, &str)| {
            Some(self.report.value(tree, measure, statistic)? / size)
        };
        let rows = self.rows(|tree| {
            let values: Vec<_> = bars.iter().map(|bar| value(tree, bar)).collect();
            let any = values.iter().any(Option::is_some);
            any.then(|| Row::beside(tree, &values))
        });
        let legend: Vec<&str> = bars.iter().map(|(name, _, _)| *name).collect();
        self.bars(name, caption, unit, &legend, &rows)
    }

    /// Bars of a mean over the utilities whose start is timed.
    fn start(
        &mut self,
        name: &'static str,
        caption: &str,
        (unit, size): (&str, f64),
        (measure, statistic): (&str, &str),
    ) -> Result<()> {
        let rows = self.rows(|tree| {
            let value = self.report.mean_at_start(tree, measure, statistic)?;
            Some(Row::stacked(tree, &[value / size]))
        });
        self.bars(name, caption, unit, &[], &rows)
    }

    /// Lines over the number of utilities, of the trees that have points.
    fn growing(
        &mut self,
        name: &'static str,
        caption: &str,
        (unit, size): (&str, f64),
        (measure, statistic): (&str, &str),
    ) -> Result<()> {
        let points = |tree: &str| -> Points {
            let points = scale::curve(self.report, tree, measure, statistic);
            let point = |(count, value): (usize, f64)| (count as f64, value / size);
            points.into_iter().map(point).collect()
        };
        let rows = self.rows(|tree| {
            let points = points(tree);
            (!points.is_empty()).then(|| (tree.to_owned(), points))
        });
        let draw = |width| chart::lines(width, "utilities", unit, &rows);
        self.add(name, caption, rows.is_empty(), &draw)
    }

    fn bars(
        &mut self,
        name: &'static str,
        caption: &str,
        unit: &str,
        legend: &[&str],
        rows: &[Row],
    ) -> Result<()> {
        let legend: Vec<String> = legend.iter().map(|name| (*name).to_owned()).collect();
        let draw = |width| chart::bars(width, unit, &legend, rows);
        self.add(name, caption, rows.is_empty(), &draw)
    }

    /// What there is of each tree, in their order.
    fn rows<T>(&self, row: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let trees = self.report.trees.iter();
        trees.filter_map(|tree| row(&tree.label)).collect()
    }

    fn add(
        &mut self,
        name: &'static str,
        caption: &str,
        nothing: bool,
        draw: &dyn Fn(Width) -> Result<String>,
    ) -> Result<()> {
        if !nothing {
            self.figures.push(Figure {
                name,
                caption: caption.to_owned(),
                wide: draw(Width::Wide)?,
                narrow: draw(Width::Narrow)?,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::example;
    use super::*;
    use crate::measure::Record;

    fn names(report: &Report) -> Vec<&'static str> {
        let all = figures(report).unwrap();
        all.iter().map(|figure| figure.name).collect()
    }

    #[test]
    fn a_chart_a_dimension_and_none_without_figures() {
        let mut report = example::report();
        let before = names(&report);
        let expected = [
            "disk",
            "package",
            "scale-disk",
            "scale-package",
            "memory",
            "scale-memory",
            "startup",
            "relocations",
            "break-even",
            "system",
        ];
        assert_eq!(before, expected);
        for (measure, statistic, new) in [
            ("image_bytes", "one", "containers"),
            ("image_bytes", "one_without_libc", "containers-one"),
            ("host_bytes", "apart", "hosts"),
            ("build_seconds", "clean", "build"),
            ("build_bytes", "target_folder", "build-folder"),
            ("update_bytes", "body", "update"),
            ("update_delta_bytes", "body", "update-delta"),
        ] {
            let record = Record::new("dynamic", measure, statistic, 1e6);
            report.records.push(record);
            assert!(names(&report).contains(&new), "{new}");
        }
        let record = Record::new("static", "throughput_seconds", "fastest", 0.5);
        report.records.push(record.of("sort lines"));
        let all = names(&report);
        assert!(all.contains(&"throughput"));
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        report.records.clear();
        assert!(names(&report).is_empty());
    }

    #[test]
    fn a_legend_stands_in_the_chart_itself() {
        let all = figures(&example::report()).unwrap();
        let of = |name: &str| all.iter().find(|figure| figure.name == name).unwrap();
        assert!(of("disk").wide.contains("shared objects"));
        assert!(of("system").narrow.contains("carried copies"));
    }
}
