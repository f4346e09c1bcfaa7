//! Checksums of files, for sum, cksum, b2sum, md5sum and the sha*sum utilities. GNU manual nodes
//! "sum invocation", "cksum invocation", "md5sum invocation" and their neighbours.
//!
//! A utility chooses an [`Algorithm`]. [`options`] are the options that the utilities for digests
//! share, [`Settings`] holds their values, and [`run`] prints or verifies checksums.

mod algorithm;
mod check;
mod list;
mod options;
mod print;
mod state;

pub use algorithm::{Algorithm, Digest};
pub use options::{
    Form, Report, Settings, blake2b_bits, options, parse_length, run_alone, utility,
};
pub use state::has_fast_crc;

use crate::program::error::{Error, Result};
use rustix::buffer::spare_capacity;
use rustix::fd::BorrowedFd;
use rustix::fs::{Advice, fadvise, fstat};
use rustix::io::{read, retry_on_intr};
use std::ffi::OsStr;
use std::io;

/// The end of the help pages of the utilities for digests.
pub const NOTES: &str = "\
With no FILE, or when FILE is -, read standard input. A check reads what this utility prints,
with --tag or without.";

/// Bytes read at once. Together with the state of a digest, that fits into the L2 cache.
const BLOCK: usize = 64 * 1024;

/// Prints the checksums of files, or verifies those that the files list.
///
/// # Errors
/// Standard output cannot be written, or standard input is closed.
pub fn run(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    if settings.check {
        check::lists(settings, operands)?;
    } else {
        print::all(settings, operands)?;
    }
    let stdin = operands.is_empty() || operands.contains(&OsStr::new("-"));
    match fstat(rustix::stdio::stdin()) {
        // GNU's utilities close standard input at the end, and name it differently than
        // `files::close_stdin` does.
        Err(e) if stdin => Err(Error::io("standard input", &e.into())),
        _ => Ok(()),
    }
}

/// Returns the checksum of a file and its size in bytes.
fn of_file(digest: Digest, file: BorrowedFd<'_>) -> io::Result<(Vec<u8>, u64)> {
    // This is only advice, which pipes reject.
    let _ = fadvise(file, 0, None, Advice::Sequential);
    let mut sum = state::start(digest);
    let mut size = 0;
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        let read = retry_on_intr(|| read(file, spare_capacity(&mut block)))?;
        if read == 0 {
            return Ok((sum.finish(size), size));
        }
        size += read as u64;
        sum.update(&mut block);
    }
}
