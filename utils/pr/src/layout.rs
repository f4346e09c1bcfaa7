//! The layout of pages and columns, which also depends on the number of files.

use crate::settings::Settings;
use shared::prelude::*;

/// Lines of a header, and of a footer.
pub(crate) const HEADER: i64 = 5;
pub(crate) const FOOTER: i64 = 5;

/// The distance of tab stops, if line numbers are separated from lines by a tab.
const TAB: i64 = 8;

/// The layout of the pages of one file, or of several files side by side.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) columns: usize,
    /// Whether columns are filled down, so that a page must be read before it is printed.
    pub(crate) stores: bool,
    /// Whether each column is a file.
    pub(crate) parallel: bool,
    /// The number of lines between header and footer.
    pub(crate) body: i64,
    pub(crate) extremities: bool,
    pub(crate) keep_feeds: bool,
    pub(crate) separator: &'static [u8],
    pub(crate) separates: bool,
    pub(crate) truncates: bool,
    pub(crate) expand: bool,
    pub(crate) contract: bool,
    /// The width of a line number and its separator.
    pub(crate) number_width: i64,
    pub(crate) column_width: i64,
}

impl Layout {
    /// Computes the layout.
    ///
    /// # Errors
    /// If the page is too narrow for its columns.
    pub(crate) fn new(settings: &Settings, files: usize) -> Result<Self> {
        let parallel = settings.parallel && files > 0;
        let columns = if parallel {
            files as i64
        } else {
            settings.columns
        };
        let mut layout = Self {
            columns: usize::try_from(columns).unwrap_or(1),
            stores: !settings.across && !settings.parallel && columns > 1,
            parallel,
            body: settings.page_length - HEADER - FOOTER,
            extremities: settings.extremities,
            keep_feeds: settings.keep_feeds,
            separator: settings.separator,
            separates: settings.separates,
            truncates: settings.truncates,
            expand: settings.expand,
            contract: settings.contract,
            number_width: 0,
            column_width: 0,
        };
        if layout.body <= 0 {
            (layout.extremities, layout.keep_feeds) = (false, true);
        }
        if !layout.extremities {
            layout.body = settings.page_length;
        }
        if settings.double_space {
            layout.body = (layout.body / 2).max(1);
        }
        if columns > 1 {
            layout.align(settings.join);
        }
        // Joined lines are never truncated.
        layout.truncates &= !settings.join;
        let mut number_in_column = 0;
        if settings.numbered {
            let width = settings.number.width;
            layout.number_width = match settings.number.byte {
                b'\t' => width + TAB - width % TAB,
                _ => width + 1,
            };
            if parallel {
                number_in_column = layout.number_width;
            }
        }
        let separators = (columns - 1).saturating_mul(layout.separator.len() as i64);
        let useful = settings.width - number_in_column - separators;
        layout.column_width = useful / columns;
        if layout.column_width < 1 {
            return Err(Error::new("page width too narrow"));
        }
        Ok(layout)
    }

    /// Aligns several columns by spaces, which may become tabs.
    fn align(&mut self, join: bool) {
        if !self.separates {
            self.separator = if join { b"\t" } else { b" " };
            self.separates = true;
        } else if !join && self.separator == b"\t" {
            self.separator = b" ";
        }
        self.truncates = true;
        self.expand |= self.separator != b"\t";
        self.contract = true;
    }

    pub(crate) fn separator_len(&self) -> i64 {
        self.separator.len() as i64
    }
}
