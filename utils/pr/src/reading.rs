//! Reading a line of a column, which is printed or stored, and truncated to the column's width.

use crate::characters::Shown;
use crate::pages::Printer;
use shared::prelude::*;

const FORM_FEED: u8 = b'\x0c';

impl Printer<'_> {
    /// Reads the next line of a column and prints or stores it.
    pub(crate) fn read_line(&mut self, i: usize) -> Result {
        let first = self.first_byte(i)?;
        self.columns[i].filled_page = false;
        let mut byte = match first {
            Some(FORM_FEED) => return self.feed_at_start(i),
            None => {
                self.close(i);
                return Ok(());
            }
            Some(byte) => byte,
        };
        let mut shown = Shown::Itself(0);
        if byte != b'\n' {
            match self.fit(byte) {
                Some(fitting) => shown = fitting,
                None => return self.rest_of_line(i),
            }
        }
        if !self.storing {
            self.start_text(i)?;
        }
        if self.columns[i].numbered {
            self.add_number();
        }
        self.line_empty = false;
        if byte == b'\n' {
            return Ok(());
        }
        self.put_shown(shown, byte);
        if self.is_verbatim() {
            let source = &mut self.sources[self.columns[i].source];
            self.writing.out.extend_from_slice(source.plain_rest());
        }
        loop {
            self.plain_runs(i);
            self.writing.flush_block()?;
            byte = match self.source(i).next()? {
                Some(b'\n') => return Ok(()),
                Some(FORM_FEED) => return self.feed(i),
                None => {
                    self.close(i);
                    return Ok(());
                }
                Some(byte) => byte,
            };
            match self.fit(byte) {
                Some(shown) => self.put_shown(shown, byte),
                None => return self.rest_of_line(i),
            }
        }
    }

    /// Handles a form feed at the start of a line: the page ends, but gets a header.
    fn feed_at_start(&mut self, i: usize) -> Result {
        self.source(i).skip_newline()?;
        self.feed_only = true;
        if self.header_due && !self.storing {
            self.pads = true;
            self.print_header()?;
        } else {
            self.feed_due |= self.layout.keep_feeds;
        }
        self.hold(i);
        Ok(())
    }

    /// Takes bytes from the buffer while each takes one column and fits, or none: a faster way to do
    /// what [`fit`](Self::fit) does byte by byte.
    fn plain_runs(&mut self, i: usize) {
        let source = &mut self.sources[self.columns[i].source];
        loop {
            let room = if self.layout.truncates {
                usize::try_from(self.layout.column_width - self.input_position).unwrap_or(0)
            } else {
                usize::MAX
            };
            let run = source.run(&self.writing.plain, room);
            self.input_position += run.len() as i64;
            if self.storing {
                self.store.extend_from_slice(run);
            } else {
                self.writing.put_text(run);
            }
            if self.layout.truncates && self.input_position > self.layout.column_width {
                return;
            }
            let run = source.run(&self.writing.invisible, usize::MAX);
            if run.is_empty() {
                return;
            }
            if self.storing {
                self.store.extend_from_slice(run);
            } else {
                run.iter().for_each(|&byte| self.writing.put(byte));
            }
        }
    }

    /// Takes the first byte of a line. A form feed directly after a full page is skipped.
    fn first_byte(&mut self, i: usize) -> Result<Option<u8>> {
        let filled = self.columns[i].filled_page;
        let source = self.source(i);
        let first = source.next()?;
        if first != Some(FORM_FEED) || !filled {
            return Ok(first);
        }
        match source.next()? {
            Some(b'\n') => source.next(),
            other => Ok(other),
        }
    }

    fn source(&mut self, i: usize) -> &mut crate::source::Source {
        &mut self.sources[self.columns[i].source]
    }

    /// Handles a form feed, which ends a line and its page.
    fn feed(&mut self, i: usize) -> Result {
        self.source(i).skip_newline()?;
        self.feed_due |= self.layout.keep_feeds;
        self.hold(i);
        Ok(())
    }

    /// Returns the printed form of a byte at the current position, or nothing if it does not fit
    /// into the column.
    #[inline]
    fn fit(&mut self, byte: u8) -> Option<Shown> {
        let settings = self.settings;
        let is_tab = byte == settings.input_tab.byte;
        let shown = if is_tab || byte == b'\t' {
            let width = if is_tab { settings.input_tab.width } else { 8 };
            let columns = width - self.input_position % width;
            if self.layout.expand {
                Shown::Spaces(columns)
            } else {
                Shown::Itself(columns)
            }
        } else if self.writing.printable[usize::from(byte)] {
            Shown::Itself(1)
        } else if settings.octal || settings.carets && byte >= 0x80 {
            Shown::Octal
        } else if settings.carets {
            Shown::Caret(byte ^ 0x40)
        } else if byte == 0x08 && self.input_position == 0 {
            // There is nothing before the start of a line.
            Shown::Spaces(0)
        } else {
            Shown::Itself(-i64::from(byte == 0x08))
        };
        let position = self.input_position + shown.columns();
        if self.layout.truncates && position > self.layout.column_width {
            return None;
        }
        self.input_position = position;
        Some(shown)
    }

    /// Prints what precedes the first text of a line: header, empty columns, padding.
    fn start_text(&mut self, i: usize) -> Result {
        self.pads = true;
        if self.header_due {
            self.print_header()?;
        }
        if self.layout.parallel && self.aligns_empty {
            let empty = std::mem::take(&mut self.writing.separators);
            for column in 0..empty {
                self.align(column);
                self.writing.separators += 1;
            }
            self.padding = self.columns[i].start;
            self.writing.spaces = if self.layout.truncates {
                self.layout.column_width
            } else {
                0
            };
            self.aligns_empty = false;
        }
        self.pad_column();
        Ok(())
    }

    /// Prints the next line number, or only its last digits if it is too wide.
    pub(crate) fn add_number(&mut self) {
        let stop = self.settings.number;
        let width = usize::try_from(stop.width).unwrap_or(0);
        let number = self.line_number.to_string();
        self.line_number += 1;
        self.put_spaces(width.saturating_sub(number.len()));
        for &digit in &number.as_bytes()[number.len().saturating_sub(width)..] {
            self.put(digit);
        }
        if stop.byte == b'\t' && self.columns.len() > 1 {
            let missing = self.layout.number_width - stop.width;
            self.put_spaces(usize::try_from(missing).unwrap_or(0));
        } else {
            self.put(stop.byte);
            if stop.byte == b'\t' {
                self.writing.position = self.writing.behind_tab(self.writing.position);
            }
        }
        if self.layout.truncates && !self.layout.parallel {
            self.input_position += self.layout.number_width;
        }
    }

    #[inline]
    fn put(&mut self, byte: u8) {
        if self.storing {
            self.store.push(byte);
        } else {
            self.writing.put(byte);
        }
    }

    fn put_spaces(&mut self, number: usize) {
        if self.storing {
            self.store.resize(self.store.len() + number, b' ');
        } else if self.writing.contract {
            self.writing.spaces += number as i64;
        } else {
            self.writing
                .out
                .resize(self.writing.out.len() + number, b' ');
        }
    }

    #[inline]
    fn put_shown(&mut self, shown: Shown, byte: u8) {
        match shown {
            Shown::Itself(_) => self.put(byte),
            Shown::Spaces(columns) => self.put_spaces(usize::try_from(columns).unwrap_or(0)),
            _ => shown.bytes(byte, &mut |byte| self.put(byte)),
        }
    }

    /// Returns whether text is copied unchanged.
    fn is_verbatim(&self) -> bool {
        !(self.storing
            || self.layout.truncates
            || self.layout.expand
            || self.layout.contract
            || self.settings.octal
            || self.settings.carets)
    }

    /// Skips the rest of a line that was truncated.
    fn rest_of_line(&mut self, i: usize) -> Result {
        loop {
            self.source(i).skip_run();
            match self.source(i).next()? {
                Some(b'\n') => return Ok(()),
                Some(FORM_FEED) => return self.feed(i),
                Some(_) => {}
                None => {
                    self.close(i);
                    return Ok(());
                }
            }
        }
    }

    /// Skips a line of a page that is not printed; `is_last` is whether it is the page's last.
    pub(crate) fn skip_line(&mut self, i: usize, is_last: bool) -> Result {
        let mut byte = self.first_byte(i)?;
        // A form feed on its own is not a numbered line.
        let counts = byte != Some(FORM_FEED);
        // A form feed after the last line of a page does not end another page.
        self.columns[i].filled_page = is_last;
        loop {
            match byte {
                Some(b'\n') => break,
                Some(FORM_FEED) => {
                    if is_last {
                        self.each_of_file(i, &mut |column| column.filled_page = false);
                    }
                    self.source(i).skip_newline()?;
                    self.hold(i);
                    break;
                }
                None => {
                    self.close(i);
                    break;
                }
                Some(_) => byte = self.source(i).next()?,
            }
        }
        if self.settings.first_number.is_none() && counts && (!self.layout.parallel || i == 0) {
            self.line_number += 1;
        }
        Ok(())
    }
}
