//! The last part of a file: found from its end where it can be read there, held otherwise.

use crate::count::{Count, Unit};
use crate::label;
use shared::files::Input;
use shared::memchr::memchr_iter;
use shared::prelude::*;
use shared::rustix::fs::{FileType, SeekFrom, fstat, seek, tell};
use shared::rustix::io::{Errno, pread, read};
use shared::sys::simd;
use std::collections::VecDeque;
use std::result::Result as Outcome;

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// What is printed of each file.
pub(crate) struct Tail {
    pub(crate) count: Count,
    pub(crate) delimiter: u8,
    pub(crate) presume_pipe: bool,
}

/// Why printing stops: the file can't be read, or nothing can be written.
enum Stop {
    Reading(io::Error),
    Writing(Error),
}

impl From<Errno> for Stop {
    fn from(e: Errno) -> Self {
        Self::Reading(e.into())
    }
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Writing(e)
    }
}

impl Tail {
    /// Prints the part of `input` that is asked for. False where it can't be read.
    pub(crate) fn print(&self, input: &Input) -> Result<bool> {
        if let Err(e) = fstat(input) {
            let name = quoteaf(label(input.name));
            error::complain_io(&format!("cannot fstat {name}"), &e.into());
            return Ok(false);
        }
        let result = match (self.count.from_start, self.count.unit) {
            (true, Unit::Bytes) => self.print_from_byte(input),
            (true, Unit::Lines) => self.print_from_line(input),
            (false, Unit::Bytes) => self.print_last_bytes(input),
            (false, Unit::Lines) => self.print_last_lines(input),
        };
        match result {
            Ok(()) => Ok(true),
            Err(Stop::Writing(e)) => Err(e),
            Err(Stop::Reading(e)) => {
                complain_reading(input.name, &e);
                Ok(false)
            }
        }
    }

    fn print_from_byte(&self, input: &Input) -> Outcome<(), Stop> {
        let mut number = self.count.number;
        let offset = i64::try_from(number).ok().filter(|_| !self.presume_pipe);
        if offset.is_some_and(|n| seek(input, SeekFrom::Current(n)).is_ok()) {
            number = 0;
        }
        let mut block = Vec::with_capacity(BLOCK);
        while more(input, &mut block)? > 0 {
            let skipped = usize::try_from(number).map_or(block.len(), |n| n.min(block.len()));
            number -= skipped as u64;
            emit(&block[skipped..])?;
        }
        Ok(())
    }

    fn print_from_line(&self, input: &Input) -> Outcome<(), Stop> {
        let mut number = self.count.number;
        let mut block = Vec::with_capacity(BLOCK);
        while more(input, &mut block)? > 0 {
            let mut start = 0;
            if number > 0 {
                let lines = simd::count(self.delimiter, &block);
                if lines < number {
                    number -= lines;
                    continue;
                }
                let last = memchr_iter(self.delimiter, &block).nth(number as usize - 1);
                start = last.map_or(block.len(), |i| i + 1);
                number = 0;
            }
            emit(&block[start..])?;
        }
        Ok(())
    }

    fn print_last_bytes(&self, input: &Input) -> Outcome<(), Stop> {
        let number = self.count.number;
        match self.extent(input) {
            Some((here, end)) => {
                let start = end.saturating_sub(number).max(here);
                print_from(input, start)
            }
            None if !self.presume_pipe && is_device(input) => {
                let offset = i64::try_from(number).unwrap_or(i64::MAX);
                if seek(input, SeekFrom::End(-offset)).is_err() {
                    return self.hold(input);
                }
                let mut left = number;
                let mut block = Vec::with_capacity(BLOCK);
                while left > 0 && more(input, &mut block)? > 0 {
                    let wanted = usize::try_from(left).map_or(block.len(), |n| n.min(block.len()));
                    emit(&block[..wanted])?;
                    left -= wanted as u64;
                }
                Ok(())
            }
            None => self.hold(input),
        }
    }

    fn print_last_lines(&self, input: &Input) -> Outcome<(), Stop> {
        match self.extent(input) {
            Some((here, end)) => print_from(input, self.start_of_last_lines(input, here, end)?),
            None => self.hold(input),
        }
    }

    /// Where a regular file is read, and its end. Sizes of small files may be made up (/proc).
    fn extent(&self, input: &Input) -> Option<(u64, u64)> {
        let stat = fstat(input).ok()?;
        let regular = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        let size = stat.st_size as u64;
        let known = regular && size > stat.st_blksize as u64 && !self.presume_pipe;
        let here = tell(input).ok()?;
        known.then_some((here, size.max(here)))
    }

    /// Looks backwards from `end` to `here`.
    fn start_of_last_lines(&self, input: &Input, here: u64, mut end: u64) -> Outcome<u64, Stop> {
        let mut number = self.count.number;
        if number == 0 {
            return Ok(end);
        }
        let mut block = vec![0; BLOCK];
        let mut at_end = true;
        while end > here {
            let start = here.max((end - 1) / BLOCK as u64 * BLOCK as u64);
            let bytes = &mut block[..(end - start) as usize];
            let n = pread(input, &mut *bytes, start)?;
            let bytes = &bytes[..n];
            if std::mem::take(&mut at_end) && bytes.last() == Some(&self.delimiter) {
                // The delimiter at the very end starts no line.
                number = number.saturating_add(1);
            }
            let found = simd::count(self.delimiter, bytes);
            if found >= number {
                let nth = memchr_iter(self.delimiter, bytes).nth((found - number) as usize);
                return Ok(start + nth.map_or(0, |i| i as u64 + 1));
            }
            number -= found;
            end = start;
        }
        Ok(here)
    }

