//! The layout of entries: one per line, in columns, across, or separated by commas.

use super::entry::Entry;
use super::words::Format;
use super::writer::Writer;
use crate::program::error::Result;
use crate::text::locale::columns;

/// Minimum width of a table column: one character and two blanks.
const NARROWEST: usize = 3;

/// Widths of the fields before names, each for the widest entry.
#[derive(Debug, Default)]
pub(super) struct Widths {
    pub(super) inode: usize,
    pub(super) blocks: usize,
    pub(super) context: usize,
    pub(super) links: usize,
    pub(super) owner: usize,
    pub(super) group: usize,
    pub(super) author: usize,
    pub(super) major: usize,
    pub(super) minor: usize,
    pub(super) size: usize,
}

impl Writer {
    /// Prints entries in their order.
    pub(super) fn put_entries(&mut self, entries: &[Entry], widths: &Widths) -> Result {
        match self.settings.format {
            Format::Long => {
                for entry in entries {
                    self.put_long(entry, widths);
                    self.end_line()?;
                }
                Ok(())
            }
            Format::OnePerLine => {
                for entry in entries {
                    self.put_entry(entry, widths, 0);
                    self.end_line()?;
                }
                Ok(())
            }
            Format::Commas => self.put_separated(entries, b',', widths),
            Format::Columns | Format::Across if self.settings.width == 0 => {
                self.put_separated(entries, b' ', widths)
            }
            Format::Columns => self.put_table(entries, true, widths),
            Format::Across => self.put_table(entries, false, widths),
        }
    }

    /// Returns the widths of the fields. They include operands whose contents are listed instead.
    pub(super) fn measure(&mut self, entries: &[Entry]) -> Widths {
        let mut widths = Widths::default();
        let settings = &self.settings;
        let format = settings.format;
        let mut text = Vec::new();
        for entry in entries {
            if settings.inode {
                widths.inode = widths.inode.max(decimal_width(entry.inode));
            }
            if settings.blocks {
                text.clear();
                self.push_blocks(entry, &mut text);
                widths.blocks = widths.blocks.max(columns(&text));
            }
            if settings.context {
                widths.context = widths.context.max(context(entry).len());
            }
        }
        if format == Format::Long {
            self.measure_long(entries, &mut widths);
        }
        if format == Format::Commas {
            (widths.inode, widths.blocks, widths.context) = (0, 0, 0);
        }
        widths
    }

    /// Prints the fields before a name, padded.
    fn put_fields(&mut self, entry: &Entry, widths: &Widths) {
        if self.settings.inode {
            self.put_inode(entry, widths);
        }
        if self.settings.blocks {
            self.put_blocks(entry, widths);
        }
        if self.settings.context {
            pad(widths.context, context(entry).len(), &mut self.out);
            self.out.extend_from_slice(context(entry));
            self.out.push(b' ');
        }
    }

    pub(super) fn put_inode(&mut self, entry: &Entry, widths: &Widths) {
        if entry.details.is_some() {
            push_padded(entry.inode, widths.inode, &mut self.out);
        } else {
            pad(widths.inode, 1, &mut self.out);
            self.out.push(b'?');
        }
        self.out.push(b' ');
    }

    pub(super) fn put_blocks(&mut self, entry: &Entry, widths: &Widths) {
        let mut text = Vec::new();
        self.push_blocks(entry, &mut text);
        // Except in the long format, GNU ls pads by bytes, not columns.
        let long = self.settings.format == Format::Long;
        let used = if long { columns(&text) } else { text.len() };
        pad(widths.blocks, used, &mut self.out);
        self.out.extend_from_slice(&text);
        self.out.push(b' ');
    }

    fn push_blocks(&self, entry: &Entry, out: &mut Vec<u8>) {
        match &entry.details {
            Some(details) => self.settings.block_sizes.push(details.blocks, 512, out),
            None => out.push(b'?'),
        }
    }

    /// Prints an entry in any format except the long one.
    pub(super) fn put_entry(&mut self, entry: &Entry, widths: &Widths, column: usize) {
        if let Some(colors) = &mut self.colors {
            colors.normal(&mut self.out);
        }
        self.put_fields(entry, widths);
        self.put_name(entry, false, column);
        self.out.extend(self.indicator(entry));
    }

