//! Pieces of equal size: a number of lines, a number of bytes, or as many lines as fit.

use crate::pieces::{Piece, Pieces};
use crate::{BLOCK, Split};
use shared::bytes::memory::zeros;
use shared::bytes::simd;
use shared::memchr::{memchr_iter, memrchr};
use shared::prelude::*;

/// Newlines are counted in steps of this size. Only in the step with the one that ends a piece
/// are they located one by one.
const STEP: usize = 4096;

/// `-l`: pieces of `number` lines.
pub(crate) fn by_lines(split: &mut Split, number: u64, pieces: &mut Pieces) -> Result {
    let mut current = Current::new(pieces);
    let mut block = zeros(BLOCK);
    let mut left = number;
    loop {
        let n = split.read(&mut block)?;
        if n == 0 {
            return current.finish();
        }
        let mut bytes = &block[..n];
        while !bytes.is_empty() {
            let end = end_of_lines(bytes, split.delimiter, &mut left);
            let (part, rest) = bytes.split_at(end);
            current.write(part)?;
            if left == 0 {
                current.end()?;
                left = number;
            }
            bytes = rest;
        }
    }
}

/// Returns the end of the last of `left` lines, or of all bytes if there are fewer lines. Subtracts
/// the lines passed from `left`.
fn end_of_lines(bytes: &[u8], delimiter: u8, left: &mut u64) -> usize {
    let mut start = 0;
    while start < bytes.len() {
        let step = &bytes[start..bytes.len().min(start + STEP)];
        let lines = if *left > 2 {
            simd::count(delimiter, step)
        } else {
            u64::MAX
        };
        if lines >= *left {
            for end in memchr_iter(delimiter, step) {
                *left -= 1;
                if *left == 0 {
                    return start + end + 1;
                }
            }
        } else {
            *left -= lines;
        }
        start += step.len();
    }
    bytes.len()
}

/// `-b`: pieces of `number` bytes.
pub(crate) fn by_bytes(split: &mut Split, number: u64, pieces: &mut Pieces) -> Result {
    let mut current = Current::new(pieces);
    let mut block = zeros(BLOCK);
    let mut left = number;
    loop {
        let n = split.read(&mut block)?;
        if n == 0 {
            return current.finish();
        }
        let mut bytes = &block[..n];
        while !bytes.is_empty() {
            let end = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
            let (part, rest) = bytes.split_at(end);
            current.write(part)?;
            left -= end as u64;
            if left == 0 {
                current.end()?;
                left = number;
            }
            bytes = rest;
        }
    }
}

/// `-C`: pieces of whole lines, of at most `number` bytes. Longer lines are split.
pub(crate) fn by_lines_in_bytes(split: &mut Split, number: u64, pieces: &mut Pieces) -> Result {
    let mut current = Current::new(pieces);
    let mut block = zeros(BLOCK);
    // The start of a line that may have to move to the next piece. Nothing is held while this
    // piece has no whole line: its first line stays in it, even if it has to be split.
    let mut held = Vec::new();
    let (mut left, mut has_line) = (number, false);
    loop {
        let n = split.read(&mut block)?;
        if n == 0 {
            current.write(&held)?;
            return current.finish();
        }
        let mut bytes = &block[..n];
        while !bytes.is_empty() {
            let room = left - held.len() as u64;
            let end = usize::try_from(room).map_or(bytes.len(), |room| room.min(bytes.len()));
            let (part, rest) = bytes.split_at(end);
            let lines = match memrchr(split.delimiter, part) {
                Some(last) => last + 1,
                None if has_line => 0,
                None => part.len(),
            };
            if lines > 0 {
                current.write(&held)?;
                current.write(&part[..lines])?;
                left -= (held.len() + lines) as u64;
                held.clear();
                has_line = has_line || lines < part.len() || part.last() == Some(&split.delimiter);
            }
            held.extend_from_slice(&part[lines..]);
            if left == held.len() as u64 {
                current.end()?;
                (left, has_line) = (number, false);
                if !held.is_empty() {
                    current.write(&held)?;
                    left -= held.len() as u64;
                    held.clear();
                }
            }
            bytes = rest;
        }
    }
}

/// The current piece, created at the first write to it.
struct Current<'a> {
    pieces: &'a mut Pieces,
    piece: Option<Piece>,
}

impl<'a> Current<'a> {
    fn new(pieces: &'a mut Pieces) -> Self {
        Self {
            pieces,
            piece: None,
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result {
        if bytes.is_empty() {
            return Ok(());
        }
        if self.piece.is_none() {
            self.piece = Some(self.pieces.start()?);
        }
        if let Some(piece) = &mut self.piece {
            piece.write(bytes)?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result {
        self.piece.take().map_or(Ok(()), Piece::finish)
    }

    fn finish(mut self) -> Result {
        self.end()
    }
}
