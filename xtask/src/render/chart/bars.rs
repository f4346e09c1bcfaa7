//! Horizontal bars: a row each, of parts one after the other, or of several bars.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{GRID, MARGIN, SCALE, Width, decimals, draw, series, text};
use crate::render::table::number;

/// A row: its name, and its bars from above to below.
pub(crate) struct Row {
    name: String,
    bars: Vec<Bar>,
}

/// A bar: its parts, and what is written behind it.
#[derive(Default)]
struct Bar {
    /// Number of the series, from, to.
    parts: Vec<(usize, f64, f64)>,
    label: Label,
}

#[derive(Default)]
enum Label {
    #[default]
    None,
    Figure(f64),
    Words(String),
}

impl Row {
    /// One bar of parts. What is less than nothing has no length, but its figure is told.
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

    /// A bar for every value; those that are missing leave their place empty.
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

    /// A bar from somewhere to somewhere for every range, with words behind it.
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

    fn longest(&self) -> f64 {
        let ends = self.bars.iter().flat_map(|bar| &bar.parts);
        ends.map(|(_, _, to)| *to).fold(0.0, f64::max)
    }
}

impl Bar {
    fn end(&self) -> f64 {
        self.parts.last().map_or(0.0, |(_, _, to)| *to)
    }
}

/// Space above and below the bars of a row, and a bar that has a row to itself, or has not.
const AROUND: u32 = 6;
const ALONE: u32 = 22;
const TOGETHER: u32 = 17;

/// Bars of the rows, the first one on top, below the names of the series.
pub(crate) fn bars(width: Width, unit: &str, legend: &[String], rows: &[Row]) -> Result<String> {
    let shape = width.shape();
    let together = rows.iter().map(|row| row.bars.len()).max().unwrap_or(1);
    let bar = if together > 1 { TOGETHER } else { ALONE };
    // Names that would leave no room for bars stand above them.
    let above = rows
        .iter()
        .any(|row| width.of_text(&row.name) + 12 > shape.names);
    let name_line = if above { shape.font as u32 + 6 } else { 0 };
    let row_height = 2 * AROUND + name_line + bar * together as u32;
    let height = 2 * MARGIN + SCALE + row_height * rows.len() as u32;
    let longest = rows
        .iter()
        .map(Row::longest)
        .fold(0.0, f64::max)
        .max(f64::MIN_POSITIVE);
    let left = if above { MARGIN } else { shape.names };
    let field = shape.width - left - 3 * MARGIN;
    let room = f64::from(field) / f64::from(field - shape.behind);
    draw(width, height, legend, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(MARGIN)
            .margin_right(2 * MARGIN)
            .set_label_area_size(LabelAreaPosition::Left, left)
            .set_label_area_size(LabelAreaPosition::Bottom, SCALE)
            .build_cartesian_2d(0.0..longest * room, (0..rows.len()).into_segmented())
            .map_err(|error| anyhow!("{error}"))?;
        let name = |place: &SegmentValue<usize>| match place {
            SegmentValue::CenterOf(index) | SegmentValue::Exact(index) if !above => rows
                .iter()
                .rev()
                .nth(*index)
                .map_or(String::new(), |row| row.name.clone()),
            _ => String::new(),
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .x_desc(unit)
            .x_labels(shape.ticks)
            .y_labels(rows.len())
            .x_label_formatter(&|value| number(*value, decimals(longest)))
            .y_label_formatter(&name)
            .label_style(text(shape.font))
            .axis_desc_style(text(shape.font))
            .draw()
            .map_err(|error| anyhow!("{error}"))?;
        let style = text(if together > 1 {
            shape.font - 2
        } else {
            shape.font
        })
        .pos(Pos::new(HPos::Left, VPos::Center));
        for (index, row) in rows.iter().rev().enumerate() {
            let place = |at: f64| EmptyElement::at((at, SegmentValue::CenterOf(index)));
            let from_middle = |pixels: u32| pixels as i32 - (row_height / 2) as i32;
            if above {
                let name = Text::new(
                    row.name.clone(),
                    (2, from_middle(AROUND + name_line / 2)),
                    text(shape.font).pos(Pos::new(HPos::Left, VPos::Center)),
                );
                chart
                    .draw_series([place(0.0) + name])
                    .map_err(|error| anyhow!("{error}"))?;
            }
            for (number_of, piece) in row.bars.iter().enumerate() {
                let top = AROUND + name_line + bar * number_of as u32;
                let below = row_height - top - bar;
                let parts = piece.parts.iter().map(|(number, from, to)| {
                    let (low, high) = (SegmentValue::Exact(index), SegmentValue::Exact(index + 1));
                    let colour = series(*number).filled();
                    let mut part = Rectangle::new([(*from, low), (*to, high)], colour);
                    part.set_margin(top + 1, below + 1, 0, 0);
                    part
                });
                chart
                    .draw_series(parts)
                    .map_err(|error| anyhow!("{error}"))?;
                let words = match &piece.label {
                    Label::None => continue,
                    Label::Figure(value) => number(*value, if longest < 100.0 { 2 } else { 0 }),
                    Label::Words(words) => words.clone(),
                };
                let words = Text::new(words, (6, from_middle(top + bar / 2)), style.clone());
                chart
                    .draw_series([place(piece.end()) + words])
                    .map_err(|error| anyhow!("{error}"))?;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_nothing_is_shorter_than_nothing() {
        let row = Row::stacked("x", &[2.0, -1.0, 3.0]);
        let parts: Vec<_> = row.bars[0].parts.clone();
        assert_eq!(parts, [(0, 0.0, 2.0), (1, 2.0, 2.0), (2, 2.0, 5.0)]);
        assert_eq!(row.longest(), 5.0);
        let row = Row::beside("x", &[Some(2.0), None, Some(7.0)]);
        let ends: Vec<f64> = row.bars.iter().map(Bar::end).collect();
        assert_eq!(ends, [2.0, 0.0, 7.0]);
    }

    #[test]
    fn figures_and_words_stand_behind_the_bars() {
        let rows = [
            Row::beside("a", &[Some(1234.0), None]),
            Row::ranges("b", vec![(Some((2.0, 9.0)), "from 2".to_owned())]),
        ];
        let svg = bars(Width::Wide, "KiB", &[], &rows).unwrap();
        assert!(svg.contains("1,234") && svg.contains("from 2"), "{svg}");
    }

    #[test]
    fn nothing_to_draw_is_no_panic() {
        bars(Width::Wide, "MiB", &[], &[]).unwrap();
        bars(Width::Narrow, "us", &[], &[Row::stacked("x", &[-3.0])]).unwrap();
        bars(Width::Narrow, "us", &[], &[Row::beside("x", &[])]).unwrap();
    }
}
