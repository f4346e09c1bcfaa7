//! The charts of a report: the data that the views of the measures ask for, drawn.

use anyhow::Result;

use super::chart::{self, Points, Row, Width};
use super::drawing::{Content, Drawing};
use super::report::Report;
use super::{scale, special};
use crate::measure::MEASURES;
use crate::measure::view::{Chart, Form, Value};

/// A chart in each width, with a name for files.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) caption: String,
    pub(crate) wide: String,
    pub(crate) narrow: String,
    /// The figures in words.
    pub(super) words: String,
    /// What the chart leaves no room for, in a chart of its own.
    pub(super) close_up: Option<Box<Figure>>,
}

/// Returns all charts for which the report has figures.
pub(crate) fn figures(report: &Report) -> Result<Vec<Figure>> {
    some(report, MEASURES.iter().flat_map(|measure| measure.charts))
}

/// Returns those of the charts for which the report has figures.
pub(super) fn some<'a>(
    report: &Report,
    charts: impl Iterator<Item = &'a Chart>,
) -> Result<Vec<Figure>> {
    let mut charts: Vec<&Chart> = charts.collect();
    charts.sort_by_key(|chart| special::place_of_chart(chart.name));
    let drawings = charts.into_iter().map(|view| (view, drawing(view, report)));
    let drawn = drawings.filter(|(_, drawing)| !drawing.content.is_empty());
    drawn
        .map(|(view, drawing)| figure(drawing, view.name))
        .collect()
}

fn drawing(view: &Chart, report: &Report) -> Drawing {
    let content = match &view.form {
        Form::Stacked(parts) => stacked(report, parts),
        Form::Beside(bars) => beside(report, bars),
        Form::Counts(value) => growing(report, value),
        Form::Special => return special::chart(view, report),
    };
    Drawing {
        content,
        ..Drawing::of(view, report)
    }
}

/// Draws a chart, with a close-up where one bar dwarfs the others.
fn figure(drawing: Drawing, name: &'static str) -> Result<Figure> {
    let close_up = drawing.content.close_up().map(|(content, left_out)| {
        let drawing = Drawing {
            caption: format!("The same without {}", left_out.join(" and ")),
            unit: drawing.unit.clone(),
            content,
        };
        drawn(drawing, name)
    });
    Ok(Figure {
        close_up: close_up.transpose()?.map(Box::new),
        ..drawn(drawing, name)?
    })
}

fn drawn(drawing: Drawing, name: &'static str) -> Result<Figure> {
    let Drawing {
        mut caption,
        unit,
        content,
    } = drawing;
    let draw = |width| match &content {
        Content::Bars { legend, rows } => chart::bars(width, &unit, legend, rows),
        Content::Lines(lines) => chart::lines(width, "utilities", &unit, lines),
    };
    let (wide, narrow, words) = (
        draw(Width::Wide)?,
        draw(Width::Narrow)?,
        content.words(&unit),
    );
    if matches!(&content, Content::Lines(lines) if chart::logarithmic(lines)) {
        caption += " (both axes are logarithmic)";
    }
    Ok(Figure {
        name,
        caption,
        wide,
        narrow,
        words,
        close_up: None,
    })
}

/// Returns a figure in the unit in which it is shown.
fn shown(report: &Report, tree: &str, value: &Value<'_>) -> Option<f64> {
    Some(report.figure(tree, value)? / value.unit)
}

fn legend(report: &Report, values: &[Value<'_>]) -> Vec<String> {
    let names = values.iter().map(|value| report.filled(value.heading));
    names.collect()
}

fn stacked(report: &Report, parts: &[Value<'_>]) -> Content {
    let row = |tree: &str| {
        let values = parts.iter().map(|part| shown(report, tree, part));
        Some(Row::stacked(tree, &values.collect::<Option<Vec<f64>>>()?))
    };
    Content::Bars {
        legend: match parts {
            [_] => Vec::new(),
            parts => legend(report, parts),
        },
        rows: report.rows(row),
    }
}

fn beside(report: &Report, bars: &[Value<'_>]) -> Content {
    let row = |tree: &str| {
        let values: Vec<_> = bars.iter().map(|bar| shown(report, tree, bar)).collect();
        let any = values.iter().any(Option::is_some);
        any.then(|| Row::beside(tree, &values))
    };
    Content::Bars {
        legend: legend(report, bars),
        rows: report.rows(row),
    }
}

fn growing(report: &Report, value: &Value<'_>) -> Content {
    let line = |tree: &str| {
        let points = scale::curve(report, tree, value).into_iter();
        let points: Points = points
            .map(|(count, figure)| (count as f64, figure / value.unit))
            .collect();
        (!points.is_empty()).then(|| (tree.to_owned(), points))
    };
    Content::Lines(report.rows(line))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::example;
    use super::*;
    use crate::measure::record::Record;

    fn names(report: &Report) -> Vec<&'static str> {
        let all = figures(report).unwrap();
        all.iter().map(|figure| figure.name).collect()
    }

    #[test]
    fn charts_without_figures_are_not_drawn() {
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
    fn a_chart_has_words_and_a_close_up_where_one_dwarfs() {
        let mut report = example::report();
        let all = figures(&report).unwrap();
        let disk = all.iter().find(|figure| figure.name == "disk").unwrap();
        assert_eq!(
            disk.words,
            "Bars in MiB (executables, shared objects): static 1.91; dynamic 0.93; gnu 0.23."
        );
        assert!(disk.close_up.is_none());
        for record in &mut report.records {
            if record.tree == "static" {
                record.value *= 20.0;
            }
        }
        let all = figures(&report).unwrap();
        let disk = all.iter().find(|figure| figure.name == "disk").unwrap();
        let close_up = disk.close_up.as_ref().unwrap();
        assert_eq!(close_up.caption, "The same without static");
        assert!(!close_up.wide.contains("static"), "{}", close_up.wide);
    }

    #[test]
    fn the_legend_is_part_of_the_chart() {
        let all = figures(&example::report()).unwrap();
        let of = |name: &str| all.iter().find(|figure| figure.name == name).unwrap();
        assert!(of("disk").wide.contains("shared objects"));
        assert!(of("system").narrow.contains("carried copies"));
    }
}
