//! The allocator of every executable: the C library's, and a function for when it has no memory.
//!
//! Rust's own answer to that is a message in its own words and SIGABRT, which stable Rust lets a
//! program change only here.

use super::arena::{self, Arena};
use std::alloc::{GlobalAlloc, Layout, System};

/// The memory of the first small allocations.
static ARENA: Arena = Arena::new();

/// Size in bytes from which malloc(3) maps blocks.
const MAPPED: usize = 128 * 1024;

/// How blocks of that size are aligned. malloc(3) puts them 16 bytes behind the start of a page, and the
/// kernel takes at least a quarter longer to copy from its cache to there.
pub(crate) const ALIGNMENT: usize = 64;

/// Of so many bytes, the C library may know that they are zero.
const LARGE: usize = 64 * 1024;

/// The C library's allocator, after [`ARENA`]. Where it fails, the function is called, and must end the
/// process.
///
/// The three functions are not inlined, and take no more arguments than those of C: they are called in
/// some thousand places.
pub(crate) struct Allocator(pub(crate) fn() -> !);

impl Allocator {
    #[inline]
    fn checked(&self, memory: *mut u8) -> *mut u8 {
        if memory.is_null() {
            (self.0)();
        }
        memory
    }

    /// malloc(3), of more than 0 bytes.
    #[inline(never)]
    fn allocate(&self, size: usize) -> *mut u8 {
        let memory = ARENA.take(size);
        if !memory.is_null() {
            return memory;
        }
        // SAFETY: no memory is involved yet.
        let memory = unsafe {
            match size {
                // Files are read into most of these.
                MAPPED.. => libc::aligned_alloc(ALIGNMENT, size),
                _ => libc::malloc(size),
            }
        };
        self.checked(memory.cast())
    }

    /// realloc(3), to more than 0 bytes.
    ///
    /// # Safety
    /// The caller owns the memory.
    #[inline(never)]
    unsafe fn resize(&self, memory: *mut u8, size: usize) -> *mut u8 {
        // SAFETY: the memory is the arena's, or that of the C library's allocator. Old and new memory
        // are different, and both hold what is copied.
        unsafe {
            let Some(old) = ARENA.size(memory) else {
                return self.checked(libc::realloc(memory.cast(), size).cast());
            };
            if ARENA.resize(memory, old, size) {
                return memory;
            }
            let new = self.allocate(size);
            new.copy_from_nonoverlapping(memory, old.min(size));
            ARENA.give_back(memory, old);
            new
        }
    }

    /// free(3).
    ///
    /// # Safety
    /// The caller owns the memory.
    #[inline(never)]
    unsafe fn release(&self, memory: *mut u8) {
        // SAFETY: the memory is the arena's, or that of the C library's allocator.
        unsafe {
            match ARENA.size(memory) {
                Some(size) => ARENA.give_back(memory, size),
                None => libc::free(memory.cast()),
            }
        }
    }
}

/// Returns whether malloc(3) aligns a block as it must be. Of a small block, it need not align more than
/// the size.
fn is_aligned_by_malloc(align: usize, size: usize) -> bool {
    align <= arena::ALIGN && align <= size
}

// SAFETY: memory is that of the arena, which gives each block to one owner, or that of the C library's
// allocator, which keeps the contract.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if is_aligned_by_malloc(layout.align(), layout.size()) {
            return self.allocate(layout.size());
        }
        // SAFETY: promised by the caller.
        self.checked(unsafe { System.alloc(layout) })
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.size() >= LARGE {
            // SAFETY: promised by the caller.
            return self.checked(unsafe { System.alloc_zeroed(layout) });
        }
        // SAFETY: promised by the caller; the memory has this size.
        unsafe {
            let memory = self.alloc(layout);
            memory.write_bytes(0, layout.size());
            memory
        }
    }

    #[inline]
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: promised by the caller: the size is not 0, and valid with this alignment. Old and new
        // memory are different, and both hold what is copied.
        unsafe {
            if is_aligned_by_malloc(layout.align(), size) {
                return self.resize(memory, size);
            }
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            new.copy_from_nonoverlapping(memory, size.min(layout.size()));
            self.release(memory);
            new
        }
    }

    #[inline]
    unsafe fn dealloc(&self, memory: *mut u8, _: Layout) {
        // SAFETY: promised by the caller.
        unsafe { self.release(memory) }
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
