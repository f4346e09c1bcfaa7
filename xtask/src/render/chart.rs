//! Charts as SVG whose colours are the page's, so that they are readable in light and dark.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::table::number;

const WIDTH: u32 = 760;
const BAR: u32 = 34;
const FRAME: u32 = 78;

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

/// Horizontal bars, a row each, made of one part after the other.
pub(crate) fn bars(unit: &str, parts: &[&str], rows: &[(String, Vec<f64>)]) -> Result<String> {
    let height = FRAME + BAR * rows.len() as u32 + if parts.len() > 1 { 30 } else { 0 };
    let totals = rows
        .iter()
        .map(|(_, values)| values.iter().map(|value| value.max(0.0)).sum::<f64>());
    let longest = totals.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    draw(height, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .margin_right(16)
            .set_label_area_size(LabelAreaPosition::Left, 120)
            .set_label_area_size(LabelAreaPosition::Bottom, 46)
            .build_cartesian_2d(0.0..longest * 1.16, (0..rows.len()).into_segmented())
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
            .x_labels(6)
            .y_labels(rows.len())
            .x_label_formatter(&|value| number(*value, if longest < 5.0 { 1 } else { 0 }))
            .y_label_formatter(&name)
            .label_style(text(14))
            .axis_desc_style(text(14))
            .draw()
            .map_err(|error| anyhow!("{error}"))?;
        let mut ends = vec![0.0; rows.len()];
        for (part, heading) in parts.iter().enumerate() {
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
            let drawn = chart
                .draw_series(pieces)
                .map_err(|error| anyhow!("{error}"))?;
            if parts.len() > 1 {
                drawn
                    .label(*heading)
                    .legend(move |(x, y)| Rectangle::new([(x, y - 6), (x + 12, y + 6)], colour));
            }
        }
        let style = text(14).pos(Pos::new(HPos::Left, VPos::Center));
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
        if parts.len() > 1 {
            chart
                .configure_series_labels()
                .position(SeriesLabelPosition::LowerRight)
                .label_font(text(14))
                .draw()
                .map_err(|error| anyhow!("{error}"))?;
        }
        Ok(())
    })
}

/// Lines over 0, 1, 2, … with a legend beside them.
pub(crate) fn lines(x: &str, unit: &str, lines: &[(String, Vec<f64>)]) -> Result<String> {
    let steps = lines
        .iter()
        .map(|(_, values)| values.len())
        .max()
        .unwrap_or(0)
        .max(2)
        - 1;
    let highest = lines
        .iter()
        .flat_map(|(_, values)| values)
        .copied()
        .fold(f64::MIN_POSITIVE, f64::max);
    draw(420, |area| {
        let mut chart = ChartBuilder::on(area)
            .margin(8)
            .margin_right(16)
            .set_label_area_size(LabelAreaPosition::Left, 70)
            .set_label_area_size(LabelAreaPosition::Bottom, 46)
            .build_cartesian_2d(0..steps, 0.0..highest * 1.05)
            .map_err(|error| anyhow!("{error}"))?;
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .x_desc(x)
            .y_desc(unit)
            .y_label_formatter(&|value| number(*value, if highest < 5.0 { 1 } else { 0 }))
            .label_style(text(14))
            .axis_desc_style(text(14))
            .draw()
            .map_err(|error| anyhow!("{error}"))?;
        for (index, (name, values)) in lines.iter().enumerate() {
            let style = series(index).stroke_width(2);
            chart
                .draw_series(LineSeries::new(values.iter().copied().enumerate(), style))
                .map_err(|error| anyhow!("{error}"))?
                .label(name)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], style));
        }
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font(text(14))
            .draw()
            .map_err(|error| anyhow!("{error}"))
    })
}

fn text(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// Draws, then gives the colours their names on the page.
fn draw(height: u32, content: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
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
        let charts = [
            bars("MiB", &["executables", "shared objects"], &rows).unwrap(),
            lines("utilities", "MiB", &rows).unwrap(),
        ];
        for svg in charts {
            assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
            assert!(svg.contains("var(--ink)") && svg.contains("var(--series-1)"));
            assert!(!svg.contains("=\"#"), "{svg}");
            assert!(!svg.contains("a<b"), "{svg}");
        }
    }

    #[test]
    fn nothing_to_draw_is_no_panic() {
        bars("MiB", &["executables"], &[]).unwrap();
        bars("us", &["net"], &[("x".to_owned(), vec![-3.0])]).unwrap();
        lines("utilities", "MiB", &[]).unwrap();
        lines("utilities", "MiB", &[("x".to_owned(), vec![])]).unwrap();
    }
}
