//! A line that is cut piece by piece: one that is long, or that has no end in the input.

use crate::fields::Fields;
use crate::pieces::Progress;
use crate::positions::{Place, Positions};
use crate::{Cut, write_out};
use shared::input::files::Input;
use shared::input::lines::Lines;
use shared::text::characters::whole;
use std::io;

/// Such a line, and the state of cutting it.
pub(crate) struct Line<'a> {
    how: How<'a>,
    /// The byte that ends lines.
    end: u8,
    /// The first bytes of a character that continues in the next piece.
    incomplete: Vec<u8>,
}

enum How<'a> {
    Positions(&'a Positions, Place),
    Fields(&'a Fields, Progress),
}

impl<'a> Line<'a> {
    pub(crate) fn new(cut: &'a Cut) -> Self {
        Self {
            how: match cut {
                Cut::Positions(positions) => How::Positions(positions, Place::default()),
                Cut::Fields(fields) => How::Fields(fields, Progress::new(fields)),
            },
            end: cut.end(),
            incomplete: Vec::new(),
        }
    }

    /// Cuts the next piece.
    pub(crate) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        if self.incomplete.is_empty() {
            let text = whole(piece);
            self.incomplete.extend_from_slice(&piece[text.len()..]);
            self.cut(text, out);
        } else {
            let mut text = std::mem::take(&mut self.incomplete);
            text.extend_from_slice(piece);
            self.incomplete = text.split_off(whole(&text).len());
            self.cut(&text, out);
        }
    }

    /// Reads the rest of the line and cuts it.
    pub(crate) fn read_rest(
        &mut self,
        input: &Input,
        lines: &mut Lines,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        while let Some(piece) = lines.part(input)? {
            let last = piece.strip_suffix(&[self.end]);
            self.push(last.unwrap_or(piece), out);
            if last.is_some() {
                break;
            }
            write_out(out)?;
        }
        Ok(())
    }

    /// Ends the line.
    pub(crate) fn finish(mut self, out: &mut Vec<u8>) {
        let incomplete = std::mem::take(&mut self.incomplete);
        self.cut(&incomplete, out);
        match self.how {
            How::Positions(..) => out.push(self.end),
            How::Fields(fields, progress) => fields.finish_line(progress, out),
        }
    }

    fn cut(&mut self, text: &[u8], out: &mut Vec<u8>) {
        match &mut self.how {
            How::Positions(positions, place) => positions.continue_line(place, text, out),
            How::Fields(fields, progress) => fields.continue_line(progress, text, out),
        }
    }
}
