//! What all charts share: their sizes, their colours and the legend.

use anyhow::{Result, anyhow};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The style sheet that defines the variables, for light and for dark.
pub(crate) const PALETTE: &str = include_str!("../colours.css");

/// The width for which a chart is drawn: a chart for a screen is unreadable on a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    Wide,
    Narrow,
}

/// The sizes of a chart's parts, in pixels.
pub(super) struct Shape {
    pub(super) width: u32,
    pub(super) font: i32,
    /// Room for the names of rows, and for the figures beside lines.
    pub(super) names: u32,
    pub(super) figures: u32,
    /// Room for the label of the longest bar.
    pub(super) behind: u32,
    pub(super) ticks: usize,
}

impl Width {
    pub(super) fn shape(self) -> Shape {
        match self {
            Self::Wide => Shape {
                width: 760,
                font: 17,
                names: 140,
                figures: 74,
                behind: 84,
                ticks: 6,
            },
            Self::Narrow => Shape {
                width: 350,
                font: 14,
                names: 108,
                figures: 60,
                behind: 66,
                ticks: 3,
            },
        }
    }

    /// Returns the pixels that a text takes at most, in the usual sans-serif fonts.
    pub(super) fn of_text(self, text: &str) -> u32 {
        let letters = text.chars().count() as f64;
        (letters * f64::from(self.shape().font) * 0.58).ceil() as u32
    }
}

/// Pixels around the field of a chart: empty space, and the scale with its unit below.
pub(super) const MARGIN: u32 = 8;
pub(super) const SCALE: u32 = 50;

/// Stand-ins for the variables of the page, since plotters needs colours. `draw` replaces them.
pub(super) const INK: RGBColor = RGBColor(1, 1, 1);
pub(super) const GRID: RGBColor = RGBColor(2, 2, 2);
const FIRST_SERIES: u8 = 10;

/// The number of colours that the page has for series.
const COLOURS: usize = 10;

/// Returns the colour of a series by its number.
pub(super) fn series(index: usize) -> RGBColor {
    let shade = FIRST_SERIES + (index % COLOURS) as u8;
    RGBColor(shade, shade, shade)
}

