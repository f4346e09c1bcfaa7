//! Printing the last part of a file. If the file can seek, the start of that part is searched
//! backwards from its end; otherwise the last part is held while reading.

use crate::count::Count;
use crate::label;
use shared::bytes::simd;
use shared::input::files::Input;
use shared::input::kernel;
use shared::input::last::{Held, Unit, extent, start_of_lines};
use shared::memchr::memchr_iter;
use shared::prelude::*;
use shared::program::output::{error_of_stream, put};
use shared::rustix::buffer::spare_capacity;
use shared::rustix::fs::{SeekFrom, Stat, fstat, seek, tell};
use shared::rustix::io::{Errno, read, retry_on_intr};
use shared::sys::stat::StatExt;

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// Bytes read at once from a small file. Allocating a larger block takes longer.
const SMALL_BLOCK: usize = 8 * 1024;

/// What is printed of each file.
pub(crate) struct Tail {
    pub(crate) count: Count,
    pub(crate) delimiter: u8,
    pub(crate) presume_pipe: bool,
}

/// Why printing stops.
enum Stop {
    /// The last part could not be found. The error is reported, and the next file follows.
    Searching(io::Error),
    /// The last part could not be copied, which ends the utility.
    Copying(Error),
}

impl From<Errno> for Stop {
    fn from(e: Errno) -> Self {
        Self::Searching(e.into())
    }
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Copying(e)
    }
}

impl Tail {
    /// Prints the requested part of `input`, which is read into `block`. Returns whether it could be read.
    pub(crate) fn print(&self, input: &Input, block: &mut Vec<u8>) -> Result<bool> {
        let stat = match fstat(input) {
            Ok(stat) => stat,
            Err(e) => {
                let name = quoteaf(label(input.name));
                diagnostics::error_io(&format!("cannot fstat {name}"), &e.into());
                return Ok(false);
            }
        };
        let result = match (self.count.from_start, self.count.unit) {
            (true, Unit::Bytes) => self.print_from_byte(input, &stat, block),
            (true, Unit::Lines) => self.print_from_line(input, &stat, block),
            (false, Unit::Bytes) => self.print_last_bytes(input, &stat, block),
            (false, Unit::Lines) => self.print_last_lines(input, &stat, block),
        };
        match result {
            Ok(()) => Ok(true),
            Err(Stop::Copying(e)) => Err(e),
            Err(Stop::Searching(e)) => {
                diagnostics::error_io(&error_reading(input), &e);
                Ok(false)
            }
        }
    }

    fn print_from_byte(&self, input: &Input, stat: &Stat, block: &mut Vec<u8>) -> Result<(), Stop> {
        let mut number = self.count.number;
        let offset = i64::try_from(number).ok().filter(|_| !self.presume_pipe);
        if let Some(Ok(start)) = offset.map(|n| seek(input, SeekFrom::Current(n))) {
            print_at_most(input, u64::MAX, left_from(start, stat), block)?;
            return Ok(());
        }
        make_room(block, BLOCK);
        while number > 0 {
            if more(input, block)? == 0 {
                return Ok(());
            }
            let skipped = usize::try_from(number).map_or(block.len(), |n| n.min(block.len()));
            number -= skipped as u64;
            put(&block[skipped..])?;
        }
        print_at_most(input, u64::MAX, left(input), block)?;
        Ok(())
    }

    fn print_from_line(&self, input: &Input, stat: &Stat, block: &mut Vec<u8>) -> Result<(), Stop> {
        let mut number = self.count.number;
        let is_small = stat.is_regular() && stat.st_size as u64 <= stat.st_blksize as u64;
        make_room(block, if is_small { SMALL_BLOCK } else { BLOCK });
        while number > 0 {
            if more(input, block)? == 0 {
                return Ok(());
            }
            let lines = simd::count(self.delimiter, block);
            if lines < number {
                number -= lines;
                continue;
            }
            let last = memchr_iter(self.delimiter, block).nth(number as usize - 1);
            put(&block[last.map_or(block.len(), |i| i + 1)..])?;
            number = 0;
        }
        let left = if is_small { Some(0) } else { left(input) };
        print_at_most(input, u64::MAX, left, block)?;
        Ok(())
    }

    fn print_last_bytes(
        &self,
        input: &Input,
        stat: &Stat,
        block: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        let number = self.count.number;
        match self.extent(input, stat) {
            Some((here, end)) => {
                let start = end.saturating_sub(number).max(here);
                print_from(input, start, stat, block)
            }
            // A device. (Or a directory, for which reading then fails.)
            None if !self.presume_pipe && !stat.is_regular() => {
                let offset = i64::try_from(number).unwrap_or(i64::MAX);
                if seek(input, SeekFrom::End(-offset)).is_err() {
                    return self.hold(input, stat, block);
                }
                print_at_most(input, number, None, block)?;
                Ok(())
            }
            None => self.hold(input, stat, block),
        }
    }

