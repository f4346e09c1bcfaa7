//! Pages: which lines of which columns are printed, between header and footer.

use crate::columns::{Column, Status};
use crate::header::Header;
use crate::layout::{FOOTER, Layout};
use crate::settings::Settings;
use crate::source::Source;
use crate::store::Stored;
use crate::writing::Writing;
use shared::input::files::Input;
use shared::prelude::*;
use shared::text::collation::printable_bytes;

/// Prints the pages of a file, or of several side by side.
pub(crate) struct Printer<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) layout: Layout,
    pub(crate) columns: Vec<Column>,
    pub(crate) sources: Vec<Source>,
    /// The number of files that may have more lines for this page.
    pub(crate) ready: usize,
    pub(crate) writing: Writing,
    header: Header,
    page: u64,
    pub(crate) line_number: i64,
    /// With columns filled down, the text of the page and its lines.
    pub(crate) store: Vec<u8>,
    pub(crate) stored: Vec<Stored>,
    /// Whether the line being read is stored rather than printed.
    pub(crate) storing: bool,
    /// The position in the line being read.
    pub(crate) input_position: i64,
    /// The padding that is due before a column.
    pub(crate) padding: i64,
    pub(crate) header_due: bool,
    pub(crate) feed_due: bool,
    /// Whether this line of the page has anything but form feeds, and so ends with a newline.
    pub(crate) pads: bool,
    /// Whether the line just read consisted of a form feed.
    pub(crate) feed_only: bool,
    /// Whether no column has text on this line so far.
    pub(crate) line_empty: bool,
    /// Whether empty columns are to be filled before the next one with text.
    pub(crate) aligns_empty: bool,
}

