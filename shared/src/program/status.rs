//! The exit status of the process.

use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

static STATUS: AtomicI32 = AtomicI32::new(0);
static FAILURE: AtomicI32 = AtomicI32::new(1);

/// Sets the status that stands for failure if it is not 1: 2 for ls and sort, 125 for env.
pub fn set_failure(status: i32) {
    FAILURE.store(status, Relaxed);
}

/// Returns the status that stands for failure.
pub fn failure() -> i32 {
    FAILURE.load(Relaxed)
}

/// Returns the exit status so far.
pub fn current() -> i32 {
    STATUS.load(Relaxed)
}

/// Sets the exit status. A later error may replace it.
pub fn set(status: i32) {
    STATUS.store(status, Relaxed);
}
