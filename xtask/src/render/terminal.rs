//! The report for the terminal, at most 100 columns wide.

use comfy_table::{
    Cell, CellAlignment, ContentArrangement, Table as Grid, TableComponent, presets,
};

use super::table::{self, Table};
use super::{Report, prose};

const WIDTH: u16 = 100;

/// Tables that would scroll the others away show their largest rows only.
const ROWS: usize = 30;

/// All tables, then the words. `bold` where the terminal shows it.
pub(crate) fn render(report: &Report, bold: bool) -> String {
    let mut text = String::new();
    for table in table::tables(report) {
        let title = if bold {
            format!("\x1b[1m{}\x1b[m", table.title)
        } else {
            table.title.clone()
        };
        text += &format!("{title}\n{}\n", grid(&table, &report.baseline, ROWS));
        if table.rows.len() > ROWS {
            text += &format!(
                "The first {ROWS} of {}: the other formats show all.\n",
                table.rows.len()
            );
        }
        text += "\n";
    }
    text += &format!("Beside each figure: its ratio to {}'s.\n", report.baseline);
    for tree in &report.trees {
        text += &wrap(&format!("{}: {}", tree.label, tree.description), "  ");
    }
    let facts: Vec<String> = report
        .machine
        .iter()
        .map(|(name, fact)| format!("{name} {fact}"))
        .collect();
    text += &wrap(&format!("Measured on: {}.", facts.join("; ")), "  ");
    for note in &report.notes {
        text += &wrap(note, "  ");
    }
    for paragraph in prose::paragraphs(report) {
        text += "\n";
        text += &wrap(&paragraph, "");
    }
    text
}

/// A table, its first `rows` rows.
pub(crate) fn grid(table: &Table, baseline: &str, rows: usize) -> Grid {
    let mut grid = Grid::new();
    // One rule, below the heading: more of them would make two screens of one.
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

/// Breaks a paragraph into lines; those after the first are indented.
fn wrap(paragraph: &str, indent: &str) -> String {
    let mut text = String::new();
    let mut width = 0;
    for word in paragraph.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > usize::from(WIDTH) {
            text.push('\n');
            text += indent;
            width = indent.len();
        } else if width > 0 {
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

    #[test]
    fn nothing_is_wider_than_the_screen() {
        let text = render(&example::report(), false);
        for line in text.lines() {
            assert!(line.chars().count() <= usize::from(WIDTH), "{line}");
        }
        assert!(text.contains("dynamic") && text.contains("4.08"));
        assert!(!text.contains('\x1b'));
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
    }
}
