//! Charts as SVG. Their colours are CSS variables of the page, so that they are readable on a light
//! and on a dark background.

mod bars;
mod canvas;
mod glance;
mod lines;

pub(crate) use bars::{Row, bars};
pub(crate) use canvas::{PALETTE, Width, standalone};
pub(crate) use glance::{Panel, glance};
pub(crate) use lines::{Points, lines, logarithmic};

#[cfg(test)]
mod tests {
    use super::*;

    fn charts(width: Width) -> [String; 2] {
        let legend = ["one".to_owned(), "other".to_owned()];
        let rows = vec![
            Row::stacked("static", &[5.0, 0.0]),
            Row::beside("a<b", &[Some(1.0), Some(2.5)]),
        ];
        let curves = vec![
            ("static".to_owned(), vec![(1.0, 5.0), (50.0, 9.0)]),
            ("a<b".to_owned(), vec![(1.0, 2.5)]),
        ];
        [
            bars(width, "MiB", &legend, &rows).unwrap(),
            lines(width, "utilities", "MiB", &curves).unwrap(),
        ]
    }

    #[test]
    fn charts_use_only_the_colours_of_the_page() {
        for svg in [Width::Wide, Width::Narrow].into_iter().flat_map(charts) {
            assert!(svg.starts_with("<svg") && svg.trim_end().ends_with("</svg>"));
            assert!(svg.contains("var(--ink)") && svg.contains("var(--series-1)"));
            assert!(!svg.contains("=\"#"), "{svg}");
            assert!(!svg.contains("a<b") && svg.contains("a&lt;b"), "{svg}");
        }
    }

    #[test]
    fn a_standalone_file_defines_every_colour_it_uses() {
        for svg in charts(Width::Wide) {
            let file = standalone(&svg);
            assert!(file.starts_with("<svg") && file.trim_end().ends_with("</svg>"));
            for used in file.split("var(").skip(1) {
                let name = used.split(')').next().unwrap();
                assert!(file.contains(&format!("{name}:")), "{name}");
            }
            assert!(file.contains("prefers-color-scheme: dark"));
        }
    }
}