pub(super) fn text(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

/// Returns the number of decimals that keeps the figures of an axis distinct.
pub(super) fn decimals(longest: f64) -> usize {
    match longest {
        0.0..1.0 => 2,
        1.0..5.0 => 1,
        _ => 0,
    }
}

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// Draws the legend and the content below it, and replaces the colours by the variables of the page.
/// The shapes of the series get the titles, which browsers show beside the pointer.
pub(super) fn draw(
    (width, height): (Width, u32),
    names: &[String],
    titles: &[String],
    content: impl FnOnce(&Area<'_>) -> Result<()>,
) -> Result<String> {
    let legend = Legend::new(width, names);
    let mut svg = String::new();
    {
        let size = (width.shape().width, height + legend.height());
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let (above, below) = area.split_vertically(legend.height());
        legend.draw(&above)?;
        content(&below)?;
        area.present().map_err(|error| anyhow!("{error}"))?;
    }
    svg = titled(&svg, names.len(), titles);
    let hex = |colour: RGBColor| format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
    svg = svg
        .replace(&hex(INK), "var(--ink)")
        .replace(&hex(GRID), "var(--line)");
    for index in 0..COLOURS {
        svg = svg.replace(&hex(series(index)), &format!("var(--series-{index})"));
    }
    Ok(svg)
}

/// Adds a title to each shape of a series, but for the squares of the legend, which come first.
fn titled(svg: &str, squares: usize, titles: &[String]) -> String {
    let colours: Vec<String> = (0..COLOURS)
        .map(series)
        .map(|colour| format!("fill=\"#{:02X}{:02X}{:02X}\"", colour.0, colour.1, colour.2))
        .collect();
    let is_shape = |line: &str| {
        let starts = line.starts_with("<rect") || line.starts_with("<circle");
        starts && colours.iter().any(|colour| line.contains(colour))
    };
    let mut titles = titles.iter();
    let mut shapes = 0;
    let mut text = String::new();
    for line in svg.lines() {
        let mut title = None;
        if is_shape(line) {
            shapes += 1;
            title = if shapes > squares {
                titles.next()
            } else {
                None
            };
        }
        match title.zip(line.strip_suffix("/>")) {
            Some((title, shape)) => {
                let title = maud::html! { title { (title) } }.into_string();
                let name = if line.starts_with("<rect") {
                    "rect"
                } else {
                    "circle"
                };
                text += &format!("{shape}>{title}</{name}>\n");
            }
            None => text += &format!("{line}\n"),
        }
    }
    text
}

/// Turns a chart into a file of its own, with the colours and the background of the page.
pub(crate) fn standalone(svg: &str) -> String {
    let style = format!("<style>\n{PALETTE}svg {{ background: var(--paper); }}\n</style>\n");
    match svg.find('>') {
        Some(end) => format!("{}\n{style}{}", &svg[..=end], svg[end + 1..].trim_start()),
        None => svg.to_owned(),
    }
}

/// The names of the series with their colours, in as many lines as needed.
struct Legend<'a> {
    width: Width,
    /// The number of the series, the left edge, the line and the name.
    entries: Vec<(usize, i32, i32, &'a str)>,
}

const LEGEND_LINE: i32 = 24;
const SQUARE: i32 = 12;

impl<'a> Legend<'a> {
    fn new(width: Width, names: &'a [String]) -> Self {
        let end = (width.shape().width - MARGIN) as i32;
        let (mut left, mut line) = (MARGIN as i32, 0);
        let mut entries = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let room = SQUARE + 6 + width.of_text(name) as i32;
            if left + room > end && left > MARGIN as i32 {
                (left, line) = (MARGIN as i32, line + 1);
            }
            entries.push((index, left, line, name.as_str()));
            left += room + 14;
        }
        Self { width, entries }
    }

    fn height(&self) -> u32 {
        let lines = self.entries.last().map_or(0, |(_, _, line, _)| line + 1);
        (lines * LEGEND_LINE) as u32
    }

    fn draw(&self, area: &Area<'_>) -> Result<()> {
        let style = text(self.width.shape().font).pos(Pos::new(HPos::Left, VPos::Center));
        for (index, left, line, name) in &self.entries {
            let middle = line * LEGEND_LINE + LEGEND_LINE / 2;
            let corners = [
                (*left, middle - SQUARE / 2),
                (left + SQUARE, middle + SQUARE / 2),
            ];
            area.draw(&Rectangle::new(corners, series(*index).filled()))
                .map_err(|error| anyhow!("{error}"))?;
            let place = (left + SQUARE + 6, middle);
            area.draw(&Text::new(*name, place, style.clone()))
                .map_err(|error| anyhow!("{error}"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_after_the_legend_have_titles() {
        let svg = "<svg>\n<rect fill=\"#0A0A0A\"/>\n<rect fill=\"#0A0A0A\"/>\n\
                   <circle fill=\"#0B0B0B\"/>\n<rect fill=\"none\"/>\n</svg>\n";
        let titles = ["a<b: 1".to_owned(), "c".to_owned()];
        let expected = "<svg>\n<rect fill=\"#0A0A0A\"/>\n\
                        <rect fill=\"#0A0A0A\"><title>a&lt;b: 1</title></rect>\n\
                        <circle fill=\"#0B0B0B\"><title>c</title></circle>\n\
                        <rect fill=\"none\"/>\n</svg>\n";
        assert_eq!(titled(svg, 1, &titles), expected);
    }

    /// Returns the relative luminance of a colour like `#1c1f24`, by the definition of WCAG.
    fn luminance(colour: &str) -> f64 {
        let part = |place: usize| {
            let value = u8::from_str_radix(&colour[place..place + 2], 16).unwrap();
            match f64::from(value) / 255.0 {
                dark @ ..=0.040_45 => dark / 12.92,
                light => ((light + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    #[test]
    fn colours_are_readable_in_light_and_dark() {
        let schemes: Vec<&str> = PALETTE.split("@media").collect();
        assert_eq!(schemes.len(), 2);
        for scheme in schemes {
            let colours = scheme.split("--").skip(1).filter_map(|rest| {
                let (name, rest) = rest.split_once(": ")?;
                Some((name, luminance(rest.get(..7)?)))
            });
            let colours: Vec<(&str, f64)> = colours.collect();
            let paper = colours.iter().find(|(name, _)| *name == "paper").unwrap().1;
            for (name, colour) in &colours {
                let contrast = (colour.max(paper) + 0.05) / (colour.min(paper) + 0.05);
                let least = match *name {
                    "ink" | "faint" => 4.5,
                    name if name.starts_with("series") => 3.0,
                    _ => continue,
                };
                assert!(contrast >= least, "{name}: {contrast}");
            }
            assert_eq!(colours.len(), 4 + COLOURS);
        }
    }

    #[test]
    fn a_legend_fits_the_width_of_the_chart() {
        let names: Vec<String> = (0..9).map(|n| format!("multicall-lean {n}")).collect();
        for (width, lines) in [(Width::Wide, 3), (Width::Narrow, 5)] {
            let legend = Legend::new(width, &names);
            assert!(legend.height() >= lines * LEGEND_LINE as u32);
            for (_, left, _, name) in &legend.entries {
                let right = left + SQUARE + 6 + width.of_text(name) as i32;
                assert!(right <= width.shape().width as i32);
            }
        }
        assert_eq!(Legend::new(Width::Wide, &[]).height(), 0);
    }
}
