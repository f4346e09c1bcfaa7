//! The way into every utility and out of it, the same in every variant.
//!
//! An executable starts at C's `main`, not at Rust's runtime entry: that one reads
//! `/proc/self/maps`, sets up an alternate signal stack, reopens closed descriptors and
//! ignores SIGPIPE, none of which a utility wants (GNU's die of SIGPIPE and report a closed
//! standard output). What is left to do is to hand over the arguments, and at the end to
//! write out standard output and to report if that failed.

use crate::program::cli::Args;
use crate::program::diagnostics;
use crate::program::name;
use crate::program::status;
use crate::program::{error, output};
use libc::{c_char, c_int};
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;

/// A utility: reads its arguments, does its work. An `Err` is reported and decides the exit
/// status; so does [`error::warn`].
pub type Utility = fn(Args) -> error::Result;

/// Makes an executable's C `main` of a utility's entry function. With `#![no_main]`, it is
/// all that a `main.rs` holds. `true` and `false` heed an argument only where there is just
/// one: without it, the given status is all that they do.
#[macro_export]
macro_rules! main {
    ($entry:path $(, $status:literal without one argument)?) => {
        /// The process starts here: see `shared::program::entry`.
        ///
        /// # Safety
        /// For the C library to call.
        #[allow(unsafe_code, reason = "C's main is called by name")]
        // SAFETY: no other symbol of an executable is called `main`, and the C library calls
        // it with `argc` strings in `argv`.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn main(argc: i32, argv: *const *const $crate::libc::c_char) -> i32 {
            $(if argc != 2 {
                return $status;
            })?
            // SAFETY: these are the arguments of C's `main`.
            unsafe { $crate::program::entry::start($entry, argc, argv) }
        }
    };
}

/// Runs `utility` on C's arguments and returns the exit status.
///
/// # Safety
/// `argv` holds `argc` NUL-terminated strings that live as long as the process, as those do
/// that the C library calls `main` with.
#[allow(unsafe_code, reason = "handed C's argv")]
pub unsafe fn start(utility: Utility, argc: c_int, argv: *const *const c_char) -> c_int {
    // SAFETY: promised by the caller.
    run(utility, unsafe { arguments(argc, argv) })
}

/// C's arguments as strings that live as long as the process, the program's name first.
///
/// # Safety
/// As for [`start`].
#[allow(unsafe_code, reason = "reads C's argv")]
pub unsafe fn arguments(argc: c_int, argv: *const *const c_char) -> Vec<&'static OsStr> {
    (0..usize::try_from(argc).unwrap_or(0))
        // SAFETY: promised by the caller.
        .map(|i| OsStr::from_bytes(unsafe { CStr::from_ptr(*argv.add(i)) }.to_bytes()))
        .collect()
}

/// Becomes another utility within one process: the multicall executable, once it read its own
/// arguments.
///
/// # Errors
/// Those of `utility`.
pub fn become_utility(utility: Utility, arguments: Vec<&'static OsStr>) -> error::Result {
    name::set_program(arguments.first().copied().unwrap_or_default());
    utility(Args::new(arguments))
}

/// Runs `utility`; `arguments` starts with the name to use in messages.
pub fn run(utility: Utility, arguments: Vec<&'static OsStr>) -> c_int {
    let name = arguments.first().copied().unwrap_or_default();
    name::set_program(name);
    if let Err(e) = utility(Args::new(arguments)) {
        e.emit();
    }
    if let Err(e) = output::finish() {
        e.emit();
    }
    diagnostics::finish();
    status::current()
}