impl<'a> Printer<'a> {
    /// Prints files side by side, or one file, or standard input if there are no names.
    pub(crate) fn print(settings: &'a Settings, names: &[&'static OsStr]) -> Result {
        // A page that is too narrow is reported before any file is opened.
        let mut layout = Layout::new(settings, names.len())?;
        let opened = open(settings, names);
        if opened.sources.is_empty() {
            return Ok(());
        }
        if layout.parallel {
            layout.columns = opened.columns.len();
        }
        let mut printer = Self::new(settings, layout, opened);
        printer.place_columns();
        if printer.skip_pages()? {
            while printer.page()? {}
        }
        printer.writing.flush()
    }

    fn new(settings: &'a Settings, layout: Layout, opened: Opened) -> Self {
        let columns = (0..layout.columns).map(|i| Column {
            source: if layout.parallel {
                opened.columns[i]
            } else {
                0
            },
            status: Status::Open,
            lines_to_print: 0,
            lines_stored: 0,
            next_stored: 0,
            start: 0,
            numbered: settings.numbered && (!layout.parallel || i == 0),
            filled_page: false,
        });
        let columns = columns.collect();
        let printable = printable_bytes();
        let mut plain = printable;
        plain[usize::from(settings.input_tab.byte)] = false;
        // Bytes of characters beyond ASCII, unless they are printed in another form.
        let mut invisible = [false; 256];
        if !settings.octal && !settings.carets {
            for byte in 0x80..=u8::MAX {
                invisible[usize::from(byte)] =
                    !printable[usize::from(byte)] && byte != settings.input_tab.byte;
            }
        }
        Self {
            settings,
            columns,
            ready: opened.columns.len(),
            sources: opened.sources,
            writing: Writing {
                out: Vec::new(),
                position: 0,
                spaces: 0,
                separators: 0,
                contract: layout.contract,
                tab: settings.output_tab,
                by_lines: !stdout().collects_blocks(),
                printable,
                plain,
                invisible,
            },
            layout,
            header: opened.header,
            page: settings.first_page,
            line_number: settings.first_number.unwrap_or(1),
            store: Vec::new(),
            stored: Vec::new(),
            storing: false,
            input_position: 0,
            padding: 0,
            header_due: false,
            feed_due: false,
            pads: false,
            feed_only: false,
            line_empty: false,
            aligns_empty: false,
        }
    }

    /// Skips the pages before the first one to print. Returns false if there are not that many.
    fn skip_pages(&mut self) -> Result<bool> {
        for page in 1..self.settings.first_page {
            for line in 1..=self.layout.body {
                for column in 0..self.columns.len() {
                    if self.is_open(column) {
                        self.skip_line(column, line == self.layout.body)?;
                    }
                }
            }
            self.reopen();
            if self.ready == 0 {
                let first = self.settings.first_page;
                diagnostics::warning(&format!(
                    "starting page number {first} exceeds page count {page}"
                ));
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Prints a page. Returns false if there are no more.
    fn page(&mut self) -> Result<bool> {
        self.start_page()?;
        if !self.has_lines() {
            return Ok(false);
        }
        self.header_due = self.layout.extremities;
        let (printed, left) = self.body()?;
        if left == 0 {
            for column in &mut self.columns {
                column.filled_page |= column.status == Status::Open;
            }
        }
        if printed && self.layout.extremities {
            self.end_page(left + FOOTER)?;
        } else if self.layout.keep_feeds && std::mem::take(&mut self.feed_due) {
            self.writing.out.push(b'\x0c');
        }
        let next = self.page.checked_add(1);
        self.page = next.ok_or_else(|| Error::new("page number overflow"))?;
        if self.settings.last_page < self.page {
            return Ok(false);
        }
        self.reopen();
        Ok(true)
    }

    /// Prints the body of a page. Returns whether anything was printed and the number of lines
    /// left.
    fn body(&mut self) -> Result<(bool, i64)> {
        let mut printed = false;
        let mut left = self.layout.body;
        if self.settings.double_space {
            left *= 2;
        }
        while left > 0 && self.has_lines() {
            self.writing.start_line();
            self.pads = false;
            self.aligns_empty = false;
            self.line_empty = true;
            printed |= self.line()?;
            if self.pads {
                self.writing.out.push(b'\n');
                left -= 1;
            }
            if !self.has_lines() && !self.layout.extremities {
                break;
            }
            if self.settings.double_space && printed {
                self.writing.out.push(b'\n');
                left -= 1;
            }
            self.writing.flush_line()?;
        }
        Ok((printed, left))
    }

    fn start_page(&mut self) -> Result {
        if self.layout.stores {
            self.store_columns()?;
        }
        for column in &mut self.columns {
            column.lines_to_print = if self.layout.stores {
                column.lines_stored
            } else if column.status == Status::Open {
                self.layout.body
            } else {
                0
            };
        }
        Ok(())
    }

    /// Prints a line of all columns. Returns whether there was one.
    fn line(&mut self) -> Result<bool> {
        let mut printed = false;
        for i in 0..self.columns.len() {
            self.input_position = 0;
            let column = &self.columns[i];
            if column.lines_to_print > 0 || column.status == Status::FeedFound {
                self.feed_only = false;
                self.padding = column.start;
                if self.layout.stores {
                    self.print_stored(i)?;
                } else {
                    self.storing = false;
                    self.read_line(i)?;
                }
                printed |= self.pads;
                self.columns[i].lines_to_print -= 1;
                if self.columns[i].lines_to_print <= 0 && !self.has_lines() {
                    break;
                }
                match self.columns[i].status {
                    Status::Open => {}
                    Status::Closed => self.align_if_parallel(i),
                    Status::OnHold if self.feed_only || self.line_empty => {
                        self.align_if_parallel(i);
                    }
                    Status::FeedFound if self.line_empty => self.align_if_parallel(i),
                    Status::OnHold | Status::FeedFound => {}
                }
            } else {
                self.align_if_parallel(i);
            }
            if self.layout.separates {
                self.writing.separators += 1;
            }
        }
        Ok(printed)
    }

    /// Fills an empty column, or postpones that while all columns before it are empty too.
    fn align_if_parallel(&mut self, column: usize) {
        if !self.layout.parallel {
            return;
        }
        if self.line_empty {
            self.aligns_empty = true;
        } else {
            self.align(column);
        }
    }

    /// Fills an empty column.
    pub(crate) fn align(&mut self, column: usize) {
        self.padding = self.columns[column].start;
        self.pad_column();
        if self.columns[column].numbered {
            self.add_number();
        }
    }

    /// Advances to the start of a column's text.
    pub(crate) fn pad_column(&mut self) {
        if self.layout.separator_len() < self.padding {
            self.writing
                .pad_to(self.padding - self.layout.separator_len());
            self.padding = 0;
        }
        if self.layout.separates {
            self.writing.put_separators(self.layout.separator);
        }
    }

    pub(crate) fn print_header(&mut self) -> Result {
        self.writing.position = 0;
        self.writing.pad_to(self.settings.margin);
        self.writing.put_spaces();
        let margin = usize::try_from(self.settings.margin).unwrap_or(0);
        self.header.print(self.page, margin, &mut self.writing)?;
        self.header_due = false;
        self.writing.position = 0;
        Ok(())
    }

    fn end_page(&mut self, lines: i64) -> Result {
        if self.settings.form_feed {
            self.writing.out.push(b'\x0c');
            return Ok(());
        }
        self.writing
            .fill(b'\n', usize::try_from(lines).unwrap_or(0))
    }
}

/// The files of one run of pages.
struct Opened {
    sources: Vec<Source>,
    /// The source of each operand that could be opened.
    columns: Vec<usize>,
    header: Header,
}

/// Opens files, and makes the header from the file if there is one and not several side by side.
/// A file that cannot be opened is reported, if that is wanted. Standard input is one source, even
/// if it is given more than once: its columns take turns to read a line.
fn open(settings: &Settings, names: &[&'static OsStr]) -> Opened {
    let mut sources: Vec<Source> = Vec::new();
    let mut columns = Vec::new();
    let mut header = None;
    let stdin = [OsStr::new("-")];
    for &name in if names.is_empty() { &stdin[..] } else { names } {
        let opened = sources.iter().position(|source| source.is_stdin());
        if let Some(source) = opened.filter(|_| name == "-") {
            columns.push(source);
            continue;
        }
        match Input::open(name) {
            Ok(input) => {
                if !settings.parallel || names.is_empty() {
                    header = Some(Header::new(settings, Some(&input)));
                }
                columns.push(sources.len());
                sources.push(Source::new(input));
            }
            Err(_) if settings.silent => status::set(status::failure()),
            Err(e) => operand_error(name, &e),
        }
    }
    Opened {
        sources,
        columns,
        header: header.unwrap_or_else(|| Header::new(settings, None)),
    }
}
