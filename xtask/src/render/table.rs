//! The tables of a report, the same for every output: figures beside their ratios.

use super::{Report, Shown, building, deployment, ladder, scale, throughput, updating};
use crate::measure::DO_NOTHING;

/// A table of text, of which the first column names the row.
pub(crate) struct Table {
    /// What documents call it by.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Cell>)>,
}

/// A figure, and its ratio to the baseline's where that means something.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) figure: String,
    pub(crate) ratio: Option<String>,
}

/// From a tree's label to its figure.
pub(super) type Figure<'a> = dyn Fn(&str) -> Option<f64> + 'a;

/// One column: its heading, where its figures come from, and their form.
pub(super) struct Column<'a> {
    pub(super) heading: &'a str,
    pub(super) value: Box<Figure<'a>>,
    /// What one shown unit is of the measured one.
    pub(super) unit: f64,
    pub(super) decimals: usize,
    /// The baseline's figure must exceed this for a ratio to say anything.
    pub(super) floor: f64,
}

/// All tables that there are figures for.
pub(crate) fn tables(report: &Report) -> Vec<Table> {
    let count = report.utilities.len();
    let processes = report
        .value(&report.baseline, "processes_count", "memory")
        .unwrap_or_default();
    let started = report.started();
    let all = [
        by_tree(
            report,
            "summary",
            format!(
                "In short: {count} utilities, mean start of {}",
                started.len()
            ),
            summary(report),
        ),
        by_tree(
            report,
            "disk",
            format!("Disk in KiB, {count} utilities"),
            disk(report),
        ),
        by_tree(
            report,
            "startup",
            "Start-up in µs, p10, net of a do-nothing program".to_owned(),
            starts(report, &started),
        ),
        by_tree(
            report,
            "start",
            format!(
                "One start, mean of these {}; only the times are net",
                started.len()
            ),
            one_start(report),
        ),
        by_tree(
            report,
            "memory",
            format!("Memory in KiB, {processes} different utilities at once"),
            memory(report),
        ),
        hardening(report),
    ];
    all.into_iter()
        .chain([throughput::table(report)])
        .chain(scale::tables(report))
        .chain(deployment::tables(report))
        .chain([building::table(report), ladder::table(report)])
        .chain(updating::tables(report))
        .chain([by_utility(report)])
        .filter(|table| !table.columns.is_empty() && !table.rows.is_empty())
        .collect()
}

/// One figure a dimension.
fn summary(report: &Report) -> Vec<Column<'_>> {
    let whole = |heading, measure, statistic, unit| Column {
        heading,
        value: Box::new(move |tree: &str| report.value(tree, measure, statistic)),
        unit,
        decimals: 0,
        floor: 0.0,
    };
    vec![
        whole("disk, KiB", "disk_bytes", "total", 1024.0),
        whole("package, KiB", "disk_zstd_bytes", "total", 1024.0),
        whole("memory, KiB of PSS", "memory_kib", "pss", 1.0),
        Column {
            value: Box::new(|tree| report.mean_at_start(tree, "startup_us", "p10_net")),
            ..whole("start, µs net", "startup_us", "p10_net", 1.0)
        },
    ]
}

fn disk(report: &Report) -> Vec<Column<'_>> {
    let count = report.utilities.len() as f64;
    let bytes = |heading, measure, statistic, unit| Column {
        heading,
        value: Box::new(move |tree: &str| report.value(tree, measure, statistic)),
        unit,
        decimals: 0,
        floor: 0.0,
    };
    vec![
        bytes("executables", "disk_bytes", "executables", 1024.0),
        bytes("shared objects", "disk_bytes", "shared_objects", 1024.0),
        bytes("total", "disk_bytes", "total", 1024.0),
        bytes("zstd -19", "disk_zstd_bytes", "total", 1024.0),
        Column {
            decimals: 1,
            ..bytes("a utility", "disk_bytes", "total", 1024.0 * count)
        },
    ]
}

fn starts<'a>(report: &'a Report, started: &[&'a str]) -> Vec<Column<'a>> {
    // A few microseconds beyond the floor are within its own scatter.
    let nothing = report
        .value(DO_NOTHING, "startup_us", "p10")
        .unwrap_or_default();
    let column = |utility: &&'a str| {
        let utility = *utility;
        Column {
            heading: utility,
            value: Box::new(move |tree: &str| {
                report.value_of(tree, "startup_us", "p10_net", utility)
            }),
            unit: 1.0,
            decimals: 0,
            floor: nothing * 0.03,
        }
    };
    started.iter().map(column).collect()
}

fn one_start(report: &Report) -> Vec<Column<'_>> {
    let mean = |heading, measure, statistic, unit, decimals| Column {
        heading,
        value: Box::new(move |tree: &str| report.mean_at_start(tree, measure, statistic)),
        unit,
        decimals,
        floor: 0.0,
    };
    vec![
        mean("p10 µs", "startup_us", "p10_net", 1.0, 0),
        mean("median µs", "startup_us", "median_net", 1.0, 0),
        mean("minor faults", "minor_faults_count", "mean", 1.0, 0),
        mean("objects", "shared_objects_count", "at_start", 1.0, 1),
        mean("relocations", "relocations_count", "at_start", 1.0, 0),
        mean("instructions k", "instructions_count", "user", 1000.0, 0),
    ]
}

