//! Terminals: isatty(3).

/// Is this descriptor, which may be none, a terminal?
pub fn is_terminal(descriptor: i32) -> bool {
    // SAFETY: any number may be asked about.
    unsafe { libc::isatty(descriptor) == 1 }
}
