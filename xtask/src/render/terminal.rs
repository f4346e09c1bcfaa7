//! The report for a terminal, at most 100 columns wide.

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table as Grid, TableComponent,
    Width, presets,
};

use super::report::Report;
use super::table::{self, Table};
use super::tables;
use super::{conclusions, prose};

const WIDTH: u16 = 100;

/// Columns that the grid adds around the text of a cell, and between two cells.
const PADDING: usize = 2;
const BETWEEN: usize = 1;

/// The number of rows shown of a table: longer ones would scroll the others away.
const ROWS: usize = 30;

/// What is shown of a report.
pub(crate) struct View {
    /// Whether titles are bold, for terminals only.
    pub(crate) bold: bool,
    pub(crate) extent: Extent,
}

/// How much of a report is shown.
pub(crate) enum Extent {
    /// All tables, notes and paragraphs.
    All,
    /// The summary with its conclusions, and the tables of the measures that were named.
    Summary { named: Vec<&'static str> },
}

/// Renders the report.
pub(crate) fn render(report: &Report, view: &View) -> String {
    match &view.extent {
        // Measures that are not in the summary were asked for by name, or are all that there is.
        Extent::Summary { named } if !tables::summary(report).is_empty() => {
            first_screen(report, named, view.bold)
        }
        _ => whole(report, view.bold),
    }
}

/// Renders the summary alone.
pub(crate) fn summary(report: &Report) -> String {
    shown(&tables::summary(report), report, false)
}

/// Renders the summary and the conclusions, which fit a screen, before the tables of the measures
/// that were named.
fn first_screen(report: &Report, named: &[&str], bold: bool) -> String {
    let mut text = shown(&tables::summary(report), report, bold);
    text += &format!(
        "Beside each figure: its ratio to {}'s.\n\n",
        report.baseline
    );
    for sentence in conclusions::sentences(report) {
        text += &wrap(&format!("- {sentence}"), "  ");
    }
    let peers = tables::of_peers(report);
    if !peers.is_empty() {
        text += "\n";
        text += shown(&peers, report, bold).trim_end();
        text += "\n";
    }
    text += "\n";
    if let Some(line) = conclusions::cached(report) {
        text += &wrap(&line, "  ");
    }
    text += &wrap(
        "--all shows all tables and notes, --explain says what the columns mean, --html FILE writes \
         a page with charts.",
        "  ",
    );
    for table in tables::tables(report) {
        if named.contains(&table.measure) {
            text += "\n";
            text += shown(&table, report, bold).trim_end();
            text += "\n";
        }
    }
    text
}

/// Renders a table with its title.
fn shown(table: &Table, report: &Report, bold: bool) -> String {
    let title = wrap(&table.title, "");
    let title = title.trim_end();
    let mut text = match bold {
        true => format!("\x1b[1m{title}\x1b[m\n"),
        false => format!("{title}\n"),
    };
    for part in parts(table) {
        text += &format!("{}\n", grid(&part, &report.baseline, ROWS));
    }
    if table.rows.len() > ROWS {
        text += &format!(
            "The first {ROWS} of {}: the other formats show all.\n",
            table.rows.len()
        );
    }
    text
}

/// Renders all tables, then the text.
fn whole(report: &Report, bold: bool) -> String {
    let mut text = String::new();
    for table in tables::tables(report) {
        text += &shown(&table, report, bold);
        text += "\n";
    }
    text += &format!("Beside each figure: its ratio to {}'s.\n", report.baseline);
    for tree in report
        .trees
        .iter()
        .chain(report.sets.iter().map(|set| &set.peer))
    {
        text += &wrap(&format!("{}: {}", tree.label, tree.description), "  ");
    }
    let facts: Vec<String> = report
        .machine
        .iter()
        .map(|(name, fact)| format!("{name} {fact}"))
        .collect();
    text += &wrap(&format!("Measured on: {}.", facts.join("; ")), "  ");
    for note in report
        .notes
        .iter()
        .cloned()
        .chain(conclusions::cached(report))
    {
        text += &wrap(&note, "  ");
    }
    for paragraph in prose::paragraphs(report) {
        text += "\n";
        text += &wrap(&paragraph, "");
    }
    text
}

/// Splits a table into several with some of its columns each, if they don't fit the width.
fn parts(table: &Table) -> Vec<Table> {
    let first = names(table) + PADDING;
    let mut parts: Vec<(usize, Vec<usize>)> = Vec::new();
    for column in 0..table.columns.len() {
        let width = BETWEEN + narrowest(table, column) + PADDING;
        match parts.last_mut() {
            Some((used, columns)) if *used + width <= usize::from(WIDTH) => {
                *used += width;
                columns.push(column);
            }
            _ => parts.push((first + width, vec![column])),
        }
    }
    let some = |columns: &Vec<usize>| Table {
        name: table.name,
        measure: table.measure,
        title: table.title.clone(),
        columns: columns.iter().map(|&n| table.columns[n].clone()).collect(),
        rows: table
            .rows
            .iter()
            .map(|(name, cells)| {
                let cells = columns.iter().filter_map(|&n| cells.get(n).cloned());
                (name.clone(), cells.collect())
            })
            .collect(),
    };
    parts.iter().map(|(_, columns)| some(columns)).collect()
}

/// Returns the width of the names of the rows.
fn names(table: &Table) -> usize {
    let names = table.rows.iter().map(|(name, _)| name.chars().count());
    names.max().unwrap_or_default()
}

/// Returns the smallest width of a column. Words may be wrapped; a figure and its ratio stay on one
/// line.
fn narrowest(table: &Table, column: usize) -> usize {
    let word = |text: &str| text.split(' ').map(|word| word.chars().count()).max();
    let cells = table.rows.iter().filter_map(|(_, cells)| cells.get(column));
    let widths = cells.map(|cell| match &cell.ratio {
        Some(ratio) => cell.figure.chars().count() + 1 + ratio.chars().count().max(5),
        None => word(&cell.figure).unwrap_or_default(),
    });
    let heading = word(&table.columns[column]);
    widths.chain(heading).max().unwrap_or_default()
}

/// Renders the first `rows` rows of a table.
pub(crate) fn grid(table: &Table, baseline: &str, rows: usize) -> Grid {
    let mut grid = Grid::new();
    // A rule below the heading only: one per row would double the length.
    grid.load_preset(presets::NOTHING)
        .set_style(TableComponent::HeaderLines, '─')
        .set_style(TableComponent::MiddleHeaderIntersections, '─')
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH);
    let heading = |text: &String| Cell::new(text).set_alignment(CellAlignment::Right);
    grid.set_header(
        [Cell::new("")]
            .into_iter()
            .chain(table.columns.iter().map(heading)),
    );
    // Headings are wrapped to save width; names and figures are not.
    let at_least = std::iter::once(names(table))
        .chain((0..table.columns.len()).map(|column| narrowest(table, column)));
    for (column, width) in grid.column_iter_mut().zip(at_least) {
        let width = u16::try_from(width + PADDING).unwrap_or(WIDTH);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
    }
    for (name, cells) in table.rows.iter().take(rows) {
        let figure = |cell: &table::Cell| {
            let text = match &cell.ratio {
                Some(ratio) if name != baseline => format!("{} {ratio:>5}", cell.figure),
                Some(_) => format!("{}  1   ", cell.figure),
                None => cell.figure.clone(),
            };
            Cell::new(text).set_alignment(CellAlignment::Right)
        };
        grid.add_row(
            [Cell::new(name)]
                .into_iter()
                .chain(cells.iter().map(figure)),
        );
    }
    grid
}