    fn print_last_lines(
        &self,
        input: &Input,
        stat: &Stat,
        block: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        match self.extent(input, stat) {
            Some(extent) => {
                let start = start_of_lines(input, extent, self.count.number, self.delimiter);
                print_from(input, start.map_err(Stop::Searching)?, stat, block)
            }
            None => self.hold(input, stat, block),
        }
    }

    fn extent(&self, input: &Input, stat: &Stat) -> Option<(u64, u64)> {
        extent(input, stat).filter(|_| !self.presume_pipe)
    }

    /// Reads to the end and holds what may turn out to be the last part.
    fn hold(&self, input: &Input, stat: &Stat, block: &mut Vec<u8>) -> Result<(), Stop> {
        let mut held = Held::new(self.count.unit, self.count.number, self.delimiter);
        if stat.is_regular() {
            held = held.in_small_blocks();
        }
        held.reuse(block);
        loop {
            let n = retry_on_intr(|| read(input, spare_capacity(held.room())))?;
            if n == 0 {
                break;
            }
            held.add(n, &mut |_| Ok(()))?;
        }
        let mut skipped = held.before_last();
        for piece in held.pieces() {
            let start = skipped.min(piece.len());
            put(&piece[start..])?;
            skipped -= start;
        }
        *block = held.into_block();
        Ok(())
    }
}

/// Prints a file from `start` to its end, and leaves its offset there.
fn print_from(input: &Input, start: u64, stat: &Stat, block: &mut Vec<u8>) -> Result<(), Stop> {
    seek(input, SeekFrom::Start(start))?;
    print_at_most(input, u64::MAX, left_from(start, stat), block)?;
    Ok(())
}

/// Prints what can be read now. Returns the number of bytes.
pub(crate) fn print_rest(input: &Input) -> Result<u64> {
    print_at_most(input, u64::MAX, left(input), &mut Vec::new())
}

/// Prints up to `number` bytes. `left` is how many a regular file seems to have left.
fn print_at_most(
    input: &Input,
    number: u64,
    left: Option<u64>,
    block: &mut Vec<u8>,
) -> Result<u64> {
    if left.unwrap_or(0).min(number) >= kernel::MANY {
        let copied = kernel::copy_to_stdout(input, number).map_err(|e| error_of_stream(&e))?;
        if copied.all {
            return Ok(copied.bytes);
        }
        return Ok(copied.bytes + carry(input, number - copied.bytes, BLOCK, block)?);
    }
    let is_small = left.is_some_and(|left| left < SMALL_BLOCK as u64);
    carry(
        input,
        number,
        if is_small { SMALL_BLOCK } else { BLOCK },
        block,
    )
}

/// Returns the number of bytes after the offset of a regular file.
fn left(input: &Input) -> Option<u64> {
    match (fstat(input), tell(input)) {
        (Ok(stat), Ok(here)) => left_from(here, &stat),
        _ => None,
    }
}

/// Returns the number of bytes after `offset` in a regular file.
fn left_from(offset: u64, stat: &Stat) -> Option<u64> {
    let size = stat.is_regular().then_some(stat.st_size as u64)?;
    Some(size.saturating_sub(offset))
}

/// Copies up to `number` bytes through the process, at least `size` at once.
fn carry(input: &Input, number: u64, size: usize, block: &mut Vec<u8>) -> Result<u64> {
    match usize::try_from(number) {
        // Never asks for more than `number`: a directory may end at the largest offset, past which
        // read(2) fails in another way.
        Ok(few) if few < size.max(block.capacity()) => *block = Vec::with_capacity(few),
        _ => make_room(block, size),
    }
    let mut total = 0;
    while total < number {
        match more(input, block) {
            Ok(0) | Err(Errno::AGAIN) => break,
            Ok(n) => {
                let wanted = (n as u64).min(number - total);
                put(&block[..wanted as usize])?;
                total += wanted;
            }
            Err(e) => return Err(Error::io(error_reading(input), &e.into())),
        }
    }
    Ok(total)
}

/// Lets `block` take `size` bytes.
fn make_room(block: &mut Vec<u8>, size: usize) {
    if block.capacity() < size {
        *block = Vec::with_capacity(size);
    }
}

/// Replaces `block` by the next one.
fn more(input: &Input, block: &mut Vec<u8>) -> Result<usize, Errno> {
    block.clear();
    retry_on_intr(|| read(input, spare_capacity(block)))
}

fn error_reading(input: &Input) -> String {
    format!("error reading {}", quoteaf(label(input.name)))
}