    /// Reads all, and keeps what may turn out to be the last part.
    fn hold(&self, input: &Input) -> Outcome<(), Stop> {
        let number = self.count.number;
        let counted = |bytes: &[u8]| match self.count.unit {
            Unit::Bytes => bytes.len() as u64,
            Unit::Lines => simd::count(self.delimiter, bytes),
        };
        let mut held: VecDeque<Part> = VecDeque::new();
        let (mut total, mut spare) = (0, None);
        loop {
            // Small reads from a pipe fill up the last part.
            if held.back().is_none_or(|part| part.len == BLOCK) {
                held.push_back(Part {
                    block: spare.take().unwrap_or_else(|| vec![0; BLOCK]),
                    len: 0,
                    count: 0,
                });
            }
            let Some(part) = held.back_mut() else { break };
            let old = part.len;
            let n = retry(|| read(input, &mut part.block[old..]))?;
            if n == 0 {
                break;
            }
            part.len += n;
            let more = counted(&part.block[old..part.len]);
            part.count += more;
            total += more;
            while let Some(first) = held.front()
                && total - first.count > number
            {
                total -= first.count;
                spare = held.pop_front().map(|part| part.block);
            }
        }
        let last = held.iter().rev().find_map(|part| part.bytes().last());
        if self.count.unit == Unit::Lines && last.is_some_and(|&b| b != self.delimiter) {
            // The last line counts without its delimiter, too.
            total += 1;
        }
        Ok(self.print_held(&held, total.saturating_sub(number))?)
    }

    /// Prints all but the first so many lines or bytes of what was held.
    fn print_held(&self, held: &VecDeque<Part>, mut skipped: u64) -> Result {
        for part in held {
            if part.count < skipped {
                skipped -= part.count;
                continue;
            }
            let start = match (skipped, self.count.unit) {
                (0, _) => 0,
                (n, Unit::Bytes) => n as usize,
                (n, Unit::Lines) => memchr_iter(self.delimiter, part.bytes())
                    .nth(n as usize - 1)
                    .map_or(part.len, |i| i + 1),
            };
            skipped = 0;
            emit(&part.bytes()[start..])?;
        }
        Ok(())
    }
}

/// A part of the input, with the lines or bytes in it.
struct Part {
    block: Vec<u8>,
    len: usize,
    count: u64,
}

impl Part {
    fn bytes(&self) -> &[u8] {
        &self.block[..self.len]
    }
}

fn is_device(input: &Input) -> bool {
    fstat(input).is_ok_and(|stat| {
        matches!(
            FileType::from_raw_mode(stat.st_mode),
            FileType::BlockDevice | FileType::CharacterDevice
        )
    })
}

/// Prints a regular file from `start` to its end, where its offset then is.
fn print_from(input: &Input, start: u64) -> Outcome<(), Stop> {
    seek(input, SeekFrom::Start(start))?;
    let mut block = Vec::with_capacity(BLOCK);
    while more(input, &mut block)? > 0 {
        emit(&block)?;
    }
    Ok(())
}

/// Prints what can be read now, and returns how much it was.
pub(crate) fn print_rest(input: &Input) -> Result<u64> {
    let mut block = Vec::with_capacity(BLOCK);
    let mut total = 0;
    loop {
        match more(input, &mut block) {
            Ok(0) | Err(Errno::AGAIN) => return Ok(total),
            Ok(n) => {
                emit(&block)?;
                total += n as u64;
            }
            Err(e) => {
                complain_reading(input.name, &e.into());
                return Ok(total);
            }
        }
    }
}

/// The next block, in place of what `block` held.
fn more(input: &Input, block: &mut Vec<u8>) -> Outcome<usize, Errno> {
    block.clear();
    retry(|| read(input, shared::rustix::buffer::spare_capacity(block)))
}

fn retry(mut call: impl FnMut() -> Outcome<usize, Errno>) -> Outcome<usize, Errno> {
    loop {
        match call() {
            Err(Errno::INTR) => {}
            other => return other,
        }
    }
}

fn complain_reading(name: &'static OsStr, e: &io::Error) {
    error::complain_io(&format!("error reading {}", quoteaf(label(name))), e);
}

/// Prints `bytes`, without copying them where they are many.
fn emit(bytes: &[u8]) -> Result {
    let mut out = stdout();
    let result = match bytes.len() {
        0..4096 => out.write_all(bytes),
        _ => out.write_block(bytes),
    };
    drop(out);
    result.map_err(|e| write_failed(&e))
}

pub(crate) fn write_failed(e: &io::Error) -> Error {
    let stdout = quoteaf(OsStr::new("standard output"));
    Error::io(format!("error writing {stdout}"), e)
}