/// Wraps a paragraph. The first line keeps the spaces that it begins with; the others are indented.
pub(super) fn wrap(paragraph: &str, indent: &str) -> String {
    let words = paragraph.trim_start_matches(' ');
    let mut text = paragraph[..paragraph.len() - words.len()].to_owned();
    let mut width = text.len();
    for (place, word) in words.split_whitespace().enumerate() {
        let length = word.chars().count();
        if place > 0 && width + 1 + length > usize::from(WIDTH) {
            text.push('\n');
            text += indent;
            width = indent.len();
        } else if place > 0 {
            text.push(' ');
            width += 1;
        }
        text += word;
        width += length;
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    fn view(extent: Extent) -> View {
        View {
            bold: false,
            extent,
        }
    }

    #[test]
    fn nothing_is_wider_than_the_screen() {
        let text = render(&example::report(), &view(Extent::All));
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(WIDTH), "{line}");
        }
        assert!(text.contains("dynamic") && text.contains("4.08"));
        assert!(!text.contains('\x1b'));
    }

    #[test]
    fn the_first_screen_is_the_summary() {
        let report = example::report();
        let summary = |named: &[&'static str]| {
            let named = named.to_vec();
            render(&report, &view(Extent::Summary { named }))
        };
        let text = summary(&[]);
        assert!(text.starts_with("In short: 4 utilities"), "{text}");
        assert!(
            text.contains("Others, on the names that they have"),
            "{text}"
        );
        assert!(
            !text.contains("Disk in KiB") && !text.contains("A note."),
            "{text}"
        );
        assert!(text.lines().count() <= 40, "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{text}"
        );
        // What was asked for by name follows.
        let text = summary(&["scale"]);
        assert!(
            text.contains("Disk in KiB by the number of utilities"),
            "{text}"
        );
        assert!(!text.contains("Disk in KiB, 4 utilities"), "{text}");
        // Without a figure of the summary, there is nothing else to show.
        let mut other = example::report();
        other
            .records
            .retain(|record| record.measure == "scale_bytes");
        let text = render(&other, &view(Extent::Summary { named: Vec::new() }));
        assert!(
            text.contains("Disk in KiB by the number of utilities"),
            "{text}"
        );
    }

    #[test]
    fn wide_tables_are_shown_in_parts() {
        let cell = |figure: &str| table::Cell {
            figure: figure.to_owned(),
            ratio: Some("12.34".to_owned()),
        };
        let columns: Vec<String> = (0..8).map(|n| format!("multicall {n}")).collect();
        let rows = vec![("sort -n numbers".to_owned(), vec![cell("1,234"); 8])];
        let table = Table {
            name: "any",
            measure: "",
            title: String::new(),
            columns,
            rows,
        };
        // 17 columns, and five times 14; there is no room for a sixth.
        let shown = parts(&table);
        let counts: Vec<usize> = shown.iter().map(|part| part.columns.len()).collect();
        assert_eq!(counts, [5, 3]);
        for part in &shown {
            let text = grid(part, "gnu", ROWS).to_string();
            assert!(text.contains("1,234 12.34"), "{text}");
            assert!(text.contains("sort -n numbers"), "{text}");
            assert!(text.lines().all(|line| line.chars().count() <= 100));
        }
    }

    #[test]
    fn wraps_between_words() {
        let long = "word ".repeat(30);
        assert_eq!(wrap(&long, "  ").lines().count(), 2);
        assert!(
            wrap(&long, "  ")
                .lines()
                .nth(1)
                .unwrap()
                .starts_with("  word")
        );
        assert_eq!(wrap("one", ""), "one\n");
        assert_eq!(wrap("  one two", ""), "  one two\n");
    }
}
