//! What happens at a panic, which is a mistake in this program: one line that names the utility and
//! asks for a report, and the status of a failure. Rust's own message speaks of threads and
//! backtraces, and its status is 101 or SIGABRT.

use super::{name, output, status};
use crate::sys::allocator;
use rustix::stdio::stderr;
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::panic::PanicHookInfo;

/// Lets [`report`] answer all panics from now on, of any thread.
pub(super) fn take_over() {
    std::panic::set_hook(Box::new(report));
}

/// Reports the panic and ends the process, before anything unwinds.
#[cold]
fn report(panic: &PanicHookInfo<'_>) {
    output::flush_before_message();
    let mut line = name::program().as_bytes().to_vec();
    line.extend(b": internal error: ");
    line.extend(summary(panic).into_bytes());
    line.extend(b"; please report this\n");
    // There is no other place to report a failure of this.
    let _ = rustix::io::write(stderr(), &line);
    allocator::end(status::failure())
}

/// Returns the message and the place, without line breaks.
fn summary(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let message = match payload.downcast_ref::<&str>() {
        Some(message) => message,
        None => payload.downcast_ref::<String>().map_or("", String::as_str),
    };
    let mut summary = message.replace(|c: char| c.is_ascii_control(), " ");
    if let Some(place) = panic.location() {
        // Writing to a string cannot fail.
        let _ = write!(summary, " ({}:{})", place.file(), place.line());
    }
    summary
}
