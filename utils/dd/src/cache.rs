//! `nocache`: what was read or written is dropped from the cache, in large steps.

use crate::arguments::{Bits, NOCACHE, NOTRUNC};
use crate::copy::Copying;
use shared::prelude::*;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::fs::{Advice, SeekFrom, fadvise, seek};
use shared::rustix::io::Errno;
use std::num::NonZeroU64;

/// Bytes that are dropped at once.
const STEP: u64 = 128 * 1024;

const PAGE: u64 = 4096;

/// What of a file is to be dropped from the cache.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    /// Bytes that were not worth a call yet.
    pending: u64,
    /// Nothing can be dropped of what has no offset.
    unseekable: bool,
    /// The end was reached: what is beyond goes, too.
    to_end: bool,
}

impl Cache {
    pub(crate) fn new(flags: Bits) -> Option<Self> {
        (flags & NOCACHE != 0).then(Self::default)
    }

    /// Drops `length` bytes that end where the file is (at `offset`, if that is known); with no
    /// length, all that is left.
    pub(crate) fn forget(&mut self, file: BorrowedFd<'_>, length: u64, offset: Option<u64>) {
        let _ = self.advise(file, length, offset);
    }

    fn advise(
        &mut self,
        file: BorrowedFd<'_>,
        length: u64,
        offset: Option<u64>,
    ) -> std::result::Result<(), Errno> {
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
            // Whole pages, up to the end.
            start -= start % PAGE;
            size = None;
        }
        self.pending = if length > 0 { self.pending } else { 0 };
        fadvise(file, start, size, Advice::DontNeed)
    }
}

impl Copying<'_> {
    /// The input is over: so is what is to be dropped.
    pub(crate) fn reached_end(&mut self) {
        if let Some(cache) = &mut self.read_cache {
            cache.to_end = true;
        }
        if let Some(cache) = &mut self.write_cache {
            cache.to_end = !self.job.converts(NOTRUNC);
        }
    }

    /// Drops what is left; without a copy, all of the files.
    pub(crate) fn drop_caches(&mut self) {
        let just_this = self.has_nothing_to_copy();
        let mut failures = Vec::new();
        let streams = [
            (&mut self.read_cache, &self.input, self.offset),
            (&mut self.write_cache, &self.output, None),
        ];
        for (cache, stream, offset) in streams {
            let Some(cache) = cache else { continue };
            if !just_this && cache.pending == 0 && !cache.to_end {
                continue;
            }
            cache.to_end |= just_this;
            if let Err(e) = cache.advise(stream.fd(), 0, offset)
                && just_this
            {
                failures.push((stream.name, e));
            }
        }
        for (name, e) in failures {
            self.complain(&format!("failed to discard cache for: {}", quotef(name)), e);
        }
    }
}
