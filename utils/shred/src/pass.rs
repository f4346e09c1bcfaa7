//! One pass over a file.

use crate::patterns::Pattern;
use shared::input::random::Numbers;
use shared::prelude::*;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::fs::{SeekFrom, fdatasync, fsync, seek};
use shared::rustix::io::{Errno, retry_on_intr, write};
use shared::values::human::Sizes;
use std::time::{Duration, Instant};

/// The size of each write: a multiple of sectors, of pages, and of the patterns' three bytes.
const BLOCK: usize = 60 * 1024;

/// How often `-v` reports the progress within a pass.
const PATIENCE: Duration = Duration::from_secs(5);

/// One pass over an open file.
pub(crate) struct Pass<'a> {
    pub(crate) file: BorrowedFd<'a>,
    /// The name of the file, for messages.
    pub(crate) name: &'a str,
    pub(crate) pattern: Pattern,
    /// The number of this pass and of all passes, if progress is reported.
    pub(crate) number: Option<(usize, usize)>,
}

impl Pass<'_> {
    /// Overwrites `size` bytes. Without a size, writes until the device is full, and sets `size`
    /// to its length. Returns false after a failure, which is reported.
    pub(crate) fn run(&self, size: &mut Option<u64>, numbers: &mut Numbers) -> Result<bool> {
        if let Err(e) = seek(self.file, SeekFrom::Start(0)) {
            self.error("cannot rewind", e);
            return Ok(false);
        }
        let length = size.map_or(BLOCK as u64, |size| size.min(BLOCK as u64));
        let mut block = vec![0; length as usize];
        self.pattern.fill(&mut block);
        let mut reported = Instant::now();
        self.report(None);
        let mut at = 0;
        let mut whole = true;
        while size.is_none_or(|size| at < size) {
            let left = size.map_or(BLOCK as u64, |size| size - at);
            let length = left.min(BLOCK as u64) as usize;
            if self.pattern == Pattern::Random {
                numbers.source().fill(&mut block[..length])?;
            }
            match self.write(&block[..length]) {
                (written, None) => at += written as u64,
                (written, Some(e)) => {
                    at += written as u64;
                    if size.is_none() && matches!(e, Errno::NOSPC | Errno::IO) && at > 0 {
                        // The end of the device.
                        *size = Some(at);
                        break;
                    }
                    self.error(&format!("error writing at offset {at}"), e);
                    whole = false;
                    break;
                }
            }
            if self.number.is_some() && reported.elapsed() >= PATIENCE {
                reported = Instant::now();
                self.report(Some((at, *size)));
            }
        }
        Ok(self.synchronize() && whole)
    }

    fn write(&self, mut bytes: &[u8]) -> (usize, Option<Errno>) {
        let mut written = 0;
        while !bytes.is_empty() {
            match retry_on_intr(|| write(self.file, bytes)) {
                Ok(0) => return (written, Some(Errno::NOSPC)),
                Ok(more) => {
                    written += more;
                    bytes = &bytes[more..];
                }
                Err(e) => return (written, Some(e)),
            }
        }
        (written, None)
    }

    /// Writes the cache to the disk, before the next pass overwrites it.
    fn synchronize(&self) -> bool {
        let ignored = |e: &Errno| matches!(*e, Errno::INVAL | Errno::BADF | Errno::NOTSUP);
        match fdatasync(self.file) {
            Ok(()) => return true,
            Err(e) if ignored(&e) => {}
            Err(e) => {
                self.error("fdatasync failed", e);
                return false;
            }
        }
        match fsync(self.file) {
            Err(e) if !ignored(&e) => {
                self.error("fsync failed", e);
                false
            }
            _ => true,
        }
    }

    fn report(&self, progress: Option<(u64, Option<u64>)>) {
        let Some((number, total)) = self.number else {
            return;
        };
        let how_far = progress.map_or_else(String::new, |(at, size)| {
            let sizes = Sizes::human();
            let human = |bytes| {
                let mut text = Vec::new();
                sizes.push(bytes, 1, &mut text);
                String::from_utf8_lossy(&text).into_owned()
            };
            match size {
                None => human(at),
                Some(size) => {
                    let percent = u128::from(at) * 100 / u128::from(size.max(1));
                    format!("{}/{} {percent}%", human(at), human(size))
                }
            }
        });
        let pattern = self.pattern.name();
        diagnostics::warning(&format!(
            "{}: pass {number}/{total} ({pattern})...{how_far}",
            self.name
        ));
    }

    fn error(&self, what: &str, e: Errno) {
        diagnostics::error_io(&format!("{}: {what}", self.name), &e.into());
    }
}
