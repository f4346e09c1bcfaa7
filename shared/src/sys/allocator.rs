//! The allocator of every executable: the C library's, and a function for when it has no memory.
//!
//! Rust's own answer to that is a message in its own words and SIGABRT, which stable Rust lets a
//! program change only here.

use std::alloc::{GlobalAlloc, Layout, System};

/// Size in bytes from which malloc(3) maps blocks.
const MAPPED: usize = 128 * 1024;

/// How blocks of that size are aligned. malloc(3) puts them 16 bytes behind the start of a page, and the
/// kernel takes at least a quarter longer to copy from its cache to there.
pub(crate) const ALIGNMENT: usize = 64;

/// The C library's allocator. Where it fails, the function is called, and must end the process.
pub(crate) struct Allocator(pub(crate) fn() -> !);

impl Allocator {
    #[inline]
    fn checked(&self, memory: *mut u8) -> *mut u8 {
        if memory.is_null() {
            (self.0)();
        }
        memory
    }
}

// SAFETY: all memory is that of the C library's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Allocator {
    // In each place that allocates, it would add 12 KiB to the internal library.
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let layout = match layout.size() {
            ..MAPPED => layout,
            // Files are read into most of these. The other functions take memory of any alignment.
            _ => layout.align_to(ALIGNMENT).unwrap_or(layout),
        };
        // SAFETY: promised by the caller.
        self.checked(unsafe { System.alloc(layout) })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: promised by the caller.
        self.checked(unsafe { System.alloc_zeroed(layout) })
    }

    #[inline]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: promised by the caller.
        self.checked(unsafe { System.realloc(memory, layout, size) })
    }

    #[inline]
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: promised by the caller.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Returns whether `size` bytes could be allocated now. For callers that can do without, since a
/// failed allocation ends the process.
pub fn has_memory(size: usize) -> bool {
    let Ok(layout) = Layout::array::<u8>(size.max(1)) else {
        return false;
    };
    // SAFETY: the size is not 0, and the memory is freed with the same layout.
    unsafe {
        // Otherwise the compiler removes both calls, and assumes that the first one succeeds.
        let memory = std::hint::black_box(System.alloc(layout));
        System.dealloc(memory, layout);
        !memory.is_null()
    }
}

/// Ends the process at once: _exit(2).
pub(crate) fn end(status: i32) -> ! {
    // SAFETY: no memory is involved.
    unsafe { libc::_exit(status) }
}
