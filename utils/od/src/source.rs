//! All files as one stream of bytes.

use shared::input::files::Input;
use shared::prelude::*;
use shared::rustix::fs::{SeekFrom, fstat, seek, tell};
use shared::sys::stat::StatExt;

/// Bytes read at once.
const BLOCK: usize = 64 * 1024;

/// The concatenated files.
pub(crate) struct Source {
    names: std::vec::IntoIter<&'static OsStr>,
    current: Option<Input>,
    /// The bytes that may still be read.
    pub(crate) limit: Option<u64>,
    /// Whether reading failed.
    pub(crate) failed: bool,
}

impl Source {
    pub(crate) fn new(mut names: Vec<&'static OsStr>) -> Self {
        if names.is_empty() {
            names.push(OsStr::new("-"));
        }
        Self {
            names: names.into_iter(),
            current: None,
            limit: None,
            failed: false,
        }
    }

    /// Returns whether none of the files can be opened.
    pub(crate) fn is_empty(&mut self) -> bool {
        self.current().is_none()
    }

    /// Returns the file being read, after opening the next one if necessary.
    fn current(&mut self) -> Option<&mut Input> {
        while self.current.is_none() {
            let name = self.names.next()?;
            match Input::open(name) {
                Ok(input) => self.current = Some(input),
                Err(e) => diagnostics::operand_error(name, &e),
            }
        }
        self.current.as_mut()
    }

    /// Appends a block of input to `bytes`. Returns false at the end of input and at the limit.
    pub(crate) fn read_more(&mut self, bytes: &mut Vec<u8>) -> bool {
        loop {
            let room = match self.limit {
                Some(limit) => usize::try_from(limit).unwrap_or(BLOCK).min(BLOCK),
                None => BLOCK,
            };
            if room == 0 {
                return false;
            }
            let limit = self.limit;
            let Some(input) = self.current() else {
                return false;
            };
            let start = bytes.len();
            let read = match limit {
                None => {
                    bytes.reserve(room);
                    input.read_more(bytes)
                }
                Some(_) => {
                    bytes.resize(start + room, 0);
                    input.read(&mut bytes[start..])
                }
            };
            let name = match input.is_stdin() {
                true => OsStr::new("standard input"),
                false => input.name,
            };
            bytes.truncate(start + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(0) => self.current = None,
                Ok(n) => {
                    self.limit = self.limit.map(|limit| limit - n as u64);
                    return true;
                }
                Err(e) => {
                    diagnostics::operand_error(name, &e);
                    self.current = None;
                    self.failed = true;
                }
            }
        }
    }

    /// Skips `bytes` bytes, which may be whole files.
    pub(crate) fn skip(&mut self, mut bytes: u64) -> Result {
        while bytes > 0 {
            let Some(input) = self.current() else {
                // What could not be read was reported.
                if self.failed {
                    break;
                }
                return Err(Error::new("cannot skip past end of combined input"));
            };
            match skip_in_file(input, bytes) {
                Some(left) => bytes = left,
                None => {
                    let mut skipped = Vec::new();
                    self.limit = Some(bytes);
                    if !self.read_more(&mut skipped) {
                        self.limit = None;
                        continue;
                    }
                    bytes -= skipped.len() as u64;
                    continue;
                }
            }
            if bytes > 0 {
                self.current = None;
            }
        }
        self.limit = None;
        Ok(())
    }
}

/// Seeks past `bytes` bytes, and returns how many are left to skip after the end of the file.
/// Returns none if the file must be read instead: pipes, and files in /proc, which claim to be
/// regular and small whatever their size. An error is left to the read.
fn skip_in_file(input: &Input, bytes: u64) -> Option<u64> {
    let stat = fstat(input).ok()?;
    let size = stat.st_size as u64;
    if !stat.is_regular() {
        // A device may be able to seek, and then is not read: /dev/null is at its end anywhere.
        let offset = i64::try_from(bytes).ok()?;
        return seek(input, SeekFrom::Current(offset)).ok().map(|_| 0);
    }
    if size <= stat.st_blksize as u64 {
        return None;
    }
    let left = size.saturating_sub(tell(input).ok()?);
    if bytes > left {
        return Some(bytes - left);
    }
    seek(input, SeekFrom::Current(bytes as i64)).ok().map(|_| 0)
}
