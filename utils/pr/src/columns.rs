//! Columns: where each starts, and the state of its file.

use crate::pages::Printer;

/// The state of a column's file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Open,
    /// With columns filled down: a form feed ended the page, whose lines are still to be printed.
    FeedFound,
    /// Not read again before the next page.
    OnHold,
    Closed,
}

/// A column of the pages.
pub(crate) struct Column {
    /// The index of its file.
    pub(crate) source: usize,
    pub(crate) status: Status,
    pub(crate) lines_to_print: i64,
    pub(crate) lines_stored: i64,
    /// The index of the stored line to print next.
    pub(crate) next_stored: usize,
    /// The position at which its text starts, separator included; 0 if it is not aligned.
    pub(crate) start: i64,
    pub(crate) numbered: bool,
    /// Whether it filled the previous page. A form feed then does not end another page.
    pub(crate) filled_page: bool,
}

impl Printer<'_> {
    /// Computes the start of each column.
    pub(crate) fn place_columns(&mut self) {
        let layout = &self.layout;
        let mut start = self.settings.margin;
        let mut next = start + layout.column_width;
        if layout.parallel {
            next += layout.number_width;
        }
        // As if a separator preceded the first column, so that it is padded like the others.
        start += layout.separator_len();
        for column in &mut self.columns {
            column.start = start;
            if layout.truncates {
                start = next + layout.separator_len();
                next = start + layout.column_width;
            } else {
                start = 0;
            }
        }
    }

    /// Returns whether the file of a column is open.
    pub(crate) fn is_open(&self, i: usize) -> bool {
        self.columns[i].status == Status::Open
    }

    /// Ends the page for a column and all columns of the same file.
    pub(crate) fn hold(&mut self, column: usize) {
        let status = if self.layout.stores {
            Status::FeedFound
        } else {
            Status::OnHold
        };
        self.each_of_file(column, &mut |column| column.status = status);
        self.columns[column].lines_to_print = 0;
        self.ready = self.ready.saturating_sub(1);
    }

    /// Ends the file of a column.
    pub(crate) fn close(&mut self, column: usize) {
        if self.columns[column].status == Status::Closed {
            return;
        }
        let parallel = self.layout.parallel;
        self.each_of_file(column, &mut |column| {
            column.status = Status::Closed;
            if parallel || column.lines_stored == 0 {
                column.lines_to_print = 0;
            }
        });
        self.ready = self.ready.saturating_sub(1);
    }

    /// Calls `work` for all columns of a column's file.
    pub(crate) fn each_of_file(&mut self, column: usize, work: &mut dyn FnMut(&mut Column)) {
        if self.layout.parallel {
            work(&mut self.columns[column]);
        } else {
            self.columns.iter_mut().for_each(work);
        }
    }

    /// Reopens the columns that were on hold until the end of the page.
    pub(crate) fn reopen(&mut self) {
        for column in &mut self.columns {
            if matches!(column.status, Status::OnHold | Status::FeedFound) {
                column.status = Status::Open;
                self.ready += 1;
            }
        }
        if self.layout.stores {
            self.ready = usize::from(self.columns[0].status != Status::Closed);
        }
    }

    /// Returns whether any column has lines for this page.
    pub(crate) fn has_lines(&self) -> bool {
        let stores = self.layout.stores;
        self.columns.iter().any(|column| {
            matches!(column.status, Status::Open | Status::FeedFound)
                || stores && column.lines_stored > 0 && column.lines_to_print > 0
        })
    }
}
