//! Input line by line, or by blocks of whole lines: no copies but of what a block ends within.

use crate::input::files::Input;
use memchr::{memchr, memrchr};
use std::io;

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// The lines of one input or of several, one after the other. A last one without its end
/// counts as a line.
#[derive(Debug)]
pub struct Lines {
    end: u8,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were handed out.
    taken: usize,
    at_end: bool,
}

impl Lines {
    /// Lines that each end in the byte `end`.
    pub fn new(end: u8) -> Self {
        Self {
            end,
            buffer: Vec::new(),
            taken: 0,
            at_end: false,
        }
    }

    /// The next line, without its end. None at the end of the input; another may follow.
    ///
    /// # Errors
    /// Those of read(2).
    #[allow(
        clippy::should_implement_trait,
        reason = "the lines are borrowed from the buffer"
    )]
    #[inline]
    pub fn next(&mut self, input: &Input) -> io::Result<Option<&[u8]>> {
        let start = self.taken;
        if let Some(len) = memchr(self.end, &self.buffer[start..]) {
            self.taken = start + len + 1;
            return Ok(Some(&self.buffer[start..start + len]));
        }
        let Some(end) = self.read_line(input, usize::MAX)? else {
            return Ok(None);
        };
        let start = self.taken;
        self.taken = (end + 1).min(self.buffer.len());
        Ok(Some(&self.buffer[start..end]))
    }

    /// The next lines, as many as are at hand: whole ones, with their ends, but for a last one
    /// that has none.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn block(&mut self, input: &Input) -> io::Result<Option<&[u8]>> {
        self.block_within(input, usize::MAX)
    }

    /// The same, though of a line of at least so many bytes just the start; [`Self::part`] has
    /// the rest.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn block_within(&mut self, input: &Input, most: usize) -> io::Result<Option<&[u8]>> {
        let start = self.taken;
        if memrchr(self.end, &self.buffer[start..]).is_none()
            && self.read_line(input, most)?.is_none()
        {
            return Ok(None);
        }
        let start = self.taken;
        let rest = &self.buffer[start..];
        self.taken = start + memrchr(self.end, rest).map_or(rest.len(), |last| last + 1);
        Ok(Some(&self.buffer[start..self.taken]))
    }

    /// What follows in a line of which the start was handed out, as much as is at hand, up to
    /// its end and with it. None at the end of the input.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn part(&mut self, input: &Input) -> io::Result<Option<&[u8]>> {
        if self.taken == self.buffer.len() {
            self.buffer.clear();
            self.taken = 0;
            if !self.at_end {
                self.buffer.reserve(BLOCK);
                input.read_more(&mut self.buffer)?;
            }
            self.at_end = false;
            if self.buffer.is_empty() {
                return Ok(None);
            }
        }
        let start = self.taken;
        let rest = &self.buffer[start..];
        self.taken = start + memchr(self.end, rest).map_or(rest.len(), |len| len + 1);
        Ok(Some(&self.buffer[start..self.taken]))
    }

    /// Reads until there is a whole line, or so much of one, and answers where that ends. None
    /// at the end.
    #[cold]
    fn read_line(&mut self, input: &Input, most: usize) -> io::Result<Option<usize>> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let mut searched = self.buffer.len();
        while !self.at_end {
            if searched >= most {
                return Ok(Some(searched));
            }
            // A long line's buffer doubles.
            self.buffer.reserve(BLOCK.max(searched / 2));
            self.at_end = input.read_more(&mut self.buffer)? == 0;
            if let Some(len) = memchr(self.end, &self.buffer[searched..]) {
                return Ok(Some(searched + len));
            }
            searched = self.buffer.len();
        }
        // Where nothing is left, the next input begins.
        self.at_end = searched > 0;
        Ok(self.at_end.then_some(searched))
    }
}
