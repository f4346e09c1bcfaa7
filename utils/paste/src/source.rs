//! A file that is read line by line.

use crate::BLOCK;
use shared::bytes::search::{find, find_last};
use shared::input::files::Input;
use shared::prelude::*;

/// An open file and its read buffer.
pub(crate) struct Source {
    pub(crate) input: Input,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Source {
    pub(crate) fn new(input: Input) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            at: 0,
            ended: false,
        }
    }

    /// Returns whether the next line requires reading from the file.
    pub(crate) fn is_drained(&self) -> bool {
        self.at == self.buffer.len() && !self.ended
    }

    /// Appends all but the last of the lines in the buffer to `out`, with their ends.
    pub(crate) fn take_lines(&mut self, end: u8, out: &mut Vec<u8>) {
        let rest = &self.buffer[self.at..];
        if let Some(last) = find_last(end, rest)
            && let Some(before) = find_last(end, &rest[..last])
        {
            out.extend_from_slice(&rest[..=before]);
            self.at += before + 1;
        }
    }

    /// Appends the next line to `out` without its end. Returns false if there is none. While a
    /// long line is read, `out` is written and cleared.
    pub(crate) fn take_line(&mut self, end: u8, out: &mut Vec<u8>) -> Result<bool> {
        let mut started = false;
        loop {
            let rest = &self.buffer[self.at..];
            if let Some(len) = find(end, rest) {
                out.extend_from_slice(&rest[..len]);
                self.at += len + 1;
                return Ok(true);
            }
            started |= !rest.is_empty();
            out.extend_from_slice(rest);
            self.buffer.clear();
            self.at = 0;
            if started && out.len() >= BLOCK {
                stdout().write_all(out)?;
                out.clear();
            }
            if self.ended || !self.read() {
                return Ok(started);
            }
        }
    }

    /// Fills the buffer. Returns false at the end of the file and after an error, which is
    /// reported.
    fn read(&mut self) -> bool {
        self.buffer.reserve(BLOCK);
        self.ended = match self.input.read_more(&mut self.buffer) {
            Ok(len) => len == 0,
            Err(e) => {
                operand_error(self.input.name, &e);
                true
            }
        };
        !self.ended
    }
}
