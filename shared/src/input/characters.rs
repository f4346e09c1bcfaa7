//! Blocks of input that end between characters.

use super::files::Input;
use crate::text::characters::whole;
use std::io;

/// Reads inputs in blocks that end with complete characters.
#[derive(Debug)]
pub struct Blocks {
    buffer: Vec<u8>,
    /// Length of the part of the buffer that was returned last.
    used: usize,
}

impl Blocks {
    /// Returns a reader for blocks of about `size` bytes.
    pub fn of(size: usize) -> Self {
        Self {
            buffer: Vec::with_capacity(size),
            used: 0,
        }
    }

    /// Returns the next block, or `None` at the end. Another input may follow. Invalid bytes are
    /// included.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn next(&mut self, input: &Input) -> io::Result<Option<&[u8]>> {
        loop {
            // At most the start of one character remains.
            self.buffer.drain(..self.used);
            self.used = 0;
            let ended = input.read_more(&mut self.buffer)? == 0;
            self.used = if ended {
                self.buffer.len()
            } else {
                whole(&self.buffer).len()
            };
            if ended || self.used > 0 {
                return Ok(Some(&self.buffer[..self.used]).filter(|block| !block.is_empty()));
            }
        }
    }
}
