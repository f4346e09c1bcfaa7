//! Memory for a block, aligned to a page as direct input and output require.

use shared::prelude::*;
use shared::program::memory::has_memory;
use std::ops::{Deref, DerefMut};

const PAGE: usize = 4096;

/// A block of memory. The default one is empty.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    memory: Vec<u8>,
    start: usize,
    length: usize,
}

impl Buffer {
    /// Allocates `length` bytes. `what` names the block in the error.
    pub(crate) fn new(length: usize, what: &str) -> Result<Self> {
        let total = length.saturating_add(PAGE);
        if !has_memory(total) {
            let size = crate::statistics::scaled(length as u64, 1024);
            return Err(Error::new(format!(
                "memory exhausted by {what} buffer of size {length} bytes ({size})"
            )));
        }
        // This gets its pages from calloc(3), so that unused ones are never touched.
        let memory = vec![0; total];
        let start = memory.as_ptr().align_offset(PAGE).min(PAGE);
        Ok(Self {
            memory,
            start,
            length,
        })
    }
}

impl Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.length]
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.memory[self.start..self.start + self.length]
    }
}
