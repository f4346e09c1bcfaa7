//! Columns that are filled down: the lines of a page are stored until all of them are read.

use crate::columns::Status;
use crate::pages::Printer;
use shared::prelude::*;

/// A stored line: a part of [`Printer::store`] and its width.
#[derive(Clone, Copy)]
pub(crate) struct Stored {
    start: usize,
    end: usize,
    columns: i64,
}

impl Printer<'_> {
    /// Reads the lines of a page and distributes them evenly among the columns.
    pub(crate) fn store_columns(&mut self) -> Result {
        self.store.clear();
        self.stored.clear();
        self.storing = true;
        for column in &mut self.columns {
            column.lines_stored = 0;
        }
        for i in 0..self.columns.len() {
            for _ in 0..self.layout.body {
                if self.ready == 0 {
                    break;
                }
                if self.columns[i].status != Status::Open {
                    continue;
                }
                self.input_position = 0;
                let start = self.store.len();
                self.read_line(i)?;
                if self.columns[i].status == Status::Open || start != self.store.len() {
                    self.columns[i].lines_stored += 1;
                    self.stored.push(Stored {
                        start,
                        end: self.store.len(),
                        columns: self.input_position,
                    });
                }
            }
        }
        let (total, columns) = (self.stored.len(), self.columns.len());
        let mut first = 0;
        for (i, column) in self.columns.iter_mut().enumerate() {
            let lines = total / columns + usize::from(i < total % columns);
            (column.lines_stored, column.next_stored) = (lines as i64, first);
            first += lines;
        }
        Ok(())
    }

    /// Prints the next line of a column.
    pub(crate) fn print_stored(&mut self, i: usize) -> Result {
        let column = &mut self.columns[i];
        let start = column.start;
        let place = column.next_stored;
        column.next_stored += 1;
        self.pads = true;
        if self.header_due {
            self.print_header()?;
        }
        if self.columns[i].status == Status::FeedFound {
            for column in &mut self.columns {
                column.status = Status::OnHold;
            }
            if self.columns[0].lines_to_print <= 0 {
                self.pads &= self.layout.extremities;
                return Ok(());
            }
        }
        let Some(&line) = self.stored.get(place) else {
            return Ok(());
        };
        self.pad_column();
        let mut text = &self.store[line.start..line.end];
        while !text.is_empty() {
            let is_plain = |byte: u8| self.writing.printable[usize::from(byte)];
            let len = text.iter().take_while(|&&byte| is_plain(byte)).count();
            let (plain, rest) = text.split_at(len);
            let len = rest.iter().take_while(|&&byte| !is_plain(byte)).count();
            let (special, rest) = rest.split_at(len);
            self.writing.put_text(plain);
            special.iter().for_each(|&byte| self.writing.put(byte));
            text = rest;
        }
        if self.writing.spaces == 0 {
            self.writing.position = start + line.columns;
            if start - self.layout.separator_len() == self.settings.margin {
                self.writing.position -= self.layout.separator_len();
            }
        }
        Ok(())
    }
}
