//! Horizontal bars: each row has one bar of several parts, or several bars.

use anyhow::{Result, anyhow};
use plotters::coord::ranged1d::SegmentedCoord;
use plotters::coord::types::{RangedCoordf64, RangedCoordusize};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::canvas::{GRID, MARGIN, SCALE, Shape, Width, decimals, draw, series, text};
use crate::render::table::number;

/// A row: its name, and its bars from top to bottom.
#[derive(Clone)]
pub(crate) struct Row {
    name: String,
    bars: Vec<Bar>,
}

/// A bar: its parts, and the label at its end.
#[derive(Clone, Default)]
struct Bar {
    /// The number of the series, the start and the end.
    parts: Vec<(usize, f64, f64)>,
    label: Label,
}

#[derive(Clone, Default)]
enum Label {
    #[default]
    None,
    Figure(f64),
    Words(String),
}

impl Row {
    /// Makes a row of one bar with parts. Negative values have no length, but count in the label.
    pub(crate) fn stacked(name: &str, values: &[f64]) -> Self {
        let mut end = 0.0;
        let part = |(series, value): (usize, &f64)| {
            let from = end;
            end += value.max(0.0);
            (series, from, end)
        };
        let bar = Bar {
            parts: values.iter().enumerate().map(part).collect(),
            label: Label::Figure(values.iter().sum()),
        };
        Self {
            name: name.to_owned(),
            bars: vec![bar],
        }
    }

    /// Makes a row with a bar for every value. A missing value leaves its place empty.
    pub(crate) fn beside(name: &str, values: &[Option<f64>]) -> Self {
        let bar = |(series, value): (usize, &Option<f64>)| {
            value.map_or_else(Bar::default, |value| Bar {
                parts: vec![(series, 0.0, value.max(0.0))],
                label: Label::Figure(value),
            })
        };
        Self {
            name: name.to_owned(),
            bars: values.iter().enumerate().map(bar).collect(),
        }
    }

    /// Makes a row with a bar for every range, and words at the end of each.
    pub(crate) fn ranges(name: &str, ranges: Vec<(Option<(f64, f64)>, String)>) -> Self {
        let bar = |(series, (range, words)): (usize, (Option<(f64, f64)>, String))| Bar {
            parts: range
                .map(|(from, to)| (series, from, to))
                .into_iter()
                .collect(),
            label: Label::Words(words),
        };
        Self {
            name: name.to_owned(),
            bars: ranges.into_iter().enumerate().map(bar).collect(),
        }
    }

    /// Returns the row in words: its name, and the label of each bar with the name of its series.
    pub(crate) fn words(&self, legend: &[String]) -> String {
        let bar = |(place, bar): (usize, &Bar)| {
            let label = bar.label.text(self.longest())?;
            // The parts of a single bar are not labelled.
            let series = legend.get(place).filter(|_| self.bars.len() > 1);
            Some(match series {
                Some(series) => format!("{series} {label}"),
                None => label,
            })
        };
        let bars = self.bars.iter().enumerate().filter_map(bar);
        format!("{} {}", self.name, bars.collect::<Vec<_>>().join(", "))
    }

