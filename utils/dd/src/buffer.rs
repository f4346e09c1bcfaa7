//! Memory for a block, aligned to a page as direct input and output require.

use shared::bytes::memory::{Block, aligned_zeros};
use shared::prelude::*;
use shared::program::memory::has_memory;

const PAGE: usize = 4096;

/// Allocates a block of `length` bytes. `what` names it in the error.
///
/// # Errors
/// There is not so much memory.
pub(crate) fn block(length: usize, what: &str) -> Result<Block> {
    if !has_memory(length.saturating_add(PAGE)) {
        let size = crate::statistics::scaled(length as u64, 1024);
        return Err(Error::new(format!(
            "memory exhausted by {what} buffer of size {length} bytes ({size})"
        )));
    }
    Ok(aligned_zeros(length, PAGE))
}
