//! Input as lines, or as blocks of complete lines. Only an incomplete line at the end of a block is
//! copied.

use crate::bytes::search::{find, find_last};
use crate::input::files::Input;
use std::io;

/// Number of bytes per read.
const BLOCK: usize = 128 * 1024;

/// The lines of one input or of several in succession. An unterminated last line counts as a line.
#[derive(Debug)]
pub struct Lines {
    end: u8,
    buffer: Vec<u8>,
    /// Length of the part of the buffer that was returned.
    taken: usize,
    at_end: bool,
}

impl Lines {
    /// Returns a reader for lines that end in the byte `end`.
    pub fn new(end: u8) -> Self {
        Self {
            end,
            buffer: Vec::new(),
            taken: 0,
            at_end: false,
        }
    }

    /// Returns the next line without its end, or `None` at the end of the input. Another input may
    /// follow.
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
        if let Some(len) = find(self.end, &self.buffer[start..]) {
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

    /// Returns the next lines, with their ends: all complete lines in the buffer, or an
    /// unterminated last one.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn block(&mut self, input: &Input) -> io::Result<Option<&[u8]>> {
        self.block_within(input, usize::MAX)
    }

    /// Like [`Self::block`], but returns the start of a line that is at least `most` bytes long.
    /// [`Self::part`] returns the rest.
    ///
    /// # Errors
    /// Those of read(2).
    pub fn block_within(&mut self, input: &Input, most: usize) -> io::Result<Option<&[u8]>> {
        let start = self.taken;
        if find_last(self.end, &self.buffer[start..]).is_none()
            && self.read_line(input, most)?.is_none()
        {
            return Ok(None);
        }
        let start = self.taken;
        let rest = &self.buffer[start..];
        self.taken = start + find_last(self.end, rest).map_or(rest.len(), |last| last + 1);
        Ok(Some(&self.buffer[start..self.taken]))
    }

    /// Returns more of a line whose start was returned, up to and including its end if it is in the
    /// buffer. `None` at the end of the input.
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
        self.taken = start + find(self.end, rest).map_or(rest.len(), |len| len + 1);
        Ok(Some(&self.buffer[start..self.taken]))
    }

    /// Reads until the buffer has a complete line, or `most` bytes of one, and returns where that
    /// ends. `None` at the end of the input.
    #[cold]
    fn read_line(&mut self, input: &Input, most: usize) -> io::Result<Option<usize>> {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        let mut searched = self.buffer.len();
        while !self.at_end {
            if searched >= most {
                return Ok(Some(searched));
            }
            // The buffer grows geometrically for a long line.
            self.buffer.reserve(BLOCK.max(searched / 2));
            self.at_end = input.read_more(&mut self.buffer)? == 0;
            if let Some(len) = find(self.end, &self.buffer[searched..]) {
                return Ok(Some(searched + len));
            }
            searched = self.buffer.len();
        }
        // If nothing remains, the next input may start.
        self.at_end = searched > 0;
        Ok(self.at_end.then_some(searched))
    }
}
