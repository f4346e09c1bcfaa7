//! A file that lines are taken of.

use crate::BLOCK;
use shared::input::files::Input;
use shared::memchr::{memchr, memrchr};
use shared::prelude::*;

/// An open file, and what was read of it.
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

    /// Must it read before it has anything to give?
    pub(crate) fn is_drained(&self) -> bool {
        self.at == self.buffer.len() && !self.ended
    }

    /// Adds the lines to `out` that were read whole, with what ends them, but for the last.
    pub(crate) fn take_lines(&mut self, end: u8, out: &mut Vec<u8>) {
        let rest = &self.buffer[self.at..];
        if let Some(last) = memrchr(end, rest)
            && let Some(before) = memrchr(end, &rest[..last])
        {
            out.extend_from_slice(&rest[..=before]);
            self.at += before + 1;
        }
    }

    /// Adds its next line to `out`, without what ends it; false where there are no more. A long
    /// one is written out on the way.
    pub(crate) fn take_line(&mut self, end: u8, out: &mut Vec<u8>) -> Result<bool> {
        let mut started = false;
        loop {
            let rest = &self.buffer[self.at..];
            if let Some(len) = memchr(end, rest) {
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

    /// Reads on; false at the end, or after a failure, which is reported.
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