    /// Returns the title of each part, in the order in which they are drawn.
    fn titles(&self, unit: &str, legend: &[String]) -> Vec<String> {
        let title = |bar: &Bar, (series, from, to): &(usize, f64, f64)| {
            let name = match legend.get(*series) {
                Some(series) => format!("{}, {series}", self.name),
                None => self.name.clone(),
            };
            match &bar.label {
                Label::Words(words) => format!("{name}: {words}"),
                // A value below zero has no length.
                Label::Figure(value) if bar.parts.len() == 1 => {
                    format!("{name}: {} {unit}", number(*value, precision(*value)))
                }
                _ => format!("{name}: {} {unit}", number(to - from, precision(to - from))),
            }
        };
        let bars = self.bars.iter();
        bars.flat_map(|bar| bar.parts.iter().map(move |part| title(bar, part)))
            .collect()
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the end of its longest bar.
    pub(crate) fn longest(&self) -> f64 {
        let ends = self.bars.iter().flat_map(|bar| &bar.parts);
        ends.map(|(_, _, to)| *to).fold(0.0, f64::max)
    }
}

/// Returns the decimals that a value is shown with.
fn precision(value: f64) -> usize {
    if value.abs() < 100.0 { 2 } else { 0 }
}

impl Label {
    /// Returns the text beside a bar of a chart whose longest bar has this value.
    fn text(&self, longest: f64) -> Option<String> {
        match self {
            Self::None => None,
            Self::Figure(value) => Some(number(*value, precision(longest))),
            Self::Words(words) => Some(words.clone()),
        }
    }
}

impl Bar {
    fn end(&self) -> f64 {
        self.parts.last().map_or(0.0, |(_, _, to)| *to)
    }
}

/// Pixels above and below the bars of a row, of a bar alone in its row, and of one among several.
const AROUND: u32 = 6;
const ALONE: u32 = 22;
const TOGETHER: u32 = 17;

/// Draws the rows from top to bottom, below the names of the series.
pub(crate) fn bars(width: Width, unit: &str, legend: &[String], rows: &[Row]) -> Result<String> {
    let layout = Layout::of(width, rows);
    let height = 2 * MARGIN + SCALE + layout.row * rows.len() as u32;
    let rows_drawn = rows.iter().rev();
    let titles: Vec<String> = rows_drawn
        .flat_map(|row| row.titles(unit, legend))
        .collect();
    draw((width, height), legend, &titles, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(MARGIN)
            .margin_right(2 * MARGIN)
            .set_label_area_size(LabelAreaPosition::Left, layout.left)
            .set_label_area_size(LabelAreaPosition::Bottom, SCALE)
            .build_cartesian_2d(0.0..layout.end, (0..rows.len()).into_segmented())
            .map_err(failed)?;
        layout.axes(&mut chart, unit, rows)?;
        for (index, row) in rows.iter().rev().enumerate() {
            layout.row(&mut chart, index, row)?;
        }
        Ok(())
    })
}

type Chart<'a, 'b> =
    ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, SegmentedCoord<RangedCoordusize>>>;

fn failed(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("{error}")
}

/// The sizes of a chart's parts, in pixels and in the unit of the values.
struct Layout {
    shape: Shape,
    /// Whether names stand above the bars, since they would leave no room beside them.
    names_above: bool,
    /// Pixels of a name above the bars, of a bar, of a row, and left of the bars.
    name: u32,
    bar: u32,
    row: u32,
    left: u32,
    /// The largest value, and the value at the right edge, behind the longest label.
    longest: f64,
    end: f64,
}

impl Layout {
    fn of(width: Width, rows: &[Row]) -> Self {
        let shape = width.shape();
        let together = rows.iter().map(|row| row.bars.len()).max().unwrap_or(1);
        let bar = if together > 1 { TOGETHER } else { ALONE };
        let names_above = rows
            .iter()
            .any(|row| width.of_text(&row.name) + 12 > shape.names);
        let name = match names_above {
            true => shape.font as u32 + 6,
            false => 0,
        };
        let longest = rows.iter().map(Row::longest).fold(0.0, f64::max);
        let longest = longest.max(f64::MIN_POSITIVE);
        let left = if names_above { MARGIN } else { shape.names };
        let field = shape.width - left - 3 * MARGIN;
        let room = f64::from(field) / f64::from(field - shape.behind);
        Self {
            names_above,
            name,
            bar,
            row: 2 * AROUND + name + bar * together as u32,
            left,
            longest,
            end: longest * room,
            shape,
        }
    }

