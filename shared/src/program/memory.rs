//! Buffers that grow with the input. Where memory ends, the utility says so and fails, as GNU's do;
//! the growth of other collections aborts.

use super::error::Error;
use super::output;
use super::status;

/// Reserves room for `additional` more bytes, or ends the process.
#[inline]
pub fn reserve(buffer: &mut Vec<u8>, additional: usize) {
    if buffer.try_reserve(additional).is_err() {
        exhausted();
    }
}

/// Appends `count` bytes of the same value, or ends the process.
pub fn fill(buffer: &mut Vec<u8>, count: usize, byte: u8) {
    reserve(buffer, count);
    buffer.resize(buffer.len() + count, byte);
}

/// Ends the process with the utility's failure status.
#[cold]
pub fn exhausted() -> ! {
    Error::new("memory exhausted").emit();
    // Flushed before the message; a failure to write is one more reason for the same status.
    let _ = output::finish();
    std::process::exit(status::failure())
}
