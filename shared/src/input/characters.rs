//! Blocks of input that end between characters.

use super::files::Input;
use crate::text::characters::whole;
use std::io;

/// Reads inputs in blocks that end with whole characters.
#[derive(Debug)]
pub struct Blocks {
    buffer: Vec<u8>,
    /// How much of the buffer was handed out.
    used: usize,
}

impl Blocks {
    /// Reads about `size` bytes at once.
    pub fn of(size: usize) -> Self {
        Self {
            buffer: Vec::with_capacity(size),
            used: 0,
        }
    }

    /// The next block, none at the end, where the next input may follow. Bytes that are no
    /// character are handed out all the same.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn next(&mut self, input: &Input) -> io::Result<Option<&[u8]>> {
        loop {
            // At most the start of one character is left.
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