    /// Draws the scale and, beside the bars, the names of the rows.
    fn axes(&self, chart: &mut Chart<'_, '_>, unit: &str, rows: &[Row]) -> Result<()> {
        let name = |place: &SegmentValue<usize>| match place {
            SegmentValue::CenterOf(index) | SegmentValue::Exact(index) if !self.names_above => {
                let row = rows.iter().rev().nth(*index);
                row.map_or(String::new(), |row| row.name.clone())
            }
            _ => String::new(),
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .x_desc(unit)
            .x_labels(self.shape.ticks)
            .y_labels(rows.len())
            .x_label_formatter(&|value| number(*value, decimals(self.longest)))
            .y_label_formatter(&name)
            .label_style(text(self.shape.font))
            .axis_desc_style(text(self.shape.font))
            .draw()
            .map_err(failed)
    }

    /// Draws the bars of a row with their labels, and its name if names stand above.
    fn row(&self, chart: &mut Chart<'_, '_>, index: usize, row: &Row) -> Result<()> {
        if self.names_above {
            let name = Words {
                row: index,
                value: 0.0,
                right: 2,
                down: AROUND + self.name / 2,
                text: &row.name,
                font: self.shape.font,
            };
            self.write(chart, &name)?;
        }
        for (place, bar) in row.bars.iter().enumerate() {
            let top = AROUND + self.name + self.bar * place as u32;
            let below = self.row - top - self.bar;
            let parts = bar.parts.iter().map(|(number, from, to)| {
                let (low, high) = (SegmentValue::Exact(index), SegmentValue::Exact(index + 1));
                let colour = series(*number).filled();
                let mut part = Rectangle::new([(*from, low), (*to, high)], colour);
                part.set_margin(top + 1, below + 1, 0, 0);
                part
            });
            chart.draw_series(parts).map_err(failed)?;
            let Some(label) = bar.label.text(self.longest) else {
                continue;
            };
            let font = match self.bar {
                ALONE => self.shape.font,
                _ => self.shape.font - 2,
            };
            let label = Words {
                row: index,
                value: bar.end(),
                right: 6,
                down: top + self.bar / 2,
                text: &label,
                font,
            };
            self.write(chart, &label)?;
        }
        Ok(())
    }

    fn write(&self, chart: &mut Chart<'_, '_>, words: &Words<'_>) -> Result<()> {
        let place = EmptyElement::at((words.value, SegmentValue::CenterOf(words.row)));
        let from_middle = words.down as i32 - (self.row / 2) as i32;
        let style = text(words.font).pos(Pos::new(HPos::Left, VPos::Center));
        let label = Text::new(words.text.to_owned(), (words.right, from_middle), style);
        chart.draw_series([place + label]).map_err(failed)?;
        Ok(())
    }
}

/// Words in a row: so many pixels right of a value, and below the top of the row.
struct Words<'a> {
    row: usize,
    value: f64,
    right: i32,
    down: u32,
    text: &'a str,
    font: i32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_have_no_negative_length() {
        let row = Row::stacked("x", &[2.0, -1.0, 3.0]);
        let parts: Vec<_> = row.bars[0].parts.clone();
        assert_eq!(parts, [(0, 0.0, 2.0), (1, 2.0, 2.0), (2, 2.0, 5.0)]);
        assert_eq!(row.longest(), 5.0);
        let row = Row::beside("x", &[Some(2.0), None, Some(7.0)]);
        let ends: Vec<f64> = row.bars.iter().map(Bar::end).collect();
        assert_eq!(ends, [2.0, 0.0, 7.0]);
    }

    #[test]
    fn figures_and_words_stand_at_the_ends_of_bars() {
        let rows = [
            Row::beside("a", &[Some(1234.0), None]),
            Row::ranges("b", vec![(Some((2.0, 9.0)), "from 2".to_owned())]),
        ];
        let svg = bars(Width::Wide, "KiB", &[], &rows).unwrap();
        assert!(svg.contains("1,234") && svg.contains("from 2"), "{svg}");
        assert!(svg.contains("<title>a: 1,234 KiB</title>"), "{svg}");
        assert!(svg.contains("<title>b: from 2</title>"), "{svg}");
    }

    #[test]
    fn rows_have_words_and_parts_have_titles() {
        let legend = ["own", "shared"].map(str::to_owned);
        let stacked = Row::stacked("a", &[2.0, 3.5]);
        assert_eq!(stacked.words(&legend), "a 5.50");
        let titles = stacked.titles("MiB", &legend);
        assert_eq!(titles, ["a, own: 2.00 MiB", "a, shared: 3.50 MiB"]);
        let beside = Row::beside("b", &[Some(2.0), None, Some(400.0)]);
        assert_eq!(beside.words(&legend), "b own 2, 400");
        assert_eq!(
            Row::stacked("c", &[-3.0]).titles("µs", &[]),
            ["c: -3.00 µs"]
        );
    }

    #[test]
    fn nothing_to_draw_is_no_panic() {
        bars(Width::Wide, "MiB", &[], &[]).unwrap();
        bars(Width::Narrow, "us", &[], &[Row::stacked("x", &[-3.0])]).unwrap();
        bars(Width::Narrow, "us", &[], &[Row::beside("x", &[])]).unwrap();
    }
}
