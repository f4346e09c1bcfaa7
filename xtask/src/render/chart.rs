//! Charts as SVG whose colours are the page's, so that they are readable in light and dark.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::table::number;

/// The width that a chart is drawn for. What is drawn for a screen is unreadable on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Wide,
    Narrow,
}

/// Pixels of a chart's parts.
struct Shape {
    width: u32,
    font: i32,
    /// Room for the names of rows, and for figures of lines.
    names: u32,
    figures: u32,
    /// How much longer the axis is than the longest bar, so that its figure has room.
    room: f64,
    ticks: usize,
}

impl Width {
    fn shape(self) -> Shape {
        match self {
            Self::Wide => Shape {
                width: 760,
                font: 17,
                names: 130,
                figures: 70,
                room: 1.16,
                ticks: 6,
            },
            Self::Narrow => Shape {
                width: 350,
                font: 14,
                names: 104,
                figures: 56,
                room: 1.36,
                ticks: 3,
            },
        }
    }
}

const BAR: u32 = 34;
const FRAME: u32 = 78;
const LINES: u32 = 380;

/// The crate wants colours; these stand for the page's variables until the drawing is done.
const INK: RGBColor = RGBColor(1, 1, 1);
const GRID: RGBColor = RGBColor(2, 2, 2);
const FIRST_SERIES: u8 = 10;

/// How many colours the page has for series.
pub(crate) const COLOURS: usize = 10;

/// The colour of a series, by its number.
fn series(index: usize) -> RGBColor {
    let shade = FIRST_SERIES + (index % COLOURS) as u8;
    RGBColor(shade, shade, shade)
}

/// Points of a line: number of utilities, value.
pub(crate) type Points = Vec<(f64, f64)>;

/// Horizontal bars, a row each, made of one part after the other.
pub(crate) fn bars(
    width: Width,
    unit: &str,
    parts: usize,
    rows: &[(String, Vec<f64>)],
) -> Result<String> {
    let shape = width.shape();
    let text = || text(shape.font);
    let height = FRAME + BAR * rows.len() as u32;
    let totals = rows
        .iter()
        .map(|(_, values)| values.iter().map(|value| value.max(0.0)).sum::<f64>());
    let longest = totals.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    draw((shape.width, height), |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .margin_right(16)
            .set_label_area_size(LabelAreaPosition::Left, shape.names)
            .set_label_area_size(LabelAreaPosition::Bottom, 46)
            .build_cartesian_2d(0.0..longest * shape.room, (0..rows.len()).into_segmented())
            .map_err(|error| anyhow!("{error}"))?;
        let name = |place: &SegmentValue<usize>| match place {
            SegmentValue::CenterOf(index) | SegmentValue::Exact(index) => rows
                .iter()
                .rev()
                .nth(*index)
                .map_or(String::new(), |(name, _)| name.clone()),
            SegmentValue::Last => String::new(),
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
            .x_label_formatter(&|value| number(*value, if longest < 5.0 { 1 } else { 0 }))
            .y_label_formatter(&name)
            .label_style(text())
            .axis_desc_style(text())
            .draw()
            .map_err(|error| anyhow!("{error}"))?;
        let mut ends = vec![0.0; rows.len()];
        for part in 0..parts {
            let colour = series(part).filled();
            let pieces =
                rows.iter()
                    .rev()
                    .zip(&mut ends)
                    .enumerate()
                    .map(|(row, ((_, values), end))| {
                        let start = *end;
                        *end += values.get(part).copied().unwrap_or_default().max(0.0);
                        let (low, high) = (SegmentValue::Exact(row), SegmentValue::Exact(row + 1));
                        let mut bar = Rectangle::new([(start, low), (*end, high)], colour);
                        bar.set_margin(6, 6, 0, 0);
                        bar
                    });
            chart
                .draw_series(pieces)
                .map_err(|error| anyhow!("{error}"))?;
        }
        let style = text().pos(Pos::new(HPos::Left, VPos::Center));
        let labels = rows
            .iter()
            .rev()
            .zip(&ends)
            .enumerate()
            .map(|(row, ((_, values), end))| {
                let total: f64 = values.iter().sum();
                let label = number(total, if longest < 100.0 { 2 } else { 0 });
                EmptyElement::at((*end, SegmentValue::CenterOf(row)))
                    + Text::new(label, (6, 0), style.clone())
            });
        chart
            .draw_series(labels)
            .map_err(|error| anyhow!("{error}"))?;
        Ok(())
    })
}

/// Lines over the number of utilities, with a dot where it was measured.
pub(crate) fn lines(
    width: Width,
    x: &str,
    unit: &str,
    lines: &[(String, Points)],
) -> Result<String> {
    let shape = width.shape();
    let text = || text(shape.font);
    let points = || lines.iter().flat_map(|(_, points)| points.iter().copied());
    let furthest = points().map(|(x, _)| x).fold(1.0, f64::max);
    let highest = points().map(|(_, y)| y).fold(f64::MIN_POSITIVE, f64::max);
    draw((shape.width, LINES), |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .margin_right(16)
            .set_label_area_size(LabelAreaPosition::Left, shape.figures)
            .set_label_area_size(LabelAreaPosition::Bottom, 46)
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
            .y_label_formatter(&|value| number(*value, if highest < 5.0 { 1 } else { 0 }))
            .label_style(text())
            .axis_desc_style(text())
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

fn text(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// Draws, then gives the colours their names on the page.
fn draw(size: (u32, u32), content: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        content(&area)?;
        area.present().map_err(|error| anyhow!("{error}"))?;
    }
    let hex = |colour: RGBColor| format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
    svg = svg
        .replace(&hex(INK), "var(--ink)")
        .replace(&hex(GRID), "var(--line)");
    for index in 0..COLOURS {
        svg = svg.replace(&hex(series(index)), &format!("var(--series-{index})"));
    }
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_use_only_the_colours_of_the_page() {
        let rows = vec![
            ("static".to_owned(), vec![5.0, 0.0]),
            ("a<b".to_owned(), vec![1.0, 2.5]),
        ];
        let curves = vec![
            ("static".to_owned(), vec![(1.0, 5.0), (50.0, 9.0)]),
            ("a<b".to_owned(), vec![(1.0, 2.5)]),
        ];
        for width in [Width::Wide, Width::Narrow] {
            let charts = [
                bars(width, "MiB", 2, &rows).unwrap(),
                lines(width, "utilities", "MiB", &curves).unwrap(),
            ];
            for svg in charts {
                assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
                assert!(svg.contains("var(--ink)") && svg.contains("var(--series-1)"));
                assert!(!svg.contains("=\"#"), "{svg}");
                assert!(!svg.contains("a<b"), "{svg}");
            }
        }
    }

    #[test]
    fn nothing_to_draw_is_no_panic() {
        let none = |points| vec![("x".to_owned(), points)];
        bars(Width::Wide, "MiB", 1, &[]).unwrap();
        bars(Width::Narrow, "us", 1, &[("x".to_owned(), vec![-3.0])]).unwrap();
        lines(Width::Wide, "utilities", "MiB", &[]).unwrap();
        lines(Width::Narrow, "utilities", "MiB", &none(vec![])).unwrap();
        lines(Width::Narrow, "utilities", "MiB", &none(vec![(0.0, 0.0)])).unwrap();
    }
}
