//! Conversions: character sets, swapped bytes, lines and records.

use crate::arguments::Job;
use crate::charset::{self, TO_EBCDIC, TO_IBM, Table};
use crate::copy::{Copying, Step};
use crate::symbols::Conversions;
use shared::bytes::simd;
use shared::memchr::memchr;

/// The state of the conversion between input and output blocks.
pub(crate) struct Conversion {
    table: Option<Table>,
    swab: bool,
    /// A byte to be swapped with the first one of the next block.
    odd: Option<u8>,
    /// A buffer for swapped bytes.
    swapped: Vec<u8>,
    form: Form,
    /// How many bytes of the current line or record were seen.
    column: usize,
    /// How many spaces are at the end of the current record so far.
    spaces: usize,
    newline: u8,
    space: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Bytes,
    ToRecords,
    ToLines,
}

impl Conversion {
    pub(crate) fn new(job: &Job) -> Self {
        let form = if job.converts(Conversions::BLOCK) {
            Form::ToRecords
        } else if job.converts(Conversions::UNBLOCK) {
            Form::ToLines
        } else {
            Form::Bytes
        };
        let to = |byte: u8| match () {
            () if job.converts(Conversions::EBCDIC) => TO_EBCDIC[usize::from(byte)],
            () if job.converts(Conversions::IBM) => TO_IBM[usize::from(byte)],
            () => byte,
        };
        Self {
            table: charset::table(job.conversions),
            swab: job.converts(Conversions::SWAB),
            odd: None,
            swapped: Vec::new(),
            form,
            column: 0,
            spaces: 0,
            newline: to(b'\n'),
            space: to(b' '),
        }
    }

    /// Converts a block, and passes it on.
    pub(crate) fn convert(&mut self, block: &mut [u8], out: &mut Copying<'_>) -> Step {
        if let Some(table) = &self.table {
            for byte in &mut *block {
                *byte = table[usize::from(*byte)];
            }
        }
        if !self.swab {
            return self.form(block, out);
        }
        let mut swapped = std::mem::take(&mut self.swapped);
        swapped.clear();
        let mut rest = &*block;
        if let (Some(odd), Some((&first, behind))) = (self.odd, rest.split_first()) {
            swapped.extend([first, odd]);
            self.odd = None;
            rest = behind;
        }
        let (pairs, last) = rest.split_at(rest.len() - rest.len() % 2);
        self.odd = last.first().copied().or(self.odd);
        let start = swapped.len();
        swapped.extend_from_slice(pairs);
        simd::swap_pairs(&mut swapped[start..]);
        let result = self.form(&swapped, out);
        self.swapped = swapped;
        result
    }

    /// Completes the last line or record.
    pub(crate) fn end(&mut self, out: &mut Copying<'_>) -> Step {
        if let Some(odd) = self.odd.take() {
            self.form(&[odd], out)?;
        }
        match self.form {
            Form::Bytes => Ok(()),
            Form::ToRecords if self.column > 0 => {
                out.put_many(self.space, out.job.cbs.saturating_sub(self.column))
            }
            Form::ToLines if self.column > 0 => out.put(&[self.newline]),
            Form::ToRecords | Form::ToLines => Ok(()),
        }
    }

    fn form(&mut self, bytes: &[u8], out: &mut Copying<'_>) -> Step {
        match self.form {
            Form::Bytes => out.put(bytes),
            Form::ToRecords => self.fill_records(bytes, out),
            Form::ToLines => self.cut_lines(bytes, out),
        }
    }

    /// Converts lines to records: pads or truncates them.
    fn fill_records(&mut self, mut bytes: &[u8], out: &mut Copying<'_>) -> Step {
        let size = out.job.cbs;
        while !bytes.is_empty() {
            let end = memchr(self.newline, bytes);
            let line = &bytes[..end.unwrap_or(bytes.len())];
            let room = size.saturating_sub(self.column);
            out.put(&line[..line.len().min(room)])?;
            if self.column <= size && line.len() > room {
                out.stats.truncated += 1;
                // Marks the line as truncated, so that it is counted once.
                self.column = size + 1;
            } else {
                self.column += line.len();
            }
            let Some(end) = end else { return Ok(()) };
            out.put_many(self.space, size.saturating_sub(self.column))?;
            self.column = 0;
            bytes = &bytes[end + 1..];
        }
        Ok(())
    }

    /// Converts records to lines: removes the spaces at their ends.
    fn cut_lines(&mut self, mut bytes: &[u8], out: &mut Copying<'_>) -> Step {
        let size = out.job.cbs;
        while !bytes.is_empty() {
            if self.column == size {
                (self.column, self.spaces) = (0, 0);
                out.put(&[self.newline])?;
            }
            let (part, rest) = bytes.split_at(bytes.len().min(size - self.column));
            self.column += part.len();
            let kept = part.iter().rposition(|&b| b != self.space);
            match kept {
                None => self.spaces += part.len(),
                Some(last) => {
                    let spaces = std::mem::take(&mut self.spaces);
                    out.put_many(self.space, spaces)?;
                    out.put(&part[..=last])?;
                    self.spaces = part.len() - last - 1;
                }
            }
            bytes = rest;
        }
        Ok(())
    }
}
