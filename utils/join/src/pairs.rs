//! Joining: finding the pairs of lines, and printing them.

use crate::arguments::{Check, Settings, Spec};
use crate::line::Line;
use crate::side::{Order, Side};
use shared::prelude::*;
use std::cmp::Ordering;

pub(crate) struct Join {
    sides: [Side; 2],
    order: Order,
    format: Format,
    unpaired: [bool; 2],
    paired: bool,
    header: bool,
}

/// The format of the output.
struct Format {
    /// The fields of `-o`.
    specs: Vec<Spec>,
    /// How many fields of each file are printed, for `-o auto`.
    counts: Option<[usize; 2]>,
    /// The join fields.
    fields: [usize; 2],
    /// Replaces empty fields.
    filler: &'static [u8],
    separator: Vec<u8>,
    end: u8,
    auto: bool,
}

impl Join {
    pub(crate) fn new(
        settings: Settings,
        first: &'static OsStr,
        second: &'static OsStr,
    ) -> Result<Self> {
        let fields = settings.fields.map(Option::unwrap_or_default);
        Ok(Self {
            sides: [
                Side::open(first, fields[0], settings.end)?,
                Side::open(second, fields[1], settings.end)?,
            ],
            format: Format {
                specs: settings.format,
                counts: None,
                fields,
                filler: settings.filler.unwrap_or_default().as_bytes(),
                separator: match &settings.tab {
                    Some(tab) => tab.text().to_vec(),
                    None => b" ".to_vec(),
                },
                end: settings.end,
                auto: settings.auto,
            },
            order: Order {
                capitals: settings.capitals,
                check: settings.check,
                tab: settings.tab,
                unpaired: false,
                out: Vec::new(),
            },
            unpaired: settings.unpaired,
            paired: settings.paired,
            header: settings.header,
        })
    }

    pub(crate) fn run(&mut self) -> Result {
        self.advance(0)?;
        self.advance(1)?;
        if self.format.auto {
            let count = |side: &Side| side.group().first().map_or(0, Line::len);
            self.format.counts = Some([count(&self.sides[0]), count(&self.sides[1])]);
        }
        if self.header && self.sides.iter().any(|side| side.count > 0) {
            self.join_headers()?;
        }
        while self.sides.iter().all(|side| side.count > 0) {
            let [a, b] = &self.sides;
            match self.order.compare(a.key(), b.key()) {
                Ordering::Less => self.pass(0)?,
                Ordering::Greater => self.pass(1)?,
                Ordering::Equal => self.join_groups()?,
            }
        }
        // One file has ended. Lines left in the other one have no partner.
        let left = self.sides.each_ref().map(|side| side.count > 0);
        let check =
            self.order.check != Check::Never && !self.sides.iter().all(|side| side.disordered);
        for (side, left) in left.into_iter().enumerate() {
            if left && (self.unpaired[side] || check) {
                self.drain(side)?;
            }
        }
        if self.sides.iter().any(|side| side.disordered) {
            return Err(Error::new("input is not in sorted order"));
        }
        Ok(())
    }

    /// Joins the first lines without comparing them.
    fn join_headers(&mut self) -> Result {
        let [a, b] = self.sides.each_ref().map(|side| side.group().first());
        self.format.push(a, b, &mut self.order.out);
        self.order.write_out()?;
        for side in 0..2 {
            self.sides[side].forget_key();
            if self.sides[side].count > 0 {
                self.advance(side)?;
            }
        }
        Ok(())
    }

    /// Reads the next line of a file. Returns whether there is one.
    fn advance(&mut self, side: usize) -> Result<bool> {
        self.sides[side].next(&mut self.order)
    }

    /// Prints the current line of a file, which has no partner, if that is asked for.
    fn print_unpaired(&mut self, side: usize) -> Result {
        if self.unpaired[side] {
            let line = self.sides[side].group().first();
            let (a, b) = if side == 0 {
                (line, None)
            } else {
                (None, line)
            };
            self.format.push(a, b, &mut self.order.out);
            self.order.write_out()?;
        }
        Ok(())
    }

    /// Handles the current line of a file, which has no partner.
    fn pass(&mut self, side: usize) -> Result {
        self.print_unpaired(side)?;
        self.advance(side)?;
        self.order.unpaired = true;
        Ok(())
    }

