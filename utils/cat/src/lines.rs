//! Output by lines: numbers, visible ends, tabs and control characters.

use shared::bytes::marks::{ROW, append, unprintable};
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
        if self.format.nonprinting {
            self.visible(block);
            return stdout().write_block(&self.out);
        }
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

    /// A block in which all that is not printable shows.
    fn visible(&mut self, block: &[u8]) {
        self.out.reserve(2 * block.len());
        for start in (0..block.len()).step_by(ROW) {
            let end = block.len().min(start + ROW);
            let mut marks = unprintable(&block[start..end]);
            if marks.count_ones() > FEW {
                self.visible_forms(&block[start..end]);
                continue;
            }
            let mut from = start;
            while marks != 0 {
                let at = start + marks.trailing_zeros() as usize;
                marks &= marks - 1;
                self.printable(block, from, at);
                self.visible_form(block[at]);
                from = at + 1;
            }
            self.printable(block, from, end);
        }
    }

    fn form(&self, byte: u8) -> Form {
        match byte {
            b'\t' if !self.format.tabs => TAB,
            _ => FORMS[usize::from(byte)],
        }
    }

    fn visible_form(&mut self, byte: u8) {
        if byte == b'\n' {
            return self.newline();
        }
        self.begin();
        let Form { bytes, len } = self.form(byte);
        self.out.extend_from_slice(&bytes);
        self.out.truncate(self.out.len() - bytes.len() + len);
    }

    /// The same for no more than a row of bytes.
    fn visible_forms(&mut self, bytes: &[u8]) {
        let mut shown = [0; 4 * ROW];
        let mut len = 0;
        for &byte in bytes {
            if byte == b'\n' {
                self.out.extend_from_slice(&shown[..len]);
                len = 0;
                self.newline();
                continue;
            }
            if len == 0 {
                self.begin();
            }
            let form = self.form(byte);
            shown[len..len + 4].copy_from_slice(&form.bytes);
            len += form.len;
        }
        self.out.extend_from_slice(&shown[..len]);
    }

    fn printable(&mut self, block: &[u8], start: usize, end: usize) {
        if start < end {
            self.begin();
            append(&mut self.out, block, start, end);
        }
    }

    /// Begins a line, if it has not begun, with its number.
    #[inline]
    fn begin(&mut self) {
        if std::mem::take(&mut self.at_start) && self.format.number {
            self.push_number();
        }
        self.blank = 0;
    }

    /// A part of a line, without its newline.
    fn text(&mut self, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        self.release_return();
        self.begin();
        let line = match line.split_last() {
            Some((b'\r', before)) if self.format.ends => {
                self.held_return = true;
                before
            }
            _ => line,
        };
        if self.format.tabs {
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

/// Where no more bytes of a row than these are unprintable, those between them are copied.
const FEW: u32 = 8;

/// What a byte is shown as: the first `len` of these.
#[derive(Clone, Copy)]
struct Form {
    bytes: [u8; 4],
    len: usize,
}

const TAB: Form = Form {
    bytes: *b"\t\0\0\0",
    len: 1,
};

/// Bytes in `^` and `M-` notation, but for those that are visible as they are.
const FORMS: [Form; 256] = {
    let mut forms = [Form {
        bytes: [0; 4],
        len: 0,
    }; 256];
    let mut byte = 0;
    while byte < forms.len() {
        let low = byte as u8 & 0x7f;
        let (shown, mut len) = match low {
            0x7f => (*b"^?", 2),
            0..0x20 => ([b'^', low + 64], 2),
            _ => ([low, 0], 1),
        };
        let mut bytes = [shown[0], shown[1], 0, 0];
        if byte >= 0x80 {
            bytes = [b'M', b'-', shown[0], shown[1]];
            len += 2;
        }
        forms[byte] = Form { bytes, len };
        byte += 1;
    }
    forms
};

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
