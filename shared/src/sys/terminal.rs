//! Terminals: isatty(3).

/// Returns whether the descriptor is a terminal. It may be closed.
pub fn is_terminal(descriptor: i32) -> bool {
    // SAFETY: any number is allowed.
    unsafe { libc::isatty(descriptor) == 1 }
}
