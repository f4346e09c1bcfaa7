//! Output by lines: numbers, visible ends, tabs and control characters.

use shared::memchr::memchr;
use shared::prelude::*;

/// What is done to lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) number: bool,
    pub(crate) nonblank: bool,
    pub(crate) ends: bool,
    pub(crate) squeeze: bool,
    pub(crate) tabs: bool,
    pub(crate) nonprinting: bool,
}

/// Lines as they pass, over any number of files.
pub(crate) struct Lines {
    format: Format,
    /// The number of the next line, as it is printed: digits on the right of blanks.
    number: [u8; 24],
    digits: usize,
    at_start: bool,
    /// Empty lines seen in a row.
    blank: u32,
    /// A carriage return that is held back: how it shows depends on what follows.
    held_return: bool,
    out: Vec<u8>,
}

impl Lines {
    pub(crate) fn new(format: Format) -> Self {
        let mut number = [b' '; 24];
        number[23] = b'1';
        Self {
            format,
            number,
            digits: 1,
            at_start: true,
            blank: 0,
            held_return: false,
            out: Vec::new(),
        }
    }

    /// Writes out a block of input.
    pub(crate) fn write(&mut self, mut block: &[u8]) -> io::Result<()> {
        self.out.clear();
        while !block.is_empty() {
            let newline = memchr(b'\n', block);
            let (line, rest) = block.split_at(newline.unwrap_or(block.len()));
            self.text(line);
            block = rest;
            if newline.is_some() {
                self.newline();
                block = &block[1..];
            }
        }
        // What is numbered is mostly watched by somebody: nothing is held back.
        stdout().write_block(&self.out)
    }

    /// Writes the carriage return that no newline followed, at the very end.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.out.clear();
        self.release_return();
        stdout().write_block(&self.out)
    }

    /// A part of a line, without its newline.
    fn text(&mut self, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        self.release_return();
        if self.at_start && self.format.number {
            self.push_number();
        }
        self.at_start = false;
        self.blank = 0;
        let line = match line.split_last() {
            Some((b'\r', before)) if self.format.ends && !self.format.nonprinting => {
                self.held_return = true;
                before
            }
            _ => line,
        };
        if self.format.nonprinting {
            push_visible(line, self.format.tabs, &mut self.out);
        } else if self.format.tabs {
            for (i, part) in line.split(|&b| b == b'\t').enumerate() {
                self.out.extend_from_slice(if i > 0 { b"^I" } else { b"" });
                self.out.extend_from_slice(part);
            }
        } else {
            self.out.extend_from_slice(line);
        }
    }

    fn newline(&mut self) {
        if self.at_start {
            self.blank = self.blank.saturating_add(1);
            if self.format.squeeze && self.blank > 1 {
                return;
            }
            if self.format.number && !self.format.nonblank {
                self.push_number();
            }
        }
        if std::mem::take(&mut self.held_return) {
            self.out.extend_from_slice(b"^M");
        }
        self.out
            .extend_from_slice(if self.format.ends { b"$\n" } else { b"\n" });
        self.at_start = true;
    }

    fn release_return(&mut self) {
        if std::mem::take(&mut self.held_return) {
            self.out.push(b'\r');
        }
    }

    fn push_number(&mut self) {
        let end = self.number.len();
        self.out
            .extend_from_slice(&self.number[end - self.digits.max(6)..]);
        self.out.push(b'\t');
        let mut place = end - 1;
        while self.number[place] == b'9' {
            self.number[place] = b'0';
            place -= 1;
        }
        self.number[place] = if self.number[place] == b' ' {
            b'1'
        } else {
            self.number[place] + 1
        };
        self.digits = self.digits.max(end - place);
    }
}

/// Bytes in `^` and `M-` notation, but for those that are visible as they are.
fn push_visible(line: &[u8], tabs: bool, out: &mut Vec<u8>) {
    let mut rest = line;
    while let Some(&first) = rest.first() {
        let plain = visible(rest);
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        if plain == 0 {
            push_unprintable(first, tabs, out);
            rest = &rest[1..];
        }
    }
}

/// How many bytes at the start are visible as they are.
fn visible(text: &[u8]) -> usize {
    let is_visible = |b: &u8| (0x20..0x7f).contains(b);
    // Without a way out of the loop over a block, the compiler makes vectors of it.
    let all = |block: &&[u8]| block.iter().fold(true, |all, b| all & is_visible(b));
    let blocks = text.chunks_exact(16).take_while(all).count();
    let rest = &text[16 * blocks..];
    16 * blocks
        + rest
            .iter()
            .position(|b| !is_visible(b))
            .unwrap_or(rest.len())
}

fn push_unprintable(byte: u8, tabs: bool, out: &mut Vec<u8>) {
    match byte {
        b'\t' if !tabs => out.push(byte),
        0x20..0x7f => out.push(byte),
        0x7f => out.extend_from_slice(b"^?"),
        0..0x20 => out.extend_from_slice(&[b'^', byte + 64]),
        0x80.. => {
            out.extend_from_slice(b"M-");
            push_unprintable(byte & 0x7f, true, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry() {
        let mut lines = Lines::new(Format {
            number: true,
            ..Format::default()
        });
        for _ in 0..999_999 {
            lines.push_number();
        }
        lines.out.clear();
        lines.push_number();
        assert_eq!(lines.out, b"1000000\t");
    }
}
