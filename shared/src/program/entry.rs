//! Start and end of every utility, the same in all variants.
//!
//! An executable starts at C's `main` instead of the entry point of Rust's runtime, which reads
//! `/proc/self/maps`, sets up an alternate signal stack, reopens closed descriptors and ignores
//! SIGPIPE. GNU's utilities do none of that: they die of SIGPIPE and report a closed standard
//! output. What remains is to pass on the arguments, and at the end to flush standard output and
//! report a failure.

use crate::program::cli::Args;
use crate::program::diagnostics;
use crate::program::name;
use crate::program::status;
use crate::program::{error, output, panic};
use crate::sys::getopt::remember_arguments;
use libc::{c_char, c_int};
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;

/// The entry function of a utility. It reads the arguments and does the work. An `Err` is reported
/// and sets the exit status.
pub type Utility = fn(Args) -> error::Result;

/// Defines C's `main` for a utility's entry function. Together with `#![no_main]`, this is the
/// whole `main.rs`. The second form is for `true` and `false`, which look at their arguments only
/// if there is exactly one, and otherwise only return the given status.
#[macro_export]
macro_rules! main {
    ($entry:path $(, $status:literal without one argument)?) => {
        /// The start of the process. See `shared::program::entry`.
        ///
        /// # Safety
        /// Only the C library may call it.
        #[allow(unsafe_code, reason = "C's main is called by name")]
        // SAFETY: no other symbol of an executable is called `main`, and the C library calls
        // it with `argc` strings in `argv`.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn main(argc: i32, argv: *const *const $crate::libc::c_char) -> i32 {
            $(if argc != 2 {
                return $status;
            })?
            // SAFETY: the arguments are those of C's `main`.
            unsafe { $crate::program::entry::start($entry, argc, argv) }
        }
    };
}

/// Runs `utility` with C's arguments and returns the exit status.
///
/// # Safety
/// `argv` must have `argc` NUL-terminated strings, and then a null entry, that live as long as the
/// process, as the arguments of C's `main` do.
#[allow(unsafe_code, reason = "handed C's argv")]
pub unsafe fn start(utility: Utility, argc: c_int, argv: *const *const c_char) -> c_int {
    // SAFETY: promised by the caller.
    let arguments = unsafe {
        remember_arguments(argv);
        arguments(argc, argv)
    };
    run(utility, arguments)
}

/// Returns C's arguments, starting with the program's name.
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

/// Runs another utility in this process. For the multicall executable, after it has read its own
/// arguments.
///
/// # Errors
/// Those of `utility`.
pub fn become_utility(utility: Utility, arguments: Vec<&'static OsStr>) -> error::Result {
    name::set_program(arguments.first().copied().unwrap_or_default());
    utility(Args::new(arguments))
}

/// Runs `utility` and returns the exit status. `arguments` starts with the name for messages.
pub fn run(utility: Utility, arguments: Vec<&'static OsStr>) -> c_int {
    panic::take_over();
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
