//! The last lines or bytes of an input, which `tail` prints and `head` omits. They are searched
//! from the end in files that allow it, and held back in memory otherwise.

use crate::bytes::simd;
use crate::input::files::Input;
use crate::program::error;
use crate::sys::stat::StatExt;
use memchr::{memchr_iter, memrchr_iter};
use rustix::buffer::spare_capacity;
use rustix::fs::{Stat, tell};
use rustix::io::{pread, retry_on_intr};
use std::collections::VecDeque;
use std::io;

/// Number of bytes per read.
const BLOCK: usize = 128 * 1024;

/// Number of bytes per read of a file that says to be small. Allocating a larger block takes longer.
const SMALL_BLOCK: usize = 8 * 1024;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Lines.
    Lines,
}

/// Returns the current position and the end of a regular file with this `stat`. `None` for other files,
/// and for small ones, whose size may be wrong (/proc).
pub fn extent(input: &Input, stat: &Stat) -> Option<(u64, u64)> {
    let size = stat.st_size as u64;
    if !stat.is_regular() || size <= stat.st_blksize as u64 {
        return None;
    }
    let here = tell(input).ok()?;
    Some((here, size.max(here)))
}

/// Returns where the last `number` lines of `input` start, searching backwards from `end` to
/// `here`.
///
/// # Errors
/// Those of pread(2).
pub fn start_of_lines(
    input: &Input,
    (here, mut end): (u64, u64),
    mut number: u64,
    delimiter: u8,
) -> io::Result<u64> {
    if number == 0 {
        return Ok(end);
    }
    let mut block = Vec::with_capacity(BLOCK);
    let mut at_end = true;
    while end > here {
        let start = here.max((end - 1) / BLOCK as u64 * BLOCK as u64);
        let bytes = fill(input, &mut block, (start, end))?;
        if std::mem::take(&mut at_end) && bytes.last() == Some(&delimiter) {
            // A delimiter at the very end does not start a line.
            number = number.saturating_add(1);
        }
        let found = simd::count(delimiter, bytes);
        if found >= number {
            let before = found - number;
            // Search from the nearer end.
            let nth = if before < number {
                memchr_iter(delimiter, bytes).nth(before as usize)
            } else {
                memrchr_iter(delimiter, bytes).nth(number as usize - 1)
            };
            return Ok(start + nth.map_or(0, |i| i as u64 + 1));
        }
        number -= found;
        end = start;
    }
    Ok(here)
}

/// Reads a range of the file, which is not longer than the buffer. Only the end of the file makes the
/// result shorter.
fn fill<'a>(
    input: &Input,
    buffer: &'a mut Vec<u8>,
    (start, end): (u64, u64),
) -> io::Result<&'a [u8]> {
    buffer.clear();
    loop {
        let at = start + buffer.len() as u64;
        if at >= end || retry_on_intr(|| pread(input, spare_capacity(buffer), at))? == 0 {
            break;
        }
    }
    buffer.truncate((end - start) as usize);
    Ok(buffer)
}

/// Data that was read and may belong to the last part.
#[derive(Debug)]
pub struct Held {
    unit: Unit,
    delimiter: u8,
    number: u64,
    parts: VecDeque<Part>,
    /// The size of a new part.
    block: usize,
    /// Number of lines or bytes in all parts.
    total: u64,
    /// The block of a part that was released.
    spare: Option<Vec<u8>>,
}

#[derive(Debug)]
struct Part {
    bytes: Vec<u8>,
    count: u64,
}

impl Held {
    /// Holds back the last `number` units of an input.
    pub fn new(unit: Unit, number: u64, delimiter: u8) -> Self {
        Self {
            unit,
            delimiter,
            number,
            block: BLOCK,
            parts: VecDeque::new(),
            total: 0,
            spare: None,
        }
    }

    /// Reads smaller blocks, for an input that is probably small.
    #[must_use]
    pub fn in_small_blocks(mut self) -> Self {
        self.block = SMALL_BLOCK;
        self
    }

    /// Uses this block, if it has any capacity, before another one is allocated.
    pub fn reuse(&mut self, block: &mut Vec<u8>) {
        if block.capacity() > 0 {
            block.clear();
            self.spare = Some(std::mem::take(block));
        }
    }

    /// Returns a block that is no longer needed.
    pub fn into_block(mut self) -> Vec<u8> {
        self.parts
            .pop_back()
            .map_or_else(Vec::new, |part| part.bytes)
    }

