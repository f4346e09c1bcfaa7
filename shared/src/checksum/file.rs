//! The checksums of files.

use super::algorithm::Digest;
use super::state;
use crate::input::ahead::{self, LARGE};
use crate::input::files;
use crate::program::error::Result;
use crate::sys::stat::StatExt;
use rustix::buffer::spare_capacity;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{Advice, OFlags, fadvise, fstat, stat};
use rustix::io::{read, retry_on_intr};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;
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
    for (index, job) in jobs.iter().enumerate() {
        let file = job.open();
        let is_last = index + 1 == jobs.len();
        if !is_last && matches!(&file, Ok(Some(file)) if is_large(file)) {
            return sums_ahead(&jobs[index..], &mut |place, sum| take(index + place, sum));
        }
        take(index, file.and_then(|file| job.sum_of(file)))?;
    }
    Ok(())
}

/// Like [`sums`], in several threads. They leave alone what is no regular file: others would notice
/// that a FIFO is opened, or a terminal read, before its turn.
fn sums_ahead(jobs: &[Job<'_>], take: &mut dyn FnMut(usize, io::Result<Sum>) -> Result) -> Result {
    let results: Vec<Mutex<Option<io::Result<Sum>>>> =
        jobs.iter().map(|_| Mutex::new(None)).collect();
    let result = |index: usize| {
        let lock = results[index].lock();
        lock.unwrap_or_else(PoisonError::into_inner)
    };
    ahead::in_order(
        jobs.len(),
        &|index| {
            if jobs[index].is_regular() {
                *result(index) = Some(jobs[index].sum());
            }
        },
        &mut |index| {
            let ready = result(index).take();
            take(index, ready.unwrap_or_else(|| jobs[index].sum()))
        },
    )
}

impl Job<'_> {
    /// Opens the file, or returns None for standard input.
    fn open(&self) -> io::Result<Option<OwnedFd>> {
        match self.name.as_bytes() {
            b"-" => Ok(None),
            _ => files::open(self.name, OFlags::RDONLY).map(Some),
        }
    }

    /// Returns whether the name is that of a regular file.
    fn is_regular(&self) -> bool {
        self.name != "-" && stat(self.name).is_ok_and(|stat| stat.is_regular())
    }

    fn sum(&self) -> io::Result<Sum> {
        self.sum_of(self.open()?)
    }

    /// The checksum of a file that is open, or of standard input.
    fn sum_of(&self, file: Option<OwnedFd>) -> io::Result<Sum> {
        match file {
            Some(file) => sum(self.digest, file.as_fd()),
            None => sum(self.digest, rustix::stdio::stdin()),
        }
    }
}

fn is_large(file: &OwnedFd) -> bool {
    fstat(file).is_ok_and(|stat| stat.is_regular() && stat.st_size as u64 >= LARGE)
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
