//! Lines over the number of utilities, with a dot at each measured point.

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use super::canvas::{GRID, MARGIN, SCALE, Width, decimals, draw, series, text};
use crate::render::table::number;

/// The points of a line: number of utilities, value.
pub(crate) type Points = Vec<(f64, f64)>;

const HEIGHT: u32 = 380;

/// Draws lines, below their names.
pub(crate) fn lines(
    width: Width,
    x: &str,
    unit: &str,
    lines: &[(String, Points)],
) -> Result<String> {
    let shape = width.shape();
    let points = || lines.iter().flat_map(|(_, points)| points.iter().copied());
    let furthest = points().map(|(x, _)| x).fold(1.0, f64::max);
    let highest = points().map(|(_, y)| y).fold(f64::MIN_POSITIVE, f64::max);
    let names: Vec<String> = lines.iter().map(|(name, _)| name.clone()).collect();
    draw(width, HEIGHT, &names, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(MARGIN)
            .margin_right(2 * MARGIN)
            .set_label_area_size(LabelAreaPosition::Left, shape.figures)
            .set_label_area_size(LabelAreaPosition::Bottom, SCALE)
            .build_cartesian_2d(0.0..furthest * 1.03, 0.0..highest * 1.05)
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
            .x_label_formatter(&|value| number(*value, 0))
            .y_label_formatter(&|value| number(*value, decimals(highest)))
            .label_style(text(shape.font))
            .axis_desc_style(text(shape.font))
            .draw()
            .map_err(|error| anyhow!("{error}"))?;
        for (index, (_, points)) in lines.iter().enumerate() {
            let style = series(index).stroke_width(2);
            chart
                .draw_series(LineSeries::new(points.iter().copied(), style))
                .map_err(|error| anyhow!("{error}"))?;
            let dot = |point: &(f64, f64)| Circle::new(*point, 3, series(index).filled());
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
}
