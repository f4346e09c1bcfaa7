//! Static memory for the first small allocations of a process.
//!
//! malloc(3) sets itself up at its first call: three system calls and two pages of memory. A utility
//! that has little to do, such as `echo`, needs a few hundred bytes, for which this block is enough. It
//! lies in the page of the library's other variables, which every process writes to anyway.
//!
//! Blocks are taken from the front to the back, and each is preceded by its size. The last one can grow,
//! and be given back. All others stay until the process ends.

use std::cell::UnsafeCell;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering::AcqRel, Ordering::Acquire, Ordering::Relaxed};

/// Number of bytes. With the library's other variables, among them those of the late names, they must
/// fit into a page.
const SIZE: usize = 1792;

/// The alignment of blocks, as of malloc(3).
pub(super) const ALIGN: usize = 16;

/// The size of a block, before its first byte.
type Header = usize;

#[repr(align(16))]
pub(super) struct Arena {
    memory: UnsafeCell<[u8; SIZE]>,
    /// The offset of the end of the last block.
    end: AtomicUsize,
}

// SAFETY: a block belongs to the thread whose exchange of `end` succeeded.
unsafe impl Sync for Arena {}

impl Arena {
    pub(super) const fn new() -> Self {
        Self {
            memory: UnsafeCell::new([0; SIZE]),
            end: AtomicUsize::new(0),
        }
    }

    /// Returns a block of `size` bytes, or null if there is no room.
    #[inline]
    pub(super) fn take(&self, size: usize) -> *mut u8 {
        let end = self.end.load(Relaxed);
        let start = (end + size_of::<Header>()).next_multiple_of(ALIGN);
        if size > SIZE.saturating_sub(start) || !self.move_end(end, start + size) {
            return ptr::null_mut();
        }
        // SAFETY: block and header are within the memory, aligned, and no other thread's.
        unsafe {
            let block = self.memory.get().cast::<u8>().add(start);
            block.cast::<Header>().sub(1).write(size);
            block
        }
    }

    /// Returns the offset of `block`, or `None` if it is other memory.
    #[inline]
    fn offset(&self, block: *mut u8) -> Option<usize> {
        let offset = block.addr().wrapping_sub(self.memory.get().addr());
        (offset < SIZE).then_some(offset)
    }

    /// Returns the size of `block`, or `None` if it is other memory.
    ///
    /// # Safety
    /// The caller owns `block`.
    #[inline]
    pub(super) unsafe fn size(&self, block: *mut u8) -> Option<usize> {
        self.offset(block)?;
        // SAFETY: a block of this memory has a header.
        Some(unsafe { block.cast::<Header>().sub(1).read() })
    }

    /// Gives back `block`, which had `size` bytes, if it is the last one.
    #[inline]
    pub(super) fn give_back(&self, block: *mut u8, size: usize) {
        if let Some(start) = self.offset(block) {
            self.move_end(start + size, start - size_of::<Header>());
        }
    }

    /// Changes the size of `block` from `old` to `new` bytes, if it is the last one and there is room.
    /// Returns whether it did.
    ///
    /// # Safety
    /// The caller owns `block`.
    #[inline]
    pub(super) unsafe fn resize(&self, block: *mut u8, old: usize, new: usize) -> bool {
        let resized = self
            .offset(block)
            .is_some_and(|start| new <= SIZE - start && self.move_end(start + old, start + new));
        if resized {
            // SAFETY: a block of this memory has a header.
            unsafe { block.cast::<Header>().sub(1).write(new) };
        }
        resized
    }

    /// Moves the end of the last block, unless it is not `from`.
    #[inline]
    fn move_end(&self, from: usize, to: usize) -> bool {
        // What is written to a block before it is given back comes before what its next owner does.
        self.end.compare_exchange(from, to, AcqRel, Acquire).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_block_grows_and_is_given_back() {
        let arena = Arena::new();
        let first = arena.take(3);
        let second = arena.take(8);
        assert_eq!(arena.offset(first), Some(16));
        assert_eq!(arena.offset(second), Some(32));
        // SAFETY: the blocks were taken above.
        unsafe {
            assert_eq!(arena.size(first), Some(3));
            assert!(!arena.resize(first, 3, 4), "another block follows");
            assert!(arena.resize(second, 8, 100));
            assert_eq!(arena.size(second), Some(100));
        }
        arena.give_back(first, 3); // not the last one: it stays
        arena.give_back(second, 100);
        assert_eq!(arena.take(5), second);
        assert_ne!(arena.take(1), second);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let arena = Arena::new();
        assert!(
            arena.take(SIZE).is_null(),
            "there is no room for the header"
        );
        assert!(arena.take(usize::MAX).is_null());
        let all = arena.take(SIZE - ALIGN);
        assert_eq!(arena.offset(all), Some(ALIGN));
        assert!(arena.take(1).is_null(), "it is full");
        // SAFETY: the block was taken above.
        unsafe {
            assert!(!arena.resize(all, SIZE - ALIGN, SIZE));
            assert!(arena.resize(all, SIZE - ALIGN, 1));
        }
        assert_eq!(arena.offset(arena.take(1)), Some(2 * ALIGN));
        let mut other = 0_u8;
        // SAFETY: the memory is this function's.
        assert_eq!(unsafe { arena.size(&raw mut other) }, None);
    }

    #[test]
    fn threads_get_different_blocks() {
        let arena = Arena::new();
        let take = || {
            let blocks = (0..100).map(|_| arena.offset(arena.take(4)));
            blocks.flatten().collect::<Vec<_>>()
        };
        let mut all = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
            let blocks = threads.into_iter().map(|thread| thread.join().unwrap());
            blocks.collect::<Vec<_>>().concat()
        });
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(count > 0 && all.iter().all(|offset| offset % ALIGN == 0));
    }
}
