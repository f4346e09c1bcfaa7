//! `nocache`: data that was read or written is dropped from the page cache, in large steps.

use crate::copy::Copying;
use crate::symbols::{Conversions, Flags};
use shared::prelude::*;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::fs::{Advice, SeekFrom, fadvise, seek};
use shared::rustix::io::Errno;
use std::num::NonZeroU64;

/// How many bytes are dropped at once.
const STEP: u64 = 128 * 1024;

const PAGE: u64 = 4096;

/// The part of a file that is to be dropped from the cache.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    /// How many bytes wait for a step to be complete.
    pending: u64,
    /// The file has no offset, so that nothing can be dropped.
    unseekable: bool,
    /// The end of the input was reached, so that everything to the end of the file is dropped.
    to_end: bool,
}

impl Cache {
    pub(crate) fn new(flags: &Flags) -> Option<Self> {
        flags.no_cache.then(Self::default)
    }

    /// Drops the last `length` bytes before `offset` (or before the file's own offset). A length
    /// of 0 drops all that is pending.
    pub(crate) fn forget(&mut self, file: BorrowedFd<'_>, length: u64, offset: Option<u64>) {
        // Advice: the copy is the same if the kernel does not follow it.
        let _ = self.advise(file, length, offset);
    }

    /// Like [`Self::forget`], and returns the error.
    fn advise(
        &mut self,
        file: BorrowedFd<'_>,
        length: u64,
        offset: Option<u64>,
    ) -> Result<(), Errno> {
        let mut clear = self.pending;
        if length > 0 {
            let total = self.pending.saturating_add(length);
            self.pending = total % STEP;
            clear = total - self.pending;
            if clear == 0 {
                return Ok(());
            }
        }
        let pending = if length > 0 { self.pending } else { 0 };
        let at = match offset {
            Some(at) => at,
            None if self.unseekable => return Err(Errno::SPIPE),
            None => match seek(file, SeekFrom::Current(0)) {
                Ok(at) => at,
                Err(e) => {
                    self.unseekable = true;
                    return Err(e);
                }
            },
        };
        let mut start = at.saturating_sub(clear + pending);
        let mut size = NonZeroU64::new(clear);
        if length == 0 && (self.to_end || clear == 0) {
            // Without a size: up to the end of the file, from the start of a page.
            start -= start % PAGE;
            size = None;
        }
        self.pending = if length > 0 { self.pending } else { 0 };
        fadvise(file, start, size, Advice::DontNeed)
    }
}

impl Copying<'_> {
    /// Notes that the input has ended.
    pub(crate) fn reached_end(&mut self) {
        if let Some(cache) = &mut self.read_cache {
            cache.to_end = true;
        }
        if let Some(cache) = &mut self.write_cache {
            cache.to_end = !self.job.converts(Conversions::NOTRUNC);
        }
    }

    /// Drops what is pending. With `count=0`, which copies nothing, drops whole files and
    /// reports failures.
    pub(crate) fn drop_caches(&mut self) {
        let drops_only = self.has_nothing_to_copy();
        let mut failures = Vec::new();
        let streams = [
            (&mut self.read_cache, &self.input, self.offset),
            (&mut self.write_cache, &self.output, None),
        ];
        for (cache, stream, offset) in streams {
            let Some(cache) = cache else { continue };
            if !drops_only && cache.pending == 0 && !cache.to_end {
                continue;
            }
            cache.to_end |= drops_only;
            if let Err(e) = cache.advise(stream.fd(), 0, offset)
                && drops_only
            {
                failures.push((stream.name, e));
            }
        }
        for (name, e) in failures {
            self.error(&format!("failed to discard cache for: {}", quotef(name)), e);
        }
    }
}
