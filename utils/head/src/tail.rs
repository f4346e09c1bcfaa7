//! All but the last part: found from the end where the file can be read there, held back
//! otherwise.

use crate::{BLOCK, Head, Unit, complain_reading, emit, print_bytes, read};
use shared::files::Input;
use shared::memchr::memchr_iter;
use shared::prelude::*;
use shared::rustix::fs::{FileType, SeekFrom, fstat, seek, tell};
use shared::rustix::io::pread;
use shared::sys::simd;
use std::collections::VecDeque;

/// Prints all but what `head` counts of the end.
pub(crate) fn print_all_but(head: &Head, input: &mut Input) -> Result {
    let Some((here, end)) = extent(input).filter(|_| !head.presume_pipe) else {
        return hold_back(head, input);
    };
    let kept = match head.count.unit {
        Unit::Bytes => end.saturating_sub(head.count.number),
        Unit::Lines => match last_lines(head, input, here, end) {
            Ok(start) => start,
            Err(e) => {
                complain_reading(input, &e);
                return Ok(());
            }
        },
    };
    print_bytes(input, kept.saturating_sub(here))
}

/// Where a regular file is read, and its end. Sizes of small files may be made up (/proc).
fn extent(input: &Input) -> Option<(u64, u64)> {
    let stat = fstat(input).ok()?;
    let regular = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
    let size = stat.st_size as u64;
    let here = tell(input).ok()?;
    (regular && size > stat.st_blksize as u64).then_some((here, size))
}

/// Where the last lines start, looking backwards from `end` to `here`.
fn last_lines(head: &Head, input: &Input, here: u64, mut end: u64) -> io::Result<u64> {
    let mut number = head.count.number;
    let mut block = vec![0; BLOCK];
    let mut at_end = true;
    while end > here {
        let start = here.max((end - 1) / BLOCK as u64 * BLOCK as u64);
        let bytes = &mut block[..(end - start) as usize];
        let n = pread(input, &mut *bytes, start)?;
        let bytes = &bytes[..n];
        if std::mem::take(&mut at_end) {
            // The delimiter at the very end starts no line.
            match (bytes.last() == Some(&head.delimiter), number.checked_add(1)) {
                (true, Some(more)) => number = more,
                (true, None) => return Ok(here),
                (false, _) if number == 0 => return Ok(end),
                (false, _) => {}
            }
        }
        let found = simd::count(head.delimiter, bytes);
        if found >= number {
            let nth = memchr_iter(head.delimiter, bytes).nth((found - number) as usize);
            return Ok(start + nth.map_or(0, |i| i as u64 + 1));
        }
        number -= found;
        end = start;
    }
    Ok(here)
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

/// Reads on while holding back what may turn out to be the last part.
fn hold_back(head: &Head, input: &mut Input) -> Result {
    let number = head.count.number;
    let counted = |bytes: &[u8]| match head.count.unit {
        Unit::Bytes => bytes.len() as u64,
        Unit::Lines => simd::count(head.delimiter, bytes),
    };
    let mut held: VecDeque<Part> = VecDeque::new();
    let mut total = 0;
    let mut spare = None;
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
        let n = read(input, &mut part.block[part.len..]);
        if n == 0 {
            break;
        }
        let more = counted(&part.block[part.len..][..n]);
        part.len += n;
        part.count += more;
        total += more;
        while let Some(first) = held.front()
            && total - first.count > number
        {
            emit(first.bytes())?;
            total -= first.count;
            spare = held.pop_front().map(|part| part.block);
        }
    }
    let last = held.iter().rev().find_map(|part| part.bytes().last());
    if head.count.unit == Unit::Lines && last.is_some_and(|&b| b != head.delimiter) {
        // The last line counts without its delimiter, too.
        total += 1;
    }
    let printed = print_first(head, &held, total.saturating_sub(number))?;
    let read: usize = held.iter().map(|part| part.len).sum();
    // Whoever reads on finds what was left out, where the file lets us go back.
    let _ = seek(&*input, SeekFrom::Current(printed as i64 - read as i64));
    Ok(())
}

/// Prints the first lines or bytes of what was held, and returns how many bytes they are.
fn print_first(head: &Head, held: &VecDeque<Part>, mut number: u64) -> Result<usize> {
    let mut printed = 0;
    for part in held {
        if number == 0 {
            break;
        }
        if part.count < number {
            emit(part.bytes())?;
            printed += part.len;
            number -= part.count;
            continue;
        }
        let end = match head.count.unit {
            Unit::Bytes => number as usize,
            Unit::Lines => memchr_iter(head.delimiter, part.bytes())
                .nth(number as usize - 1)
                .map_or(part.len, |i| i + 1),
        };
        emit(&part.bytes()[..end])?;
        printed += end;
        break;
    }
    Ok(printed)
}
