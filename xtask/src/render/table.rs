//! Tables as text, which all renderers share.

/// A table of text, whose first column names the row.
#[derive(Clone)]
pub(crate) struct Table {
    /// The name that documents ask for the table by.
    pub(crate) name: &'static str,
    /// The measure that states it. The summary has none.
    pub(crate) measure: &'static str,
    pub(crate) title: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<(String, Vec<Cell>)>,
}

/// A figure, and its ratio to the baseline's figure if that is meaningful.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) figure: String,
    pub(crate) ratio: Option<String>,
}

impl Table {
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty() || self.rows.is_empty()
    }
}

/// Makes a cell of a figure, in a unit of so many measured ones.
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

/// Makes a cell without a ratio.
pub(crate) fn plain(figure: String) -> Cell {
    Cell {
        figure,
        ratio: None,
    }
}

/// Formats a number with thousands separated by commas.
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
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !is_zero { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(number(0.0, 0), "0");
        assert_eq!(number(999.5, 1), "999.5");
        assert_eq!(number(1_234_567.0, 0), "1,234,567");
        assert_eq!(number(-1234.26, 1), "-1,234.3");
        assert_eq!(number(-0.4, 0), "0");
    }
}