    /// Returns the buffer whose spare capacity the next read fills. Small reads from a pipe fill up
    /// the last part.
    pub fn room(&mut self) -> &mut Vec<u8> {
        let is_full = |part: &Part| part.bytes.len() == part.bytes.capacity();
        if self.parts.back().is_none_or(is_full) {
            let spare = self.spare.take();
            self.parts.push_back(Part {
                bytes: spare.unwrap_or_else(|| Vec::with_capacity(self.block)),
                count: 0,
            });
        }
        let last = self.parts.len() - 1;
        &mut self.parts[last].bytes
    }

    /// Takes the last `n` bytes of the buffer, which were read. `let_go` receives what can no longer
    /// be among the last.
    ///
    /// # Errors
    /// Those of `let_go`.
    pub fn add(
        &mut self,
        n: usize,
        let_go: &mut dyn FnMut(&[u8]) -> error::Result,
    ) -> error::Result {
        let Some(part) = self.parts.back_mut() else {
            return Ok(());
        };
        let more = match self.unit {
            Unit::Bytes => n as u64,
            Unit::Lines => simd::count(self.delimiter, &part.bytes[part.bytes.len() - n..]),
        };
        part.count += more;
        self.total += more;
        while let Some(first) = self.parts.front()
            && self.total - first.count > self.number
        {
            let_go(&first.bytes)?;
            self.total -= first.count;
            self.spare = self.parts.pop_front().map(|part| part.bytes);
            self.spare.iter_mut().for_each(Vec::clear);
        }
        Ok(())
    }

    /// Returns everything that is held, in pieces.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.parts.iter().map(|part| &part.bytes[..])
    }

    /// Returns how many of the held bytes precede the last part. To be called at the end of the
    /// input.
    pub fn before_last(&self) -> usize {
        let mut total = self.total;
        let last = self.parts.iter().rev().find_map(|part| part.bytes.last());
        if self.unit == Unit::Lines && last.is_some_and(|&byte| byte != self.delimiter) {
            // An unterminated last line counts too.
            total += 1;
        }
        let mut left = total.saturating_sub(self.number);
        let mut bytes = 0;
        for part in &self.parts {
            if left == 0 {
                break;
            }
            if part.count >= left {
                let within = match self.unit {
                    Unit::Bytes => Some(left as usize),
                    Unit::Lines => memchr_iter(self.delimiter, &part.bytes)
                        .nth(left as usize - 1)
                        .map(|i| i + 1),
                };
                return bytes + within.unwrap_or(part.bytes.len());
            }
            left -= part.count;
            bytes += part.bytes.len();
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(unit: Unit, number: u64, input: &[u8]) -> usize {
        let mut held = Held::new(unit, number, b'\n');
        held.room().extend_from_slice(input);
        held.add(input.len(), &mut |_| Ok(()))
            .expect("nothing fails");
        held.before_last()
    }

    #[test]
    fn a_last_line_without_its_end_counts() {
        assert_eq!(held(Unit::Lines, 1, b"a\nb\nc"), 4);
        assert_eq!(held(Unit::Lines, 1, b"a\nb\nc\n"), 4);
        assert_eq!(held(Unit::Lines, 0, b"a\nb\nc"), 5);
        assert_eq!(held(Unit::Lines, 9, b"a\nb\nc"), 0);
        assert_eq!(held(Unit::Bytes, 2, b"abc"), 1);
    }

    #[test]
    fn small_blocks_hold_back_as_much() {
        let lines = |numbers: std::ops::Range<u32>| -> Vec<u8> {
            numbers
                .flat_map(|n| format!("{n}\n").into_bytes())
                .collect()
        };
        let text = lines(0..5000);
        let mut held = Held::new(Unit::Lines, 3000, b'\n').in_small_blocks();
        let (mut rest, mut gone) = (&text[..], 0);
        while !rest.is_empty() {
            let room = held.room();
            let (now, later) = rest.split_at(rest.len().min(room.capacity() - room.len()));
            room.extend_from_slice(now);
            rest = later;
            let mut let_go = |bytes: &[u8]| {
                gone += bytes.len();
                Ok(())
            };
            held.add(now.len(), &mut let_go).expect("nothing fails");
        }
        assert!(gone > 0 && held.pieces().count() > 1);
        assert_eq!(gone + held.before_last(), lines(0..2000).len());
    }
}
