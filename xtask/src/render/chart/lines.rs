//! Lines over the number of utilities, with a dot at each measured point.

use std::ops::Range;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use super::canvas::{GRID, MARGIN, SCALE, Width, decimals, draw, series, text};
use crate::render::table::number;

/// The points of a line: number of utilities, value.
pub(crate) type Points = Vec<(f64, f64)>;

const HEIGHT: u32 = 380;

/// From this ratio of the highest line's end to the lowest's, both axes are logarithmic: on linear
/// ones, all but the highest would lie on the axis.
const DWARFS: f64 = 8.0;

/// How values are placed on the axes.
#[derive(Clone, Copy, PartialEq)]
enum Axes {
    Linear,
    /// The place is the logarithm to base 2, so that the marks are powers of 2.
    Logarithmic,
}

impl Axes {
    fn of(lines: &[(String, Points)]) -> Self {
        let ends = || {
            lines
                .iter()
                .filter_map(|(_, points)| Some(points.last()?.1))
        };
        let highest = ends().fold(0.0, f64::max);
        let lowest = ends().fold(f64::INFINITY, f64::min);
        let all = || lines.iter().flat_map(|(_, points)| points);
        let has_logarithms = all().all(|(x, y)| *x > 0.0 && *y > 0.0);
        match has_logarithms && highest > DWARFS * lowest {
            true => Self::Logarithmic,
            false => Self::Linear,
        }
    }

    fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Logarithmic => value.log2(),
        }
    }

    /// Returns the range of an axis over these values.
    fn range(self, values: impl Iterator<Item = f64> + Clone) -> Range<f64> {
        let highest = values.clone().fold(f64::MIN_POSITIVE, f64::max);
        match self {
            Self::Linear => 0.0..highest * 1.05,
            Self::Logarithmic => {
                let lowest = values.fold(highest, f64::min);
                lowest.log2().floor()..(highest.log2() + 0.1)
            }
        }
    }

    /// Returns the label of a mark.
    fn label(self, place: f64, highest: f64) -> String {
        match self {
            Self::Linear => number(place, decimals(highest)),
            // Between two powers there is no mark.
            Self::Logarithmic if (place - place.round()).abs() > 0.01 => String::new(),
            Self::Logarithmic => {
                let value = place.round().exp2();
                number(
                    value,
                    if value < 1.0 {
                        (-place.round()) as usize
                    } else {
                        0
                    },
                )
            }
        }
    }
}

/// Returns whether lines are drawn on logarithmic axes.
pub(crate) fn logarithmic(lines: &[(String, Points)]) -> bool {
    Axes::of(lines) == Axes::Logarithmic
}

/// Draws lines, below their names.
pub(crate) fn lines(
    width: Width,
    x: &str,
    unit: &str,
    lines: &[(String, Points)],
) -> Result<String> {
    let shape = width.shape();
    let axes = Axes::of(lines);
    let points = || lines.iter().flat_map(|(_, points)| points.iter().copied());
    let highest = points().map(|(_, y)| y).fold(f64::MIN_POSITIVE, f64::max);
    let names: Vec<String> = lines.iter().map(|(name, _)| name.clone()).collect();
    let title = |name: &str, (count, value): &(f64, f64)| {
        let decimals = if *value < 100.0 { 2 } else { 0 };
        format!(
            "{name}, {} {x}: {} {unit}",
            number(*count, 0),
            number(*value, decimals)
        )
    };
    let titles = lines
        .iter()
        .flat_map(|(name, points)| points.iter().map(move |point| title(name, point)));
    let titles: Vec<String> = titles.collect();
    let place = |(x, y): &(f64, f64)| (axes.place(*x), axes.place(*y));
    draw((width, HEIGHT), &names, &titles, |area| {
        let across = axes.range(points().map(|(x, _)| x));
        let up = axes.range(points().map(|(_, y)| y));
        let mut chart = ChartBuilder::on(area)
            .margin(MARGIN)
            .margin_right(2 * MARGIN)
            .set_label_area_size(LabelAreaPosition::Left, shape.figures)
            .set_label_area_size(LabelAreaPosition::Bottom, SCALE)
            .build_cartesian_2d(across, up)
            .map_err(|error| anyhow!("{error}"))?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .x_desc(x)
            .y_desc(unit)
            .x_labels(shape.ticks + 2)
            .y_labels(8)
            .x_label_formatter(&|value| axes.label(*value, f64::INFINITY))
            .y_label_formatter(&|value| axes.label(*value, highest))
            .label_style(text(shape.font))
            .axis_desc_style(text(shape.font))
            .draw()
            .map_err(|error| anyhow!("{error}"))?;
        for (index, (_, points)) in lines.iter().enumerate() {
            let style = series(index).stroke_width(2);
            chart
                .draw_series(LineSeries::new(points.iter().map(place), style))
                .map_err(|error| anyhow!("{error}"))?;
            let dot = |point: &(f64, f64)| Circle::new(place(point), 4, series(index).filled());
            chart
                .draw_series(points.iter().map(dot))
                .map_err(|error| anyhow!("{error}"))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_draw_is_no_panic() {
        let none = |points| vec![("x".to_owned(), points)];
        lines(Width::Wide, "utilities", "MiB", &[]).unwrap();
        lines(Width::Narrow, "utilities", "MiB", &none(vec![])).unwrap();
        lines(Width::Narrow, "utilities", "MiB", &none(vec![(0.0, 0.0)])).unwrap();
    }

    #[test]
    fn a_line_that_dwarfs_the_others_makes_the_axes_logarithmic() {
        let line = |end: f64| ("x".to_owned(), vec![(1.0, 0.5), (105.0, end)]);
        assert!(!logarithmic(&[line(10.0), line(70.0)]));
        assert!(logarithmic(&[line(2.0), line(70.0)]));
        let labels = [(-1.0, "0.5"), (0.0, "1"), (6.0, "64"), (2.5, "")];
        for (place, label) in labels {
            assert_eq!(Axes::Logarithmic.label(place, 70.0), label);
        }
        let svg = lines(Width::Wide, "utilities", "MiB", &[line(2.0), line(70.0)]).unwrap();
        assert!(
            svg.contains("<title>x, 105 utilities: 70.00 MiB</title>"),
            "{svg}"
        );
    }
}
