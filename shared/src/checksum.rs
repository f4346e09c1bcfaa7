//! Checksums of files: the one engine of sum, cksum, b2sum, md5sum and the sha*sum. GNU manual
//! nodes "sum invocation", "cksum invocation", "md5sum invocation" and their neighbours.
//!
//! A utility states its algorithm; [`options`] is the command line that the digests share,
//! [`Settings`] what was asked for, [`run`] prints or checks.

mod algorithm;
mod check;
mod list;
mod options;
mod print;
mod state;

pub use algorithm::{Algorithm, Digest};
pub use options::{Form, Settings, Told, blake2b_bits, options, parse_length, run_alone, utility};
pub use state::has_fast_crc;

use crate::program::error::{Error, Result};
use rustix::fd::BorrowedFd;
use rustix::fs::{Advice, fadvise, fstat};
use std::ffi::OsStr;
use std::io;

/// The end of the digests' help pages.
pub const NOTES: &str = "\
Standard input is read if there is no FILE, and for each FILE that is -. --check reads the lines \
that this utility prints, with --tag or without.";

/// Bytes read at once: what the next cache holds beside the state of a digest.
const BLOCK: usize = 64 * 1024;

/// Prints the checksums of files, or checks those that files list.
///
/// # Errors
/// Where standard output can't be written, or the settings contradict each other.
pub fn run(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    if settings.check {
        check::lists(settings, operands)?;
    } else {
        print::all(settings, operands)?;
    }
    let stdin = operands.is_empty() || operands.contains(&OsStr::new("-"));
    match fstat(rustix::stdio::stdin()) {
        // As closing it would fail.
        Err(e) if stdin => Err(Error::io("standard input", &e.into())),
        _ => Ok(()),
    }
}

/// A file's checksum, and its size in bytes.
fn of_file(digest: Digest, file: BorrowedFd<'_>) -> io::Result<(Vec<u8>, u64)> {
    // The file is read from front to end; pipes refuse the advice, which is harmless.
    let _ = fadvise(file, 0, None, Advice::Sequential);
    let mut sum = state::start(digest);
    let mut size = 0;
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        match rustix::io::read(file, rustix::buffer::spare_capacity(&mut block)) {
            Ok(0) => return Ok((sum.finish(size), size)),
            Ok(n) => size += n as u64,
            Err(rustix::io::Errno::INTR) => continue,
            Err(e) => return Err(e.into()),
        }
        sum.update(&mut block);
    }
}
