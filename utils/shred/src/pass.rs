//! One pass over a file.

use crate::patterns::Pattern;
use shared::input::random::Numbers;
use shared::prelude::*;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::fs::{SeekFrom, fdatasync, fsync, seek};
use shared::rustix::io::{Errno, write};
use shared::values::human::Sizes;
use std::time::{Duration, Instant};

/// Bytes written at once: whole sectors, pages, and threes.
const BLOCK: usize = 60 * 1024;

/// How often it is told how far it is.
const PATIENCE: Duration = Duration::from_secs(5);

/// A pass to make.
pub(crate) struct Pass<'a> {
    pub(crate) file: BorrowedFd<'a>,
    /// The name of the file, for messages.
    pub(crate) name: &'a str,
    pub(crate) pattern: Pattern,
    /// Which of how many it is, where that is told.
    pub(crate) number: Option<(usize, usize)>,
}

impl Pass<'_> {
    /// Overwrites `size` bytes, or all that there is, which is learned so. False where that
    /// failed, which was reported.
    pub(crate) fn run(&self, size: &mut Option<u64>, numbers: &mut Numbers) -> Result<bool> {
        if let Err(e) = seek(self.file, SeekFrom::Start(0)) {
            self.complain("cannot rewind", e);
            return Ok(false);
        }
        let mut block = vec![0; BLOCK];
        self.pattern.fill(&mut block);
        let mut told = Instant::now();
        self.tell(None);
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
                        // This is how long it is.
                        *size = Some(at);
                        break;
                    }
                    self.complain(&format!("error writing at offset {at}"), e);
                    whole = false;
                    break;
                }
            }
            if self.number.is_some() && told.elapsed() >= PATIENCE {
                told = Instant::now();
                self.tell(Some((at, *size)));
            }
        }
        Ok(self.synchronize() && whole)
    }

    fn write(&self, mut bytes: &[u8]) -> (usize, Option<Errno>) {
        let mut written = 0;
        while !bytes.is_empty() {
            match write(self.file, bytes) {
                Ok(0) => return (written, Some(Errno::NOSPC)),
                Ok(more) => {
                    written += more;
                    bytes = &bytes[more..];
                }
                Err(Errno::INTR) => {}
                Err(e) => return (written, Some(e)),
            }
        }
        (written, None)
    }

    /// Has it on the disk before the next pass overwrites it.
    fn synchronize(&self) -> bool {
        let ignored = |e: &Errno| matches!(*e, Errno::INVAL | Errno::BADF | Errno::NOTSUP);
        match fdatasync(self.file) {
            Ok(()) => return true,
            Err(e) if ignored(&e) => {}
            Err(e) => {
                self.complain("fdatasync failed", e);
                return false;
            }
        }
        match fsync(self.file) {
            Err(e) if !ignored(&e) => {
                self.complain("fsync failed", e);
                false
            }
            _ => true,
        }
    }

    fn tell(&self, progress: Option<(u64, Option<u64>)>) {
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

    fn complain(&self, what: &str, e: Errno) {
        diagnostics::error_io(&format!("{}: {what}", self.name), &e.into());
    }
}
