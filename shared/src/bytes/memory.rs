//! Large pieces of memory that are read in no order.

/// Bytes from which on it pays to ask.
const LARGE: usize = 4 << 20;

/// Asks for large pages for the room in `buffer`, where there is much of it: fewer of them have to
/// be found, made and looked up. See madvise(2), `MADV_HUGEPAGE`.
pub fn use_large_pages<T>(buffer: &mut Vec<T>) {
    const PAGE: usize = 4096;
    let room = buffer.spare_capacity_mut();
    let (start, len) = (room.as_mut_ptr().addr(), size_of_val(room));
    let skipped = start.next_multiple_of(PAGE) - start;
    if len >= LARGE {
        // SAFETY: the pages are the buffer's own, and their content stays what it is. That the
        // kernel may not do it matters to nobody.
        unsafe {
            let pages = room.as_mut_ptr().byte_add(skipped).cast();
            libc::madvise(pages, len - skipped, libc::MADV_HUGEPAGE);
        }
    }
}

/// Begins to fetch what `text` starts with into the processor's caches.
#[inline(always)]
pub fn prefetch(text: &[u8]) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint, which no address makes fail; SSE is part of x86-64.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(text.as_ptr().cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = text;
}
