//! Reading a text backwards, block by block.

use crate::separator::{Place, Separator};
use crate::{BLOCK, Failure};
use shared::prelude::*;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::io::{pread, retry_on_intr};

/// Output is written when it reaches this size.
const FULL: usize = 64 * 1024;

/// The part of a file that was not read yet.
pub(crate) struct Text<'a> {
    file: BorrowedFd<'a>,
    len: u64,
}

impl<'a> Text<'a> {
    /// The first `len` bytes of a file.
    pub(crate) fn new(file: BorrowedFd<'a>, len: u64) -> Self {
        Self { file, len }
    }

    /// Reads the last bytes into `buffer`, which must not be longer than the text.
    fn read_last(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        self.len -= buffer.len() as u64;
        let mut filled = 0;
        while filled < buffer.len() {
            let at = self.len + filled as u64;
            match retry_on_intr(|| pread(self.file, &mut buffer[filled..], at))? {
                // The file was truncated meanwhile.
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => filled += n,
            }
        }
        Ok(())
    }
}

/// Prints records in reverse order.
pub(crate) struct Reversal {
    separator: Separator,
    place: Place,
    out: Vec<u8>,
    /// Memory for the text of the next file.
    pub(crate) spare: Vec<u8>,
}

impl Reversal {
    pub(crate) fn new(separator: Separator, place: Place) -> Self {
        Self {
            separator,
            place,
            out: Vec::with_capacity(FULL),
            spare: Vec::new(),
        }
    }

    /// Prints the records of `text` followed by `buffer`.
    pub(crate) fn print(&mut self, text: &mut Text, mut buffer: Vec<u8>) -> Result<(), Failure> {
        // The end of what was not printed, and of what was not searched.
        let mut end = buffer.len();
        let mut searched = end;
        loop {
            let is_part = text.len > 0;
            while let Some(found) = self.separator.last_in(&buffer[..searched], is_part)? {
                let start = match self.place {
                    Place::Before => found.start,
                    Place::After => found.end,
                };
                self.put(&buffer[start..end])?;
                end = start;
                searched = found.start;
            }
            if !is_part {
                self.put(&buffer[..end])?;
                self.spare = buffer;
                return Ok(());
            }
            searched = self.separator.overlap(searched);
            // The buffer doubles with a long record, so that moving it takes linear time.
            let more = end
                .max(BLOCK)
                .min(usize::try_from(text.len).unwrap_or(usize::MAX));
            if buffer.len() < more + end {
                buffer.resize(more + end, 0);
            }
            buffer.copy_within(..end, more);
            text.read_last(&mut buffer[..more]).map_err(Failure::Read)?;
            end += more;
            searched += more;
        }
    }

    pub(crate) fn finish(&mut self) -> Result {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        Ok(result?)
    }

    #[inline]
    fn put(&mut self, record: &[u8]) -> Result {
        if self.out.len() + record.len() > FULL {
            self.finish()?;
            if record.len() >= FULL {
                return Ok(stdout().write_all(record)?);
            }
        }
        self.out.extend_from_slice(record);
        Ok(())
    }
}
