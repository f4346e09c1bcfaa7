//! Going through a text backwards, block by block.

use crate::separator::{Place, Separator};
use crate::{BLOCK, Failure};
use shared::prelude::*;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::io::{Errno, pread};

/// Output that is kept before it is written.
const FULL: usize = 64 * 1024;

/// Text that is still to be read.
pub(crate) struct Text<'a> {
    file: BorrowedFd<'a>,
    len: u64,
}

impl<'a> Text<'a> {
    /// The first `len` bytes of a file.
    pub(crate) fn new(file: BorrowedFd<'a>, len: u64) -> Self {
        Self { file, len }
    }

    /// Reads its last bytes, as many as fit in `buffer`, which are not more than it has.
    fn read_last(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        self.len -= buffer.len() as u64;
        let mut filled = 0;
        while filled < buffer.len() {
            match pread(self.file, &mut buffer[filled..], self.len + filled as u64) {
                // The file became shorter meanwhile.
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(n) => filled += n,
                Err(Errno::INTR) => {}
                Err(e) => return Err(e.into()),
            }
        }
        Ok(())
    }
}

/// Records as they are printed, the last first.
pub(crate) struct Reversal {
    separator: Separator,
    place: Place,
    out: Vec<u8>,
}

impl Reversal {
    pub(crate) fn new(separator: Separator, place: Place) -> Self {
        Self {
            separator,
            place,
            out: Vec::with_capacity(FULL),
        }
    }

    /// Prints the records of `text`, behind which `buffer` stands.
    pub(crate) fn print(
        &mut self,
        text: &mut Text,
        mut buffer: Vec<u8>,
    ) -> std::result::Result<(), Failure> {
        // The end of what is to be printed, and that of what is to be searched.
        let mut end = buffer.len();
        let mut searched = end;
        loop {
            let is_part = text.len > 0;
            while let Some(found) = self.separator.last_in(&buffer[..searched], is_part)? {
                let start = match self.place {
                    Place::Before => found.start,
                    Place::Behind => found.end,
                };
                self.put(&buffer[start..end])?;
                end = start;
                searched = found.start;
            }
            if !is_part {
                self.put(&buffer[..end])?;
                return Ok(());
            }
            searched = self.separator.overlap(searched);
            // Doubled where a record is long, so that it is not moved too often.
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
