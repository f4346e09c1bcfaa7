//! What happens when memory is exhausted: `NAME: memory exhausted`, and the status of a failure.

pub use crate::sys::allocator::has_memory;

use super::{name, output, status};
use crate::sys::allocator::{self, Allocator};
use rustix::stdio::stderr;
use std::os::unix::ffi::OsStrExt;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[global_allocator]
static ALLOCATOR: Allocator = Allocator(exhausted);

/// Counts failed allocations: what is done about the first one may fail too, in this thread or
/// another one.
static FAILURES: AtomicU32 = AtomicU32::new(0);

/// Ends the process in GNU's words. Allocates nothing but what flushing standard output needs.
///
/// Also for sizes whose computation overflows, which no memory can hold.
#[cold]
#[inline(never)]
pub fn exhausted() -> ! {
    if FAILURES.fetch_add(1, Relaxed) == 0 {
        output::flush_before_message();
    }
    for part in [name::program().as_bytes(), b": memory exhausted\n"] {
        // There is no other place to report a failure of this.
        let _ = rustix::io::write(stderr(), part);
    }
    allocator::end(status::failure())
}
