//! Large buffers: which pages they take, and hints about them.

use crate::sys::allocator::ALIGNMENT;
use std::ops::{Deref, DerefMut};

/// Size in bytes from which large pages pay.
const LARGE: usize = 4 << 20;

/// An aligned block to read into. The default one is empty.
#[derive(Debug, Default)]
pub struct Block {
    memory: Vec<u8>,
    start: usize,
    len: usize,
}

/// Returns zeros to read a block into. A page of them takes memory when it is first used.
pub fn zeros(len: usize) -> Block {
    // calloc(3) clears what it takes from the first 132 KiB of the heap, but not what it maps.
    const MAPPED: usize = 256 * 1024;
    const SMALL: usize = 16 * 1024;
    let least = if len < SMALL { 0 } else { MAPPED };
    Block::new(len, ALIGNMENT, least)
}

/// Returns zeros that begin at a multiple of `alignment`, a power of two: direct input and output need
/// a page's. A page of them takes memory when it is first used.
pub fn aligned_zeros(len: usize, alignment: usize) -> Block {
    Block::new(len, alignment, 0)
}

impl Block {
    fn new(len: usize, alignment: usize, least: usize) -> Self {
        // This gets pages from calloc(3), so that unused ones are never touched.
        let memory = vec![0; len.saturating_add(alignment).max(least)];
        let start = memory.as_ptr().align_offset(alignment).min(alignment);
        Self { memory, start, len }
    }
}

impl Deref for Block {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.memory[self.start..self.start + self.len]
    }
}

impl DerefMut for Block {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.memory[self.start..self.start + self.len]
    }
}

/// Requests large pages for a large `buffer`, which saves page faults and TLB misses: madvise(2),
/// `MADV_HUGEPAGE`.
pub fn use_large_pages<T>(buffer: &mut Vec<T>) {
    const PAGE: usize = 4096;
    let room = buffer.spare_capacity_mut();
    let (start, len) = (room.as_mut_ptr().addr(), size_of_val(room));
    let skipped = start.next_multiple_of(PAGE) - start;
    if len >= LARGE {
        // SAFETY: the pages belong to the buffer, and their content does not change. A failure is
        // harmless.
        unsafe {
            let pages = room.as_mut_ptr().byte_add(skipped).cast();
            libc::madvise(pages, len - skipped, libc::MADV_HUGEPAGE);
        }
    }
}

/// Prefetches the start of `text` into the processor's caches.
#[inline(always)]
pub fn prefetch(text: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint that accepts any address; SSE is part of x86-64.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(text.as_ptr().cast());
    }
    // Elsewhere the argument is not used.
    #[cfg(not(target_arch = "x86_64"))]
    let _ = text;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_aligned_and_of_their_size() {
        for len in [1, 100, 20_000, 128 * 1024, 1 << 20] {
            for (mut block, alignment) in
                [(zeros(len), ALIGNMENT), (aligned_zeros(len, 4096), 4096)]
            {
                assert_eq!(block.as_ptr().addr() % alignment, 0);
                block[len - 1] = 1;
                assert!(block.len() == len && block[..len - 1].iter().all(|&byte| byte == 0));
            }
        }
    }
}
