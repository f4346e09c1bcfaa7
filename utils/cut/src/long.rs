//! A line that is cut piece by piece: one that is long, or that ends with the input.

use crate::fields::{Fields, Progress};
use crate::positions::{Place, Positions};
use crate::{Cut, write_out};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::text::characters::whole;
use shared::values::ranges::Range;
use std::io;

/// Such a line, and how far it has been cut.
pub(crate) struct Line<'a> {
    how: How<'a>,
    ranges: &'a [Range],
    end: u8,
    /// The start of a character that a piece ended within.
    left: Vec<u8>,
}

enum How<'a> {
    Positions(&'a Positions, Place),
    Fields(&'a Fields, Progress),
}

impl<'a> Line<'a> {
    pub(crate) fn new(cut: &'a Cut, ranges: &'a [Range], end: u8) -> Self {
        Self {
            how: match cut {
                Cut::Positions(positions) => How::Positions(positions, Place::default()),
                Cut::Fields(fields) => How::Fields(fields, Progress::new(fields, ranges)),
            },
            ranges,
            end,
            left: Vec::new(),
        }
    }

    /// Cuts the next piece.
    pub(crate) fn go_on(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if self.left.is_empty() {
            let text = whole(piece);
            self.left.extend_from_slice(&piece[text.len()..]);
            self.cut(text, out);
        } else {
            let mut text = std::mem::take(&mut self.left);
            text.extend_from_slice(piece);
            self.left = text.split_off(whole(&text).len());
            self.cut(&text, out);
        }
    }

    /// Cuts what follows of it in the input.
    pub(crate) fn read_on(
        &mut self,
        input: &Input,
        lines: &mut Lines,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        while let Some(piece) = lines.part(input)? {
            let last = piece.strip_suffix(&[self.end]);
            self.go_on(last.unwrap_or(piece), out);
            if last.is_some() {
                break;
            }
            write_out(out)?;
        }
        Ok(())
    }

    /// Ends the line.
    pub(crate) fn finish(mut self, out: &mut Vec<u8>) {
        let left = std::mem::take(&mut self.left);
        self.cut(&left, out);
        match self.how {
            How::Positions(..) => out.push(self.end),
            How::Fields(fields, progress) => fields.finish(progress, self.ranges, self.end, out),
        }
    }

    fn cut(&mut self, text: &[u8], out: &mut Vec<u8>) {
        match &mut self.how {
            How::Positions(positions, place) => positions.go_on(place, text, self.ranges, out),
            How::Fields(fields, progress) => fields.go_on(progress, text, self.ranges, out),
        }
    }
}