fn memory(report: &Report) -> Vec<Column<'_>> {
    let sum = |heading, statistic| Column {
        heading,
        value: Box::new(move |tree: &str| report.value(tree, "memory_kib", statistic)),
        unit: 1.0,
        decimals: 0,
        floor: 0.0,
    };
    vec![
        sum("PSS", "pss"),
        sum("private dirty", "private_dirty"),
        sum("page tables", "page_tables"),
        sum("RSS", "rss"),
    ]
}

/// A row a tree; columns without any figure are left out.
pub(super) fn by_tree(
    report: &Report,
    name: &'static str,
    title: String,
    mut columns: Vec<Column<'_>>,
) -> Table {
    columns.retain(|column| {
        report
            .trees
            .iter()
            .any(|tree| (column.value)(&tree.label).is_some())
    });
    let row = |tree: &Shown| {
        let cells = columns.iter().map(|column| {
            let baseline = (column.value)(&report.baseline).filter(|base| *base > column.floor);
            cell(
                (column.value)(&tree.label),
                baseline,
                column.unit,
                column.decimals,
            )
        });
        (tree.label.clone(), cells.collect())
    };
    Table {
        name,
        title,
        rows: report.trees.iter().map(row).collect(),
        columns: columns
            .iter()
            .map(|column| column.heading.to_owned())
            .collect(),
    }
}

/// How many of a tree's files have each protection, and what it loads of the system's.
fn hardening(report: &Report) -> Table {
    let checks = [
        ("position-independent", "position_independent"),
        ("full RELRO", "full_relro"),
        ("non-executable stack", "no_exec_stack"),
    ];
    let row = |tree: &Shown| {
        let count = |name| report.value(&tree.label, "hardening_count", name);
        let files = count("files")?;
        let mut cells: Vec<Cell> = checks
            .iter()
            .filter_map(|(_, name)| {
                let have = count(name)?;
                Some(plain(match have {
                    _ if have == files => "yes".to_owned(),
                    0.0 => "no".to_owned(),
                    _ => format!("{have} of {files}"),
                }))
            })
            .collect();
        let system = report.value(&tree.label, "disk_bytes", "system_objects")?;
        cells.push(plain(number(system / 1024.0, 0)));
        Some((tree.label.clone(), cells))
    };
    let mut columns: Vec<String> = checks
        .iter()
        .map(|(heading, _)| (*heading).to_owned())
        .collect();
    columns.push("system's objects, KiB".to_owned());
    Table {
        name: "hardening",
        title: "Hardening, and what is loaded of the system beside the C library".to_owned(),
        columns,
        rows: report.trees.iter().filter_map(row).collect(),
    }
}

/// A row a utility, a column for every tree that has an executable for each.
fn by_utility(report: &Report) -> Table {
    let size =
        |tree: &str, utility: &str| report.value_of(tree, "disk_bytes", "executable", utility);
    let trees: Vec<&str> = report
        .trees
        .iter()
        .map(|tree| tree.label.as_str())
        .filter(|tree| {
            report
                .utilities
                .iter()
                .any(|utility| size(tree, utility).is_some())
        })
        .collect();
    let row = |utility: &String| {
        let cells = trees.iter().map(|tree| {
            cell(
                size(tree, utility),
                size(&report.baseline, utility),
                1024.0,
                1,
            )
        });
        (utility.clone(), cells.collect())
    };
    Table {
        name: "sizes",
        title: "Executables in KiB, by utility".to_owned(),
        rows: report.utilities.iter().map(row).collect(),
        columns: trees.iter().map(|tree| (*tree).to_owned()).collect(),
    }
}

pub(super) fn cell(value: Option<f64>, baseline: Option<f64>, unit: f64, decimals: usize) -> Cell {
    let Some(value) = value else {
        return plain("–".to_owned());
    };
    Cell {
        figure: number(value / unit, decimals),
        ratio: baseline
            .filter(|base| *base > 0.0)
            .map(|base| format!("{:.2}", value / base)),
    }
}

pub(super) fn plain(figure: String) -> Cell {
    Cell {
        figure,
        ratio: None,
    }
}

/// A number with its thousands apart.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text
        .find('.')
        .map_or((text.as_str(), ""), |dot| text.split_at(dot));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let nothing = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !nothing { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(number(0.0, 0), "0");
        assert_eq!(number(999.5, 1), "999.5");
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(number(-1234.26, 1), "-1,234.3");
        assert_eq!(number(-0.4, 0), "0");
    }

    #[test]
    fn ratios_are_to_the_baseline_and_missing_figures_have_none() {
        let all = tables(&example::report());
        assert_eq!(all[0].rows[1].1[2].ratio.as_deref(), Some("1.50"));
        let (label, cells) = &all[1].rows[1];
        assert_eq!(
            (label.as_str(), cells[2].figure.as_str()),
            ("dynamic", "957")
        );
        assert_eq!(cells[2].ratio.as_deref(), Some("4.08"));
        // GNU has no shared objects of its own, so there is nothing to divide by.
        assert_eq!(cells[1].ratio, None);
        assert_eq!(cell(None, Some(1.0), 1.0, 0).figure, "–");
    }

    #[test]
    fn a_table_without_figures_is_not_shown() {
        let titles: Vec<_> = tables(&example::report())
            .into_iter()
            .map(|table| table.title)
            .collect();
        assert!(
            titles.iter().all(|title| !title.starts_with("Hardening")),
            "{titles:?}"
        );
        assert_eq!(titles.len(), 11);
    }
}
