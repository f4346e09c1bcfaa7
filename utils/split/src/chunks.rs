//! `-n N` and `-n l/N`: a given number of pieces.

use crate::pieces::{Piece, Pieces};
use crate::sizes::Sized;
use crate::ways::Chunks;
use crate::{BLOCK, Split};
use shared::bytes::memory::zeros;
use shared::memchr::memchr;
use shared::prelude::*;

/// `N` and `K/N`: pieces of equal size.
pub(crate) fn split(split: &mut Split, chunks: Chunks, pieces: &mut Pieces) -> Result {
    let input = Sized::new(split)?;
    let mut block = zeros(BLOCK);
    let range = chunks.only.map_or(1..=chunks.number, |k| k..=k);
    for k in range {
        let (mut place, end) = (input.end_of(k - 1, chunks), input.end_of(k, chunks));
        if place == end && split.elide_empty {
            // All chunks after an empty one are empty too.
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

/// `l/N` and `l/K/N`: each line goes to the chunk that its first byte would be in.
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
            // Starts at the first line that begins in the chunk. The byte before the chunk is
            // read too: if it is a line end, a line begins right at the start of the chunk.
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

/// Reads the input up to ends of lines.
struct Lines<'a> {
    input: &'a Sized<'a>,
    delimiter: u8,
    block: Vec<u8>,
    /// The offset of the block in the input.
    start: u64,
    /// The offset of the next line.
    place: u64,
}

impl Lines<'_> {
    /// Passes everything up to the end of the line that contains the byte before `end` to `take`.
    fn copy_to_line_end(&mut self, end: u64, take: &mut dyn FnMut(&[u8]) -> Result) -> Result {
        loop {
            let held = self.start..self.start + self.block.len() as u64;
            if !held.contains(&self.place) {
                self.block.clear();
                let n = self.input.read_more(&mut self.block, self.place)?;
                self.start = self.place;
                if n == 0 {
                    return Ok(());
                }
            }
            let bytes = &self.block[(self.place - self.start) as usize..];
            // The last byte of the chunk is the first one that may end its last line.
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

/// The target of a chunk: a piece, or standard output if a single chunk is extracted.
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
