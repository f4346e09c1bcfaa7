//! The table: rows of cells, printed in columns.

use crate::amounts::{Amounts, Usage};
use crate::columns::{Column, Layout};
use shared::prelude::*;
use shared::text::locale::{self, Decoded};
use shared::text::quoting::next_character;
use shared::values::human::Sizes;

/// A file system.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) source: Vec<u8>,
    pub(crate) kind: Vec<u8>,
    pub(crate) target: Vec<u8>,
    pub(crate) file: Vec<u8>,
    pub(crate) usage: Usage,
}

/// The rows to print, and the sums for `--total`.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<Column>,
    sizes: Sizes,
    /// How numbers of inodes are shown.
    counts: Sizes,
    /// The titles, then a line for each row.
    lines: Vec<Vec<Vec<u8>>>,
    blocks: Amounts,
    inodes: Amounts,
}

impl Table {
    pub(crate) fn new(columns: Vec<Column>, layout: Layout, sizes: Sizes) -> Self {
        let titles = columns.iter().map(|column| column.title(layout, &sizes));
        Self {
            lines: vec![titles.collect()],
            counts: if sizes.scaled {
                sizes
            } else {
                Sizes::blocks(1)
            },
            columns,
            sizes,
            blocks: Amounts::default(),
            inodes: Amounts::default(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.len() == 1
    }

    pub(crate) fn add(&mut self, row: Row) {
        let (blocks, inodes) = (row.usage.in_blocks(), row.usage.in_inodes());
        self.blocks.add(&blocks);
        self.inodes.add(&inodes);
        self.push(&row, &blocks, &inodes);
    }

    /// Adds the row of `--total`.
    pub(crate) fn add_total(&mut self) {
        let (total, none) = (b"total".to_vec(), b"-".to_vec());
        let has_source = self.columns.contains(&Column::Source);
        let row = Row {
            target: if has_source {
                none.clone()
            } else {
                total.clone()
            },
            source: total,
            kind: none.clone(),
            file: none,
            usage: Usage::default(),
        };
        let (blocks, inodes) = (self.blocks, self.inodes);
        self.push(&row, &blocks, &inodes);
    }

    fn push(&mut self, row: &Row, blocks: &Amounts, inodes: &Amounts) {
        let cell = |&column: &Column| match column {
            Column::Source => printable(&row.source),
            Column::Kind => printable(&row.kind),
            Column::File => printable(&row.file),
            Column::Target => printable(&row.target),
            Column::Size => amount(blocks.total, blocks.each, &self.sizes),
            Column::Used => amount(blocks.used, blocks.each, &self.sizes),
            Column::Available => amount(blocks.available, blocks.each, &self.sizes),
            Column::Percent => percent(blocks),
            Column::Inodes => amount(inodes.total, 1, &self.counts),
            Column::UsedInodes => amount(inodes.used, 1, &self.counts),
            Column::FreeInodes => amount(inodes.available, 1, &self.counts),
            Column::InodesPercent => percent(inodes),
        };
        let cells = self.columns.iter().map(cell).collect();
        self.lines.push(cells);
    }

    pub(crate) fn print(&self) -> Result {
        let widest = |(place, column): (usize, &Column)| {
            let cells = self
                .lines
                .iter()
                .map(|cells| locale::columns_of_all(&cells[place]));
            cells.max().unwrap_or(0).max(column.least_width())
        };
        let widths: Vec<usize> = self.columns.iter().enumerate().map(widest).collect();
        let mut line = Vec::new();
        for cells in &self.lines {
            line.clear();
            for (place, cell) in cells.iter().enumerate() {
                let blanks = match has_invalid(cell) {
                    // GNU's df cannot align what is no text.
                    true => 0,
                    false => widths[place].saturating_sub(locale::columns_of_all(cell)),
                };
                if place > 0 {
                    line.push(b' ');
                }
                if !self.columns[place].is_left_aligned() {
                    line.resize(line.len() + blanks, b' ');
                    line.extend_from_slice(cell);
                } else {
                    line.extend_from_slice(cell);
                    // No blanks at the end of the line.
                    if place + 1 < cells.len() {
                        line.resize(line.len() + blanks, b' ');
                    }
                }
            }
            line.push(b'\n');
            stdout().write_all(&line)?;
        }
        Ok(())
    }
}

fn amount(count: Option<i128>, each: u64, sizes: &Sizes) -> Vec<u8> {
    let Some(count) = count else {
        return b"-".to_vec();
    };
    let mut text = Vec::new();
    if count < 0 {
        text.push(b'-');
    }
    sizes.push(
        u64::try_from(count.unsigned_abs()).unwrap_or(u64::MAX),
        each,
        &mut text,
    );
    text
}

fn percent(amounts: &Amounts) -> Vec<u8> {
    match amounts.percent() {
        Some(percent) => format!("{percent}%").into_bytes(),
        None => b"-".to_vec(),
    }
}

/// Replaces control characters by `?`, so that a name can't break the table.
fn printable(name: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(name.len());
    let mut rest = name;
    while !rest.is_empty() {
        let (bytes, _) = next_character(&mut rest);
        match bytes {
            [0..=0x1f | 0x7f] | [0xc2, 0x80..=0x9f] => text.push(b'?'),
            _ => text.extend_from_slice(bytes),
        }
    }
    text
}

/// Returns whether a cell has bytes that are no characters, in an encoding of several bytes.
fn has_invalid(cell: &[u8]) -> bool {
    let mut rest = cell;
    while locale::is_multibyte() && !rest.is_empty() {
        match locale::decode(rest) {
            Decoded::Char(_, len) => rest = &rest[len.max(1)..],
            Decoded::Invalid | Decoded::Incomplete => return true,
        }
    }
    false
}
