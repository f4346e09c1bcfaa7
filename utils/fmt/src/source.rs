//! Reading byte by byte while keeping track of the column.

use shared::input::files::Input;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// Columns between tab stops.
pub(crate) const TAB: usize = 8;

/// A file and its read buffer.
pub(crate) struct Source<'a> {
    input: &'a Input,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    failed: bool,
    /// The column of the next byte.
    pub(crate) column: usize,
    /// Whether any blank so far was a tab.
    pub(crate) tabs: bool,
}

impl<'a> Source<'a> {
    pub(crate) fn new(input: &'a Input) -> Self {
        Self {
            input,
            buffer: Vec::with_capacity(BLOCK),
            at: 0,
            ended: false,
            failed: false,
            column: 0,
            tabs: false,
        }
    }

    /// Returns whether reading failed. An error otherwise looks like the end of the file.
    pub(crate) fn failed(&self) -> bool {
        self.failed
    }

    /// Returns the next byte without taking it.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        self.unread().first().copied()
    }

    /// Returns the bytes in the buffer; empty only at the end of the file.
    #[inline]
    pub(crate) fn unread(&mut self) -> &[u8] {
        if self.at == self.buffer.len() {
            self.read();
        }
        &self.buffer[self.at..]
    }

    /// Takes bytes from the buffer.
    #[inline]
    pub(crate) fn skip(&mut self, len: usize) {
        self.at += len;
    }

    /// Fills the buffer.
    fn read(&mut self) {
        if self.ended {
            return;
        }
        self.buffer.clear();
        self.at = 0;
        let read = self.input.read_more(&mut self.buffer);
        self.failed = read.is_err();
        self.ended = !matches!(read, Ok(1..));
    }

    /// Skips spaces and tabs. Returns the byte after them.
    pub(crate) fn blanks(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ') => self.column += 1,
                Some(b'\t') => {
                    self.tabs = true;
                    self.column = (self.column / TAB + 1) * TAB;
                }
                other => return other,
            }
            self.skip(1);
        }
    }

    /// Appends more of a line to `out`, without its newline. Returns false at the line's end.
    pub(crate) fn more_of_line(&mut self, out: &mut Vec<u8>) -> bool {
        let unread = self.unread();
        let newline = shared::bytes::search::find(b'\n', unread);
        let len = newline.unwrap_or(unread.len());
        out.extend_from_slice(&unread[..len]);
        let goes_on = newline.is_none() && !unread.is_empty();
        self.skip(len);
        goes_on
    }
}
