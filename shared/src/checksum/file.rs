//! The checksum of one file.

use super::algorithm::Digest;
use super::state;
use rustix::buffer::spare_capacity;
use rustix::fd::BorrowedFd;
use rustix::fs::{Advice, fadvise};
use rustix::io::{read, retry_on_intr};
use std::io;

/// Bytes read at once. Together with the state of a digest, that fits into the L2 cache.
const BLOCK: usize = 64 * 1024;

/// Returns the checksum of a file and its size in bytes.
pub(super) fn sum(digest: Digest, file: BorrowedFd<'_>) -> io::Result<(Vec<u8>, u64)> {
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
