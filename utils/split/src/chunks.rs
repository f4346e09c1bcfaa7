//! `-n`: a given number of pieces.

use crate::pieces::{Piece, Pieces};
use crate::sizes::Sized;
use crate::ways::Chunks;
use crate::{BLOCK, Split};
use shared::memchr::memchr;
use shared::prelude::*;

/// `N` and `K/N`: pieces of one size.
pub(crate) fn split(split: &mut Split, chunks: Chunks, pieces: &mut Pieces) -> Result {
    let input = Sized::new(split)?;
    let mut block = vec![0; BLOCK];
    let range = chunks.only.map_or(1..=chunks.number, |k| k..=k);
    for k in range {
        let (mut place, end) = (input.end_of(k - 1, chunks), input.end_of(k, chunks));
        if place == end && split.elide_empty {
            // Those behind it are empty, too.
            break;
        }
        let mut target = Target::new(chunks, pieces)?;
        while place < end {
            let wanted = usize::try_from(end - place).map_or(BLOCK, |n| n.min(BLOCK));
            let n = input.read(&mut block[..wanted], place)?;
            if n == 0 || !target.write(&block[..n])? {
                break;
            }
            place += n as u64;
        }
        target.finish()?;
    }
    Ok(())
}

/// `l/N` and `l/K/N`: a line goes where its first byte would.
pub(crate) fn split_lines(split: &mut Split, chunks: Chunks, pieces: &mut Pieces) -> Result {
    let input = Sized::new(split)?;
    let mut reader = Lines {
        input: &input,
        delimiter: split.delimiter,
        block: Vec::with_capacity(BLOCK),
        start: 0,
        place: 0,
    };
    let range = match chunks.only {
        None => 1..=chunks.number,
        Some(k) => {
            // From where the chunk's first line starts, which the byte before it tells.
            let start = input.end_of(k - 1, chunks);
            if start > 0 {
                reader.place = start - 1;
                reader.copy_to_line_end(start, &mut |_| Ok(()))?;
            }
            k..=k
        }
    };
    for k in range {
        let end = input.end_of(k, chunks);
        if reader.place >= end && split.elide_empty {
            if reader.place >= input.size {
                break;
            }
            continue;
        }
        let mut target = Target::new(chunks, pieces)?;
        if reader.place < end {
            reader.copy_to_line_end(end, &mut |bytes| target.write(bytes).map(|_| ()))?;
        }
        target.finish()?;
    }
    Ok(())
}

/// The input, read up to ends of lines.
struct Lines<'a> {
    input: &'a Sized<'a>,
    delimiter: u8,
    block: Vec<u8>,
    /// Where in the input the block starts.
    start: u64,
    /// Where the next line starts.
    place: u64,
}

impl Lines<'_> {
    /// Hands on all up to the end of the line that holds the byte before `end`.
    fn copy_to_line_end(&mut self, end: u64, take: &mut dyn FnMut(&[u8]) -> Result) -> Result {
        loop {
            let held = self.start..self.start + self.block.len() as u64;
            if !held.contains(&self.place) {
                self.block.resize(BLOCK, 0);
                let n = self.input.read(&mut self.block, self.place)?;
                self.block.truncate(n);
                self.start = self.place;
                if n == 0 {
                    return Ok(());
                }
            }
            let bytes = &self.block[(self.place - self.start) as usize..];
            // The line's end may be the byte before the chunk's end, or any behind that.
            let from = usize::try_from((end - 1).saturating_sub(self.place)).unwrap_or(usize::MAX);
            let found = bytes
                .get(from..)
                .and_then(|rest| memchr(self.delimiter, rest));
            let length = found.map_or(bytes.len(), |i| from + i + 1);
            take(&bytes[..length])?;
            self.place += length as u64;
            if found.is_some() {
                return Ok(());
            }
        }
    }
}

/// Where a chunk goes: a piece, or standard output where just one is extracted.
struct Target(Option<Piece>);

impl Target {
    fn new(chunks: Chunks, pieces: &mut Pieces) -> Result<Self> {
        Ok(Self(match chunks.only {
            Some(_) => None,
            None => Some(pieces.start()?),
        }))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<bool> {
        match &mut self.0 {
            Some(piece) => piece.write(bytes),
            None => {
                stdout().write_all(bytes)?;
                Ok(true)
            }
        }
    }

    fn finish(self) -> Result {
        self.0.map_or(Ok(()), Piece::finish)
    }
}
