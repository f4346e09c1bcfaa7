//! `-n r/N`: lines go to the pieces in turn, round robin.

use crate::pieces::{Piece, Pieces};
use crate::ways::Chunks;
use crate::{BLOCK, Split};
use shared::bytes::marks::{append, either};
use shared::bytes::memory::zeros;
use shared::prelude::*;
use shared::program::memory::exhausted;
use std::ffi::OsString;

/// Bytes collected for a piece before they are written.
const KEPT: usize = 16 * 1024;

/// Distributes lines to all pieces, or extracts one piece.
pub(crate) fn split(split: &mut Split, chunks: Chunks, pieces: &mut Pieces) -> Result {
    match chunks.only {
        Some(k) => extract(split, chunks.number, k),
        None => distribute(split, chunks.number, pieces),
    }
}

fn extract(split: &mut Split, number: u64, k: u64) -> Result {
    let mut block = zeros(BLOCK);
    let mut chosen = Vec::with_capacity(BLOCK);
    let mut turn = 1;
    loop {
        let n = split.read(&mut block)?;
        if n == 0 {
            return Ok(());
        }
        let bytes = &block[..n];
        for_each_part(bytes, split.delimiter, |start, end, ends| {
            if turn == k {
                append(&mut chosen, bytes, start, end);
            }
            if ends {
                turn = if turn == number { 1 } else { turn + 1 };
            }
            Ok(())
        })?;
        // Written before the next read, which may have to wait.
        stdout().write_block(&chosen)?;
        chosen.clear();
    }
}

fn distribute(split: &mut Split, number: u64, pieces: &mut Pieces) -> Result {
    let mut ring = Ring::new(number, pieces, split.unbuffered)?;
    let mut block = zeros(BLOCK);
    let mut turn = 0;
    loop {
        let n = split.read(&mut block)?;
        if n == 0 {
            break;
        }
        let bytes = &block[..n];
        for_each_part(bytes, split.delimiter, |start, end, ends| {
            ring.write(turn, &bytes[start..end])?;
            if ends {
                turn = if turn + 1 == ring.pieces.len() {
                    0
                } else {
                    turn + 1
                };
            }
            Ok(())
        })?;
        if ring.closed == ring.pieces.len() {
            break;
        }
    }
    ring.finish(!split.elide_empty)
}

/// Calls `work` with the start and end of each line or part of a line, and whether it has a line
/// end.
fn for_each_part(
    bytes: &[u8],
    delimiter: u8,
    mut work: impl FnMut(usize, usize, bool) -> Result,
) -> Result {
    let mut start = 0;
    for end in either([delimiter; 2], bytes) {
        work(start, end + 1, true)?;
        start = end + 1;
    }
    if start < bytes.len() {
        work(start, bytes.len(), false)?;
    }
    Ok(())
}

/// All pieces. If there are more than can be open at once, files are closed and reopened.
struct Ring<'a> {
    makes: &'a Pieces,
    pieces: Vec<Slot>,
    unbuffered: bool,
    /// The number of pieces that take no more.
    closed: usize,
}

struct Slot {
    name: OsString,
    /// Absent if it is not open.
    piece: Option<Piece>,
    kept: Vec<u8>,
    /// Whether the file exists, so that reopening it appends.
    made: bool,
    /// Whether the command that reads it has ended.
    closed: bool,
}

impl<'a> Ring<'a> {
    fn new(number: u64, makes: &'a mut Pieces, unbuffered: bool) -> Result<Self> {
        let mut pieces = Vec::new();
        let count = usize::try_from(number).unwrap_or(usize::MAX);
        if count > isize::MAX as usize / size_of::<Slot>() {
            exhausted();
        }
        pieces.reserve_exact(count);
        for _ in 0..number {
            pieces.push(Slot {
                name: makes.name()?,
                piece: None,
                kept: Vec::new(),
                made: false,
                closed: false,
            });
        }
        Ok(Self {
            makes,
            pieces,
            unbuffered,
            closed: 0,
        })
    }

    fn write(&mut self, turn: usize, bytes: &[u8]) -> Result {
        let slot = &mut self.pieces[turn];
        if slot.closed {
            return Ok(());
        }
        slot.kept.extend_from_slice(bytes);
        if self.unbuffered || slot.kept.len() >= KEPT || !slot.made {
            self.write_out(turn)?;
        }
        Ok(())
    }

    fn write_out(&mut self, turn: usize) -> Result {
        self.open(turn)?;
        let slot = &mut self.pieces[turn];
        if let Some(piece) = &mut slot.piece
            && !piece.write(&slot.kept)?
        {
            slot.closed = true;
            self.closed += 1;
        }
        slot.kept.clear();
        Ok(())
    }

    /// Opens a piece. If too many files are open, closes another one first.
    fn open(&mut self, turn: usize) -> Result {
        let mut other = turn;
        loop {
            let slot = &mut self.pieces[turn];
            if slot.piece.is_some() {
                return Ok(());
            }
            slot.piece = self.makes.create_one_of_many(&slot.name, slot.made)?;
            if slot.piece.is_some() {
                slot.made = true;
                return Ok(());
            }
            // The piece written last is the last one to be needed again.
            other = other.checked_sub(1).unwrap_or(self.pieces.len() - 1);
            let victim = &mut self.pieces[other];
            if let Some(piece) = victim.piece.take_if(|piece| piece.is_file()) {
                piece.finish()?;
            } else if other == turn {
                return Err(Error::io(
                    quotef(&victim.name),
                    &shared::rustix::io::Errno::MFILE.into(),
                ));
            }
        }
    }

    /// Writes what is left and ends all pieces. Creates those that are empty if `make_all` is set.
    fn finish(mut self, make_all: bool) -> Result {
        for turn in 0..self.pieces.len() {
            let slot = &self.pieces[turn];
            if !slot.kept.is_empty() || !slot.made && make_all {
                self.write_out(turn)?;
            }
            if let Some(piece) = self.pieces[turn].piece.take() {
                piece.finish()?;
            }
        }
        Ok(())
    }
}
