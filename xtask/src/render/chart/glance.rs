//! The chart at the top of the page: for each dimension a small panel with a bar per tree, from 1,
//! which is the baseline, to the tree's ratio. The axis is logarithmic, so that a half is as far
//! from 1 as a double.

use maud::{Markup, html};

use super::canvas::Width;
use crate::render::table::number;

/// A dimension: its name, and each tree's ratio and title. A ratio is missing where there is no
/// figure, or none above zero.
pub(crate) struct Panel {
    pub(crate) name: String,
    pub(crate) bars: Vec<(Option<f64>, String)>,
}

/// Pixels of a row, of a bar in it, of the heading, of a name and of a ratio.
const ROW: usize = 26;
const BAR: usize = 16;
const HEADING: usize = 34;
const RATIO: usize = 64;
const GAP: usize = 14;

/// The panels beside each other, or below each other in a narrow chart.
struct Layout {
    width: usize,
    names: usize,
    panels_in_row: usize,
    /// The powers of two at the ends of the axis.
    low: f64,
    high: f64,
}

/// Draws the panels. `described` is the chart in words.
pub(crate) fn glance(width: Width, trees: &[String], panels: &[Panel], described: &str) -> Markup {
    let ratios = || {
        panels
            .iter()
            .flat_map(|panel| panel.bars.iter().filter_map(|bar| bar.0))
    };
    let layout = Layout {
        width: width.shape().width as usize,
        names: width.shape().names as usize,
        panels_in_row: match width {
            Width::Wide => panels.len().max(1),
            Width::Narrow => 1,
        },
        low: ratios().fold(0.5, f64::min).log2().floor(),
        high: ratios().fold(2.0, f64::max).log2().ceil(),
    };
    let height = layout.top(panels.len(), trees.len());
    html! {
        svg viewBox=(format!("0 0 {} {height}", layout.width)) role="img" aria-label=(described)
            xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"
            font-size=(width.shape().font) fill="var(--ink)" {
            @for (place, panel) in panels.iter().enumerate() {
                (layout.panel(place, trees, panel))
            }
        }
    }
}

impl Layout {
    /// Returns the pixels of a panel's bars, without names and ratios.
    fn field(&self) -> f64 {
        let panels = self.width - self.names;
        (panels / self.panels_in_row - RATIO - GAP) as f64
    }

    /// Returns the top of the row of panels with this panel.
    fn top(&self, place: usize, trees: usize) -> usize {
        place.div_ceil(self.panels_in_row) * (HEADING + ROW * trees + GAP)
    }

    fn panel(&self, place: usize, trees: &[String], panel: &Panel) -> Markup {
        let column = place % self.panels_in_row;
        let top = self.top(place - column, trees.len());
        let left =
            self.names as f64 + (column * ((self.width - self.names) / self.panels_in_row)) as f64;
        let x =
            |ratio: f64| left + self.field() * (ratio.log2() - self.low) / (self.high - self.low);
        let one = x(1.0);
        let end = top + HEADING + ROW * trees.len();
        html! {
            text x=(left) y=(top + 20) font-weight="600" { (panel.name) }
            line x1=(tenths(one)) x2=(tenths(one)) y1=(top + HEADING) y2=(end) stroke="var(--faint)" {}
            @for (row, (tree, (ratio, title))) in trees.iter().zip(&panel.bars).enumerate() {
                @let middle = top + HEADING + ROW * row + ROW / 2;
                @if column == 0 {
                    text x=(self.names - 10) y=(middle + 6) text-anchor="end" { (tree) }
                }
                @if let Some(ratio) = ratio {
                    @let (from, to) = (one.min(x(*ratio)), one.max(x(*ratio)));
                    @let colour = if *ratio <= 1.0 { "var(--series-2)" } else { "var(--series-1)" };
                    rect x=(tenths(from)) y=(middle - BAR / 2) width=(tenths((to - from).max(1.0)))
                        height=(BAR) fill=(colour) { title { (title) } }
                }
                text x=(tenths(left + self.field() + RATIO as f64 - 4.0)) y=(middle + 6)
                    text-anchor="end" {
                    (ratio.map_or("–".to_owned(), |ratio| number(ratio, 2))) title { (title) }
                }
            }
        }
    }
}

fn tenths(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_as_far_from_the_baseline_as_a_double() {
        let trees = ["a", "b<c"].map(str::to_owned);
        let bars = vec![
            (Some(0.5), "a: half".to_owned()),
            (Some(2.0), "b: double".to_owned()),
        ];
        let panel = Panel {
            name: "disk".to_owned(),
            bars,
        };
        let none = Panel {
            name: "start".to_owned(),
            bars: vec![(None, "a: none".to_owned()); 2],
        };
        for width in [Width::Wide, Width::Narrow] {
            let panels = [&panel, &none].map(|panel| Panel {
                name: panel.name.clone(),
                bars: panel.bars.clone(),
            });
            let svg = glance(width, &trees, &panels, "in words").into_string();
            let widths: Vec<&str> = svg
                .split("<rect ")
                .skip(1)
                .filter_map(|rect| rect.split("width=\"").nth(1)?.split('"').next())
                .collect();
            assert_eq!(widths.len(), 2);
            assert_eq!(widths[0], widths[1]);
            assert!(
                svg.contains("<title>a: half</title>") && svg.contains("b&lt;c"),
                "{svg}"
            );
            assert!(svg.contains(r#"role="img" aria-label="in words""#), "{svg}");
        }
    }
}
