//! The report as Markdown.

use super::prose;
use super::report::Report;
use super::table::Table;
use super::tables;

/// Renders all tables, then the text.
pub(crate) fn render(report: &Report) -> String {
    let mut text = String::new();
    for table in tables::tables(report) {
        text += &format!("### {}\n\n{}\n", table.title, grid(&table));
    }
    text += &format!("In parentheses: the ratio to `{}`.\n\n", report.baseline);
    for tree in &report.trees {
        text += &format!("- `{}`: {}\n", tree.label, tree.description);
    }
    text += "\n";
    for (name, fact) in &report.machine {
        text += &format!("- {name}: {fact}\n");
    }
    for paragraph in report
        .notes
        .iter()
        .cloned()
        .chain(prose::paragraphs(report))
    {
        text += &format!("\n{paragraph}\n");
    }
    text
}

/// Renders a table, with ratios in parentheses.
pub(crate) fn grid(table: &Table) -> String {
    let mut text = format!(
        "| | {} |\n|---|{}\n",
        table.columns.join(" | "),
        "---:|".repeat(table.columns.len())
    );
    for (name, cells) in &table.rows {
        let figures: Vec<String> = cells
            .iter()
            .map(|cell| match &cell.ratio {
                Some(ratio) => format!("{} ({ratio})", cell.figure),
                None => cell.figure.clone(),
            })
            .collect();
        // A pipe would end the cell, even in code.
        let name = name.replace('|', "\\|");
        text += &format!("| `{name}` | {} |\n", figures.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::super::table::Cell;
    use super::*;

    #[test]
    fn every_row_has_as_many_cells_as_the_heading() {
        let text = render(&example::report());
        for block in text.split("### ").skip(1) {
            let bars: Vec<usize> = block
                .lines()
                .filter(|line| line.starts_with('|'))
                .map(|line| line.matches('|').count())
                .collect();
            assert!(
                bars.len() > 2 && bars.iter().all(|count| *count == bars[0]),
                "{block}"
            );
        }
        assert!(
            text.contains("| `dynamic` | 78 (0.33) | 879 | 957 (4.08) |"),
            "{text}"
        );
    }

    #[test]
    fn a_pipe_in_a_command_is_escaped() {
        let cell = Cell {
            figure: "1".to_owned(),
            ratio: None,
        };
        let table = Table {
            name: "bench",
            measure: "bench",
            title: String::new(),
            columns: vec!["gnu".to_owned()],
            rows: vec![("seq 9 | factor".to_owned(), vec![cell])],
        };
        assert!(grid(&table).ends_with("| `seq 9 \\| factor` | 1 |\n"));
    }
}