    /// Returns the number of columns that an entry takes.
    fn entry_width(&self, entry: &Entry, widths: &Widths) -> usize {
        let settings = &self.settings;
        let commas = settings.format == Format::Commas;
        let mut width = entry.width + usize::from(self.indicator(entry).is_some());
        if settings.inode {
            let own = entry
                .details
                .as_ref()
                .map_or(1, |_| decimal_width(entry.inode));
            width += 1 + if commas { own } else { widths.inode };
        }
        if settings.blocks {
            let mut text = Vec::new();
            self.push_blocks(entry, &mut text);
            let own = columns(&text);
            width += 1 + if commas { own } else { widths.blocks };
        }
        if settings.context {
            let own = context(entry).len();
            width += 1 + if commas { own } else { widths.context };
        }
        width
    }

    /// Prints entries one after another, and breaks lines that get too long.
    fn put_separated(&mut self, entries: &[Entry], separator: u8, widths: &Widths) -> Result {
        let line = self.settings.width;
        let mut column: usize = 0;
        for (i, entry) in entries.iter().enumerate() {
            let width = if line > 0 {
                self.entry_width(entry, widths)
            } else {
                0
            };
            if i > 0 {
                self.out.push(separator);
                // Leave room for a separator after the entry.
                if line == 0 || column.saturating_add(width).saturating_add(2) < line {
                    column += 2;
                    self.out.push(b' ');
                } else {
                    column = 0;
                    self.end_line()?;
                }
            }
            self.put_entry(entry, widths, column);
            column += width;
        }
        self.end_line()
    }

    /// Prints a table with as many columns as fit.
    fn put_table(&mut self, entries: &[Entry], down: bool, widths: &Widths) -> Result {
        let cells: Vec<usize> = entries
            .iter()
            .map(|e| self.entry_width(e, widths))
            .collect();
        let table = fit(&cells, down, self.settings.width);
        let rows = cells.len().div_ceil(table.len());
        for row in 0..rows {
            let mut at = 0;
            for (column, &width) in table.iter().enumerate() {
                let (i, next) = if down {
                    (column * rows + row, (column + 1) * rows + row)
                } else {
                    (row * table.len() + column, row * table.len() + column + 1)
                };
                self.put_entry(&entries[i], widths, at);
                if next >= cells.len() || column + 1 == table.len() {
                    break;
                }
                indent(at + cells[i], at + width, self.tab_size(), &mut self.out);
                at += width;
            }
            self.end_line()?;
        }
        Ok(())
    }

    /// Returns the distance of tab stops, or 0 to use blanks. With colors, tabs are not used, because
    /// terminals differ in how they color the background.
    fn tab_size(&self) -> usize {
        if self.colors.is_some() {
            0
        } else {
            self.settings.tab_size
        }
    }
}

/// Returns the widths of the columns, for the largest number of columns that fit into a line.
fn fit(cells: &[usize], down: bool, line: usize) -> Vec<usize> {
    let most = line.div_ceil(NARROWEST).clamp(1, cells.len().max(1));
    let mut columns = Vec::new();
    for count in (2..=most).rev() {
        columns.clear();
        columns.resize(count, NARROWEST);
        let rows = cells.len().div_ceil(count);
        let mut total = count * NARROWEST;
        // As long as no column grows, the blanks after the last one are ignored.
        let fits = cells.iter().enumerate().all(|(i, width)| {
            let column = if down { i / rows } else { i % count };
            let width = width + if column + 1 == count { 0 } else { 2 };
            let growth = width.saturating_sub(columns[column]);
            columns[column] += growth;
            total += growth;
            growth == 0 || total < line
        });
        if fits {
            return columns;
        }
    }
    vec![NARROWEST]
}

/// Appends blanks, and tabs where they reach a tab stop.
fn indent(mut from: usize, to: usize, tab: usize, out: &mut Vec<u8>) {
    while from < to {
        if tab != 0 && to / tab > (from + 1) / tab {
            out.push(b'\t');
            from += tab - from % tab;
        } else {
            out.push(b' ');
            from += 1;
        }
    }
}

/// Returns the security context, or `?` if there is none.
pub(super) fn context(entry: &Entry) -> &[u8] {
    let context = entry.details.as_ref().and_then(|d| d.context.as_deref());
    context.unwrap_or(b"?")
}

/// Appends blanks before a text that takes `used` of `width` columns.
pub(super) fn pad(width: usize, used: usize, out: &mut Vec<u8>) {
    out.resize(out.len() + width.saturating_sub(used), b' ');
}

/// Appends a number, right-aligned.
pub(super) fn push_padded(mut number: u64, width: usize, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    pad(width, digits.len() - at, out);
    out.extend_from_slice(&digits[at..]);
}

/// Returns the number of decimal digits.
pub(super) fn decimal_width(number: u64) -> usize {
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}
