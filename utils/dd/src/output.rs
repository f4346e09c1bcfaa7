//! Writing: whole blocks, holes, and the rest at the end.

use crate::copy::{Copying, Quit, Step};
use shared::copy::Facts;
use shared::prelude::*;
use shared::rustix::fs::{self, OFlags, SeekFrom, seek};
use shared::rustix::io::{Errno, write};

impl Copying<'_> {
    /// Writes `bytes`. Returns how many were written, and the error if not all were.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> (usize, Option<Errno>) {
        if self.job.output_flags.is_direct() && bytes.len() < self.job.obs {
            self.leave_direct();
        }
        let mut written = 0;
        let mut failure = None;
        while written < bytes.len() {
            self.handle_pending_signals();
            self.ends_in_hole = false;
            if self.sparse && is_zero(bytes) {
                match seek(self.output.fd(), SeekFrom::Current(bytes.len() as i64)) {
                    Ok(_) => {
                        self.ends_in_hole = true;
                        written = bytes.len();
                        continue;
                    }
                    // The output cannot seek, so zeros are written from now on.
                    Err(_) => self.sparse = false,
                }
            }
            match write(self.output.fd(), &bytes[written..]) {
                // Some drivers return this at the end of the device.
                Ok(0) => {
                    failure = Some(Errno::NOSPC);
                    break;
                }
                Ok(more) => written += more,
                Err(Errno::INTR) => {}
                Err(e) => {
                    failure = Some(e);
                    break;
                }
            }
        }
        if written > 0
            && let Some(cache) = &mut self.write_cache
        {
            cache.forget(self.output.fd(), written as u64, None);
        }
        (written, failure)
    }

    /// Turns off direct output for the last block, which is too short for it. A final fsync(2)
    /// and dropping the cache make up for it.
    fn leave_direct(&mut self) {
        let output = self.output.fd();
        let result =
            fs::fcntl_getfl(output).and_then(|old| fs::fcntl_setfl(output, old & !OFlags::DIRECT));
        if let Err(e) = result
            && !self.sync
        {
            let what = format!("failed to turn off O_DIRECT: {}", quotef(self.output.name));
            self.error(&what, e);
        }
        self.write_cache
            .get_or_insert_default()
            .forget(self.output.fd(), 0, None);
        self.sync = true;
    }

    /// Writes an input block as it is.
    pub(crate) fn write_straight(&mut self, block: &[u8]) -> Step {
        let (written, failure) = self.write(block);
        self.stats.bytes += written as u64;
        if let Some(e) = failure {
            self.stats.partial_out += u64::from(written > 0);
            return self.fail(e);
        }
        if block.len() == self.job.ibs {
            self.stats.full_out += 1;
        } else {
            self.stats.partial_out += 1;
        }
        Ok(())
    }

    /// Appends to the output block, and writes each block that is full.
    pub(crate) fn put(&mut self, mut bytes: &[u8]) -> Step {
        let obs = self.job.obs;
        while !bytes.is_empty() {
            if self.waiting == 0 && bytes.len() >= obs {
                // A whole block needs no copy.
                let (whole, rest) = bytes.split_at(obs);
                self.write_full(whole)?;
                bytes = rest;
                continue;
            }
            let size = bytes.len().min(obs - self.waiting);
            let (now, rest) = bytes.split_at(size);
            self.write_block[self.waiting..self.waiting + size].copy_from_slice(now);
            self.waiting += size;
            bytes = rest;
            if self.waiting == obs {
                self.waiting = 0;
                let block = std::mem::take(&mut self.write_block);
                let result = self.write_full(&block);
                self.write_block = block;
                result?;
            }
        }
        Ok(())
    }

    /// Like [`Self::put`], for a byte that is repeated.
    pub(crate) fn put_many(&mut self, byte: u8, mut times: usize) -> Step {
        let block = [byte; 512];
        while times > 0 {
            let size = times.min(block.len());
            self.put(&block[..size])?;
            times -= size;
        }
        Ok(())
    }

    fn write_full(&mut self, block: &[u8]) -> Step {
        let (written, failure) = self.write(block);
        self.stats.bytes += written as u64;
        match failure {
            None => {
                self.stats.full_out += 1;
                Ok(())
            }
            Some(e) => {
                self.stats.partial_out += u64::from(written > 0);
                let what = format!("writing to {}", quoteaf(self.output.name));
                self.error(&what, e);
                Err(Quit::Abort)
            }
        }
    }

    /// Writes the incomplete output block.
    pub(crate) fn write_rest(&mut self) -> Step {
        if self.waiting == 0 {
            return Ok(());
        }
        let block = std::mem::take(&mut self.write_block);
        let (written, failure) = self.write(&block[..self.waiting]);
        self.write_block = block;
        self.stats.bytes += written as u64;
        self.stats.partial_out += u64::from(written > 0);
        match failure {
            Some(e) => self.fail(e),
            None => Ok(()),
        }
    }

    fn fail(&mut self, e: Errno) -> Step {
        let what = format!("error writing {}", quoteaf(self.output.name));
        self.error(&what, e);
        Err(Quit::Finish)
    }

    /// Extends a file that ends in a hole to its full length.
    pub(crate) fn extend_over_hole(&mut self) -> Step {
        if !self.ends_in_hole {
            return Ok(());
        }
        let output = self.output.fd();
        let Ok(facts) = Facts::of_open(output) else {
            return Ok(());
        };
        if let Ok(end) = seek(output, SeekFrom::Current(0))
            && facts.is_regular()
            && facts.size < end
            && let Err(e) = fs::ftruncate(output, end)
        {
            let name = quoteaf(self.output.name);
            let what = format!("failed to truncate to {end} bytes in output file {name}");
            self.error(&what, e);
            return Err(Quit::Finish);
        }
        Ok(())
    }
}

fn is_zero(bytes: &[u8]) -> bool {
    match bytes {
        [] => true,
        [0] => true,
        // Each byte equals the one before it: a comparison by memcmp(3), which the C library
        // vectorises.
        [0, rest @ ..] => rest[0] == 0 && bytes[..bytes.len() - 1] == *rest,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_zero;

    #[test]
    fn zeros_are_found_like_byte_by_byte() {
        for len in 0..70 {
            let mut bytes = vec![0; len];
            assert!(is_zero(&bytes), "{len} zeros");
            for at in 0..len {
                bytes[at] = 1;
                assert!(!is_zero(&bytes), "{len} bytes, not zero at {at}");
                bytes[at] = 0;
            }
            bytes.fill(7);
            assert_eq!(
                is_zero(&bytes),
                bytes.iter().all(|&b| b == 0),
                "{len} sevens"
            );
        }
    }
}
