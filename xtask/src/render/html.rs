//! The report as one page that needs nothing else: words, charts, tables.

use anyhow::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::table::{self, Table};
use super::{Report, chart, prose};

const STYLE: &str = include_str!("style.css");

/// The whole page.
pub(crate) fn render(report: &Report) -> Result<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "One source tree, linked several ways" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "One source tree, linked several ways" }
                @for paragraph in prose::paragraphs(report) { p { (paragraph) } }
                (charts(report)?)
                @for table in table::tables(report) { (grid(&table)) }
                p { "The small figures are ratios to " (report.baseline) "." }
                h2 { "What was measured" }
                dl {
                    @for tree in &report.trees { dt { (tree.label) } dd { (tree.description) } }
                    dt { "utilities" } dd { (report.utilities.join(", ")) }
                    @for (name, fact) in &report.machine { dt { (name) } dd { (fact) } }
                }
                @for note in &report.notes { p { (note) } }
            }
        }
    };
    Ok(page.into_string())
}

fn charts(report: &Report) -> Result<Markup> {
    let rows = |values: &dyn Fn(&str) -> Option<Vec<f64>>| -> Vec<(String, Vec<f64>)> {
        report
            .trees
            .iter()
            .filter_map(|tree| Some((tree.label.clone(), values(&tree.label)?)))
            .collect()
    };
    let disk = rows(&|tree| {
        let part = |statistic| report.value(tree, "disk_bytes", statistic).map(mebibytes);
        Some(vec![part("executables")?, part("shared_objects")?])
    });
    let memory = rows(&|tree| Some(vec![report.value(tree, "memory_kib", "pss")?]));
    let start = rows(&|tree| Some(vec![report.mean_at_start(tree, "startup_us", "p10_net")?]));
    let growth = rows(&|tree| growth(report, tree));
    let figures = [
        (
            "Disk, each file once",
            chart::bars("MiB", &["executables", "shared objects"], &disk)?,
        ),
        (
            "Disk by the number of utilities installed",
            chart::lines("utilities", "MiB", &growth)?,
        ),
        (
            "Memory of different utilities running at once",
            chart::bars("KiB, PSS", &["PSS"], &memory)?,
        ),
        (
            "Start-up, mean, beyond a program that does nothing",
            chart::bars("µs, p10", &["net"], &start)?,
        ),
    ];
    Ok(html! {
        @for (caption, svg) in &figures {
            figure { figcaption { (caption) } (PreEscaped(svg)) }
        }
    })
}

/// MiB with none, one, two, … utilities installed, in the order of their names: what stands
/// in every tree once, then each executable that serves one utility.
fn growth(report: &Report, tree: &str) -> Option<Vec<f64>> {
    let total = report.value(tree, "disk_bytes", "total")?;
    let size = |utility: &String| report.value_of(tree, "disk_bytes", "executable", utility);
    let alone: f64 = report.utilities.iter().filter_map(size).sum();
    let mut sum = mebibytes(total - alone);
    let mut sums = vec![sum];
    for utility in &report.utilities {
        sum += size(utility).map_or(0.0, mebibytes);
        sums.push(sum);
    }
    Some(sums)
}

fn grid(table: &Table) -> Markup {
    html! {
        h2 { (table.title) }
        div.wide {
            table {
                thead { tr { th {} @for column in &table.columns { th { (column) } } } }
                tbody {
                    @for (name, cells) in &table.rows {
                        tr {
                            th { (name) }
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

fn mebibytes(bytes: f64) -> f64 {
    bytes / f64::from(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn the_page_stands_alone_and_escapes() {
        let page = render(&example::report()).unwrap();
        assert_eq!(page.matches("<figure>").count(), 4);
        assert!(page.contains("static &lt;linking&gt;") && page.contains("a &amp; b"));
        let outside = page.replace("http://www.w3.org/2000/svg", "");
        for reference in ["http:", "https:", "src=", "<link", "@import"] {
            assert!(!outside.contains(reference), "{reference}");
        }
    }

    #[test]
    fn disk_grows_from_the_library_to_the_total() {
        let report = example::report();
        let sums = growth(&report, "dynamic").unwrap();
        assert_eq!(sums.len(), 5);
        assert!((sums[0] - mebibytes(900_000.0)).abs() < 1e-9);
        assert!((sums[4] - mebibytes(980_000.0)).abs() < 1e-9);
        assert_eq!(growth(&report, "nothing"), None);
    }
}
