//! Reading byte by byte.

use shared::bytes::search::{find2, find3};
use shared::input::files::Input;
use shared::prelude::*;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// A file and its read buffer.
pub(crate) struct Source {
    input: Input,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Source {
    pub(crate) fn new(input: Input) -> Self {
        Self {
            input,
            buffer: Vec::with_capacity(BLOCK),
            at: 0,
            ended: false,
        }
    }

    /// Returns whether standard input is read.
    pub(crate) fn is_stdin(&self) -> bool {
        self.input.is_stdin()
    }

    /// Takes the next byte. Returns nothing at the end of the file.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Option<u8>> {
        if self.at == self.buffer.len() {
            self.read()?;
        }
        let byte = self.buffer.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }

    /// Takes the next byte if it is a newline.
    pub(crate) fn skip_newline(&mut self) -> Result {
        if let Some(byte) = self.next()?
            && byte != b'\n'
        {
            self.at -= 1;
        }
        Ok(())
    }

    /// Takes the rest of a line up to the newline or form feed, if all of it is in the buffer and
    /// it has no backspace.
    pub(crate) fn plain_rest(&mut self) -> &[u8] {
        let unread = &self.buffer[self.at..];
        let len = find3(b'\n', b'\x0c', b'\x08', unread).filter(|&end| unread[end] != 0x08);
        let start = self.at;
        self.at += len.unwrap_or(0);
        &self.buffer[start..self.at]
    }

    /// Takes bytes from the buffer while they are in `table`, at most `limit`.
    pub(crate) fn run(&mut self, table: &[bool; 256], limit: usize) -> &[u8] {
        let unread = &self.buffer[self.at..];
        let unread = &unread[..unread.len().min(limit)];
        let end = unread.iter().position(|&byte| !table[usize::from(byte)]);
        let start = self.at;
        self.at += end.unwrap_or(unread.len());
        &self.buffer[start..self.at]
    }

    /// Skips the part of a line that is in the buffer, up to the newline or form feed.
    pub(crate) fn skip_run(&mut self) {
        let unread = &self.buffer[self.at..];
        self.at += find2(b'\n', b'\x0c', unread).unwrap_or(unread.len());
    }

    /// Fills the buffer.
    #[cold]
    fn read(&mut self) -> Result {
        if self.ended {
            return Ok(());
        }
        self.buffer.clear();
        self.at = 0;
        match self.input.read_more(&mut self.buffer) {
            Ok(len) => self.ended = len == 0,
            Err(e) if self.input.is_stdin() => {
                return Err(Error::io(quotef(OsStr::new("standard input")), &e));
            }
            Err(e) => return Err(Error::io(quotef(self.input.name), &e)),
        }
        Ok(())
    }
}