    /// Handles the remaining lines of a file after the other one has ended.
    fn drain(&mut self, side: usize) -> Result {
        self.print_unpaired(side)?;
        while self.advance(side)? {
            self.print_unpaired(side)?;
            if self.sides[side].disordered && !self.unpaired[side] {
                break;
            }
        }
        Ok(())
    }

    /// Joins all lines of both files that have the current key.
    fn join_groups(&mut self) -> Result {
        let ended = [self.grow_group(0)?, self.grow_group(1)?];
        let [a, b] = &self.sides;
        // The last line read does not belong to the group, unless the file has ended.
        let group = |side: &Side, ended: bool| side.count - usize::from(!ended);
        let (many, others) = (group(a, ended[0]), group(b, ended[1]));
        if self.paired {
            let first = &self.sides[0].group()[..many];
            let second = &self.sides[1].group()[..others];
            print_pairs(&self.format, first, second, &mut self.order)?;
        }
        for (side, ended) in self.sides.iter_mut().zip(ended) {
            if ended {
                side.count = 0;
            } else {
                side.keep_last();
            }
        }
        Ok(())
    }

    /// Reads lines up to one whose key differs from that of the other file's group. Returns
    /// whether the file ended before that.
    fn grow_group(&mut self, side: usize) -> Result<bool> {
        loop {
            if !self.sides[side].grow(&mut self.order)? {
                return Ok(true);
            }
            let key = self.sides[1 - side].key();
            if self.order.compare(self.sides[side].last_key(), key).is_ne() {
                return Ok(false);
            }
        }
    }
}

/// Prints each line of the first file with each of the second.
fn print_pairs(format: &Format, first: &[Line], second: &[Line], order: &mut Order) -> Result {
    /// Output is written when it reaches this size.
    const FULL: usize = 32 * 1024;
    // The part of the second file's lines is the same for each line of the first one, so it is
    // formatted once.
    let mut ends = Vec::new();
    let mut parts = Vec::new();
    if format.specs.is_empty() && first.len() > 1 {
        for b in second {
            format.push_others(1, Some(b), &mut parts);
            parts.push(format.end);
            ends.push(parts.len());
        }
    }
    for a in first {
        if ends.is_empty() {
            for b in second {
                format.push(Some(a), Some(b), &mut order.out);
                if order.out.len() >= FULL {
                    order.write_out()?;
                }
            }
            continue;
        }
        let mut start = Vec::new();
        format.push_join_field([Some(a), None], &mut start);
        format.push_others(0, Some(a), &mut start);
        let mut at = 0;
        for &end in &ends {
            order.out.extend_from_slice(&start);
            order.out.extend_from_slice(&parts[at..end]);
            at = end;
            if order.out.len() >= FULL {
                order.write_out()?;
            }
        }
    }
    Ok(order.write_out()?)
}

impl Format {
    /// Appends the output for two lines, of which one may be missing.
    fn push(&self, a: Option<&Line>, b: Option<&Line>, out: &mut Vec<u8>) {
        let lines = [a, b];
        if self.specs.is_empty() {
            self.push_join_field(lines, out);
            self.push_others(0, a, out);
            self.push_others(1, b, out);
        }
        for (i, spec) in self.specs.iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(&self.separator);
            }
            match *spec {
                Spec::Join => self.push_join_field(lines, out),
                Spec::Of(file, field) => self.push_field(lines[file], field, out),
            }
        }
        out.push(self.end);
    }

    /// Appends the fields of a line of `file` except for the join field.
    fn push_others(&self, file: usize, line: Option<&Line>, out: &mut Vec<u8>) {
        let there = line.map_or(0, Line::len);
        let count = self.counts.map_or(there, |counts| counts[file]);
        for field in (0..count).filter(|&field| field != self.fields[file]) {
            out.extend_from_slice(&self.separator);
            self.push_field(line, field, out);
        }
    }

    fn push_join_field(&self, lines: [Option<&Line>; 2], out: &mut Vec<u8>) {
        let file = usize::from(lines[0].is_none());
        self.push_field(lines[file], self.fields[file], out);
    }

    #[inline]
    fn push_field(&self, line: Option<&Line>, field: usize, out: &mut Vec<u8>) {
        let text = line.map_or(&b""[..], |line| line.field(field));
        out.extend_from_slice(if text.is_empty() { self.filler } else { text });
    }
}
