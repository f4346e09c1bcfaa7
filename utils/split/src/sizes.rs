//! The size of the input and the ends of its chunks.

use crate::ways::Chunks;
use crate::{BLOCK, Split};
use shared::bytes::memory::zeros;
use shared::input::temporary;
use shared::prelude::*;
use shared::rustix::buffer::spare_capacity;
use shared::rustix::fs::{FileType, SeekFrom, fstat, seek, tell};
use shared::rustix::io::{Errno, pread, read, retry_on_intr};
use shared::sys::stat::StatExt;
use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};

/// An input of known size, any part of which can be read.
pub(crate) struct Sized<'a> {
    split: &'a Split,
    /// A copy of the input, if it cannot seek.
    copy: Option<File>,
    start: u64,
    pub(crate) size: u64,
}

impl<'a> Sized<'a> {
    /// Finds out the size. An input that cannot seek is copied to a temporary file.
    pub(crate) fn new(split: &'a Split) -> Result<Self> {
        let failed = |e: Errno| {
            let name = quotef(split.input.name);
            Error::io(format!("{name}: cannot determine file size"), &e.into())
        };
        let stat = fstat(&split.input).map_err(failed)?;
        let place = tell(&split.input);
        let mut sized = Self {
            split,
            copy: None,
            start: *place.as_ref().unwrap_or(&0),
            size: 0,
        };
        match (stat.file_type(), place) {
            // Files in /proc have size 0 although they are not empty.
            (FileType::RegularFile, Ok(_)) if stat.st_size > 0 => {
                sized.size = (stat.st_size as u64).saturating_sub(sized.start);
                // Files in /sys claim to be as large as a page.
                if stat.st_size as u64 <= stat.st_blksize as u64 {
                    sized.size = sized.measured()?;
                }
            }
            (FileType::Directory, _) => return Err(failed(Errno::ISDIR)),
            (FileType::CharacterDevice, Ok(_)) if !is_empty(split) => {
                return Err(failed(Errno::OVERFLOW));
            }
            (FileType::BlockDevice, Ok(start)) => {
                let end = seek(&split.input, SeekFrom::End(0)).map_err(failed)?;
                sized.size = end.saturating_sub(start);
            }
            _ => sized.copy()?,
        }
        if sized.copy.is_none() && split.input.is_stdin() {
            // What reads it next begins behind what was read; a failure is no error of ours.
            let _ = seek(&split.input, SeekFrom::Start(sized.start + sized.size));
        }
        Ok(sized)
    }

    /// Reads the input, and returns its size.
    fn measured(&self) -> Result<u64> {
        let mut block = zeros(BLOCK);
        let mut size = 0;
        loop {
            match self.read(&mut block, size)? {
                0 => return Ok(size),
                n => size += n as u64,
            }
        }
    }

    /// Copies the input to a temporary file.
    fn copy(&mut self) -> Result {
        let directory = temporary::directory();
        let failed = |e: io::Error| {
            let directory = quoteaf(&directory);
            Error::io(format!("cannot create temporary file in {directory}"), &e)
        };
        let mut file = File::from(temporary::file(&directory).map_err(failed)?);
        let mut block = zeros(BLOCK);
        loop {
            let n = retry_on_intr(|| read(&self.split.input, &mut *block))
                .map_err(|e| Error::io(quotef(self.split.input.name), &e.into()))?;
            if n == 0 {
                break;
            }
            file.write_all(&block[..n]).map_err(failed)?;
            self.size += n as u64;
        }
        self.start = 0;
        self.copy = Some(file);
        Ok(())
    }

    fn file(&self) -> BorrowedFd<'_> {
        match &self.copy {
            Some(file) => file.as_fd(),
            None => self.split.input.as_fd(),
        }
    }

    /// Reads at `place`.
    pub(crate) fn read(&self, block: &mut [u8], place: u64) -> Result<usize> {
        retry_on_intr(|| pread(self.file(), &mut *block, self.start + place))
            .map_err(|e| self.error(e))
    }

    /// Reads at `place`, into the spare capacity of `block`.
    pub(crate) fn read_more(&self, block: &mut Vec<u8>, place: u64) -> Result<usize> {
        retry_on_intr(|| pread(self.file(), spare_capacity(block), self.start + place))
            .map_err(|e| self.error(e))
    }

    fn error(&self, e: Errno) -> Error {
        Error::io(quotef(self.split.input.name), &e.into())
    }

    /// Returns the end of chunk `k`, counted from 1. Sizes of chunks differ by one byte at most.
    pub(crate) fn end_of(&self, k: u64, chunks: Chunks) -> u64 {
        let (size, more) = (self.size / chunks.number, self.size % chunks.number);
        size * k + more.min(k)
    }
}

/// Returns whether a device is empty, like /dev/null.
fn is_empty(split: &Split) -> bool {
    read(&split.input, &mut [0; 1]) == Ok(0)
}
