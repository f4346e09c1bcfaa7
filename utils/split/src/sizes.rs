//! How long the input is, and where chunks of it end.

use crate::ways::Chunks;
use crate::{BLOCK, Split};
use shared::input::temporary;
use shared::prelude::*;
use shared::rustix::fs::{FileType, SeekFrom, fstat, seek, tell};
use shared::rustix::io::{Errno, pread};
use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};

/// The input, of which the size is known and any part can be read.
pub(crate) struct Sized<'a> {
    split: &'a Split,
    /// What can't be read twice, as copied.
    copy: Option<File>,
    start: u64,
    pub(crate) size: u64,
}

impl<'a> Sized<'a> {
    /// Finds out the size; what is no regular file is copied to a temporary one.
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
        match (FileType::from_raw_mode(stat.st_mode), place) {
            // Files in /proc claim to be empty.
            (FileType::RegularFile, Ok(_)) if stat.st_size > 0 => {
                sized.size = (stat.st_size as u64).saturating_sub(sized.start);
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
        Ok(sized)
    }

    fn copy(&mut self) -> Result {
        let directory = temporary::directory();
        let failed = |e: io::Error| {
            let directory = quoteaf(&directory);
            Error::io(format!("cannot create temporary file in {directory}"), &e)
        };
        let mut file = File::from(temporary::file(&directory).map_err(failed)?);
        let mut block = vec![0; BLOCK];
        loop {
            match shared::rustix::io::read(&self.split.input, &mut *block) {
                Ok(0) => break,
                Ok(n) => {
                    file.write_all(&block[..n]).map_err(failed)?;
                    self.size += n as u64;
                }
                Err(Errno::INTR) => {}
                Err(e) => return Err(Error::io(quotef(self.split.input.name), &e.into())),
            }
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
        loop {
            match pread(self.file(), &mut *block, self.start + place) {
                Ok(n) => return Ok(n),
                Err(Errno::INTR) => {}
                Err(e) => return Err(Error::io(quotef(self.split.input.name), &e.into())),
            }
        }
    }

    /// Where chunk `k` ends, of which sizes differ by one at most.
    pub(crate) fn end_of(&self, k: u64, chunks: Chunks) -> u64 {
        let (size, more) = (self.size / chunks.number, self.size % chunks.number);
        size * k + more.min(k)
    }
}

/// Does a device end at once, like /dev/null?
fn is_empty(split: &Split) -> bool {
    shared::rustix::io::read(&split.input, &mut [0; 1]) == Ok(0)
}
