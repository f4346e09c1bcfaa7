//! The report as one self-contained HTML page: text, charts and tables.

use anyhow::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::figures::{self, Figure};
use super::report::Report;
use super::table::Table;
use super::tables;
use super::{chart, prose};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("sort.js");

/// Renders the page.
pub(crate) fn render(report: &Report) -> Result<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "One source tree, linked several ways" }
                style { (PreEscaped(chart::PALETTE)) (PreEscaped(STYLE)) }
            }
            body {
                h1 { "One source tree, linked several ways" }
                @for paragraph in prose::paragraphs(report) { p { (paragraph) } }
                @for figure in &figures::figures(report)? { (chart(figure)) }
                @for table in tables::tables(report) { (grid(&table)) }
                p { "The small figures are ratios to " (report.baseline) "." }
                h2 { "What was measured" }
                dl {
                    @for tree in &report.trees { dt { (tree.label) } dd { (tree.description) } }
                    dt { "utilities" } dd { (report.utilities.join(", ")) }
                    @for (name, fact) in &report.machine { dt { (name) } dd { (fact) } }
                }
                @for note in &report.notes { p { (note) } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    Ok(page.into_string())
}

/// Renders a chart in two widths, of which the style sheet shows one. Screen readers skip it: the
/// tables have the same figures.
fn chart(figure: &Figure) -> Markup {
    html! {
        figure id=(figure.name) {
            figcaption { (figure.caption) }
            div.screen aria-hidden="true" { (PreEscaped(&figure.wide)) }
            div.phone aria-hidden="true" { (PreEscaped(&figure.narrow)) }
        }
    }
}

fn grid(table: &Table) -> Markup {
    html! {
        h2 { (table.title) }
        div.wide {
            table {
                thead {
                    tr {
                        th scope="col" {}
                        @for column in &table.columns { th scope="col" { (column) } }
                    }
                }
                tbody {
                    @for (name, cells) in &table.rows {
                        tr {
                            th scope="row" { (name) }
                            @for cell in cells {
                                td { (cell.figure) @if let Some(ratio) = &cell.ratio { " " small { (ratio) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn the_page_stands_alone_and_escapes() {
        let page = render(&example::report()).unwrap();
        assert_eq!(page.matches("<figure ").count(), 10);
        assert_eq!(page.matches("<svg").count(), 20);
        assert!(page.contains("static &lt;linking&gt;") && page.contains("a &amp; b"));
        let outside = page.replace("http://www.w3.org/2000/svg", "");
        for reference in ["http:", "https:", "src=", "<link", "@import"] {
            assert!(!outside.contains(reference), "{reference}");
        }
    }
}
