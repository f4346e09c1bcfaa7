//! Large buffers: which pages they take, and hints about them.

/// Size in bytes from which large pages pay.
const LARGE: usize = 4 << 20;

/// Returns zeros to read a block into. A page of them takes memory when it is first used.
pub fn zeros(len: usize) -> Vec<u8> {
    // calloc(3) clears what it takes from the first 132 KiB of the heap, but not what it maps.
    const MAPPED: usize = 256 * 1024;
    const SMALL: usize = 16 * 1024;
    if len < SMALL {
        return vec![0; len];
    }
    let mut zeros = vec![0; len.max(MAPPED)];
    zeros.truncate(len);
    zeros
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
