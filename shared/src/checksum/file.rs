//! The checksums of files.

use super::algorithm::Digest;
use super::state;
use crate::input::ahead;
use crate::program::error::Result;
use rustix::buffer::spare_capacity;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{Advice, fadvise};
use rustix::io::{read, retry_on_intr};
use rustix::stdio::stdin;
use std::ffi::OsStr;
use std::io;
use std::sync::{Mutex, PoisonError};

/// Bytes read at once. Together with the state of a digest, that fits into the L2 cache.
const BLOCK: usize = 64 * 1024;

/// A file whose checksum is wanted.
pub(super) struct Job<'a> {
    pub(super) digest: Digest,
    /// `-` is standard input.
    pub(super) name: &'a OsStr,
}

/// The checksum of a file and its size in bytes.
pub(super) type Sum = (Vec<u8>, u64);

/// Computes the checksums of files and passes each to `take`, with the index of its job, in order.
/// Behind a large file, the next ones are computed ahead.
///
/// # Errors
/// Those of `take`.
pub(super) fn sums(
    jobs: &[Job<'_>],
    take: &mut dyn FnMut(usize, io::Result<Sum>) -> Result,
) -> Result {
    let names: Vec<&OsStr> = jobs.iter().map(|job| job.name).collect();
    let results: Vec<Mutex<Option<io::Result<Sum>>>> =
        jobs.iter().map(|_| Mutex::new(None)).collect();
    let result = |index: usize| {
        let lock = results[index].lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    };
    ahead::files_in_order(
        &names,
        &|index, file| {
            let sum = file.and_then(|file| {
                let file = file.as_ref().map_or(stdin(), |file| file.as_fd());
                sum(jobs[index].digest, file)
            });
            *result(index) = Some(sum);
        },
        &mut |index| match result(index).take() {
            Some(sum) => take(index, sum),
            None => Ok(()),
        },
    )
}

/// Returns the checksum of a file and its size in bytes.
fn sum(digest: Digest, file: BorrowedFd<'_>) -> io::Result<Sum> {
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
