//! Output line by line, with numbers and with visible line ends, tabs and control characters.

use shared::bytes::marks::{ROW, SHORT, append, either, unprintable};
use shared::prelude::*;

/// How lines are changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Format {
    /// Number lines.
    pub(crate) number: bool,
    /// Number no empty lines.
    pub(crate) nonblank: bool,
    /// Print `$` at the end of each line.
    pub(crate) ends: bool,
    /// Print one of several adjacent empty lines.
    pub(crate) squeeze: bool,
    /// Print tabs as `^I`.
    pub(crate) tabs: bool,
    /// Print control characters and bytes above 127 in `^` and `M-` notation.
    pub(crate) nonprinting: bool,
}

/// The most digits of a line's number.
const NUMBER: usize = 24;

/// Formats lines. A line may continue in the next file.
pub(crate) struct Lines {
    format: Format,
    /// The number of the next line in ASCII, padded with spaces before it, and a tab. What follows
    /// lets `append` copy a fixed size.
    number: [u8; NUMBER + SHORT],
    digits: usize,
    at_start: bool,
    /// Empty lines seen in a row.
    blank: u32,
    /// Whether a carriage return is held back. With `-E` it becomes `^M` if a newline follows.
    held_return: bool,
    out: Vec<u8>,
}

impl Lines {
    pub(crate) fn new(format: Format) -> Self {
        let mut number = [b' '; NUMBER + SHORT];
        number[NUMBER - 1] = b'1';
        number[NUMBER] = b'\t';
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

    /// Formats a block of input and writes the result. Nothing is buffered between blocks,
    /// because a user may be watching.
    pub(crate) fn write(&mut self, block: &[u8]) -> io::Result<()> {
        self.out.clear();
        self.out.reserve(2 * block.len());
        if self.format.nonprinting {
            self.visible(block);
            return stdout().write_block(&self.out);
        }
        let tab = if self.format.tabs { b'\t' } else { b'\n' };
        let mut from = 0;
        for at in either([b'\n', tab], block) {
            self.text(block, from, at);
            match block[at] {
                b'\n' => self.newline(),
                _ => self.tab(),
            }
            from = at + 1;
        }
        self.text(block, from, block.len());
        stdout().write_block(&self.out)
    }

    /// Writes a carriage return that is still held back at the end of the last file.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.out.clear();
        self.release_return();
        stdout().write_block(&self.out)
    }

    /// Formats a block for `-v`.
    ///
    /// Works a vector row at a time, with a bit mask of its unprintable bytes: runs of printable
    /// text are copied whole. The plain version, byte by byte, is
    /// [`visible_form`](Self::visible_form); the unit test compares both.
    fn visible(&mut self, block: &[u8]) {
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

    /// Formats one byte for `-v`.
    fn visible_form(&mut self, byte: u8) {
        if byte == b'\n' {
            return self.newline();
        }
        self.begin();
        let Form { bytes, len } = self.form(byte);
        self.out.extend_from_slice(&bytes);
        self.out.truncate(self.out.len() - bytes.len() + len);
    }

    /// Formats up to a row of bytes for `-v`. Always copies all four bytes of a form and then adds
    /// its real length, so that no branch depends on the byte.
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

    /// Prints the line's number, if this is the start of a line and lines are numbered.
    #[inline]
    fn begin(&mut self) {
        if std::mem::take(&mut self.at_start) && self.format.number {
            self.push_number();
        }
        self.blank = 0;
    }

    /// Formats a part of a line, without its newline, and without tabs if they are to be visible.
    #[inline]
    fn text(&mut self, block: &[u8], start: usize, mut end: usize) {
        if start == end {
            return;
        }
        self.release_return();
        self.begin();
        if self.format.ends && block[end - 1] == b'\r' {
            self.held_return = true;
            end -= 1;
        }
        append(&mut self.out, block, start, end);
    }

    fn tab(&mut self) {
        self.release_return();
        self.begin();
        self.out.extend_from_slice(b"^I");
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

    /// Prints the number of a line and increments it in its printed form, which spares the
    /// conversion of each number.
    fn push_number(&mut self) {
        let start = NUMBER - self.digits.max(6);
        append(&mut self.out, &self.number, start, NUMBER + 1);
        let mut place = NUMBER - 1;
        while self.number[place] == b'9' {
            self.number[place] = b'0';
            place -= 1;
        }
        self.number[place] = if self.number[place] == b' ' {
            b'1'
        } else {
            self.number[place] + 1
        };
        self.digits = self.digits.max(NUMBER - place);
    }
}

/// A row with more unprintable bytes than this is formatted byte by byte.
const FEW: u32 = 8;

/// The visible form of a byte: the first `len` of `bytes`.
#[derive(Clone, Copy)]
struct Form {
    bytes: [u8; 4],
    len: usize,
}

const TAB: Form = Form {
    bytes: *b"\t\0\0\0",
    len: 1,
};

/// The form of each byte in `^` and `M-` notation.
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

    #[test]
    fn rows_are_formatted_like_single_bytes() {
        // From one unprintable byte in 64 to all of them, so that both ways through a row run.
        let text: Vec<u8> = (0..20_000_u32)
            .map(|i| {
                let random = i.wrapping_mul(2_654_435_761) >> 8;
                let dense = i % 4096 / 64;
                if random % 64 > dense {
                    b'x'
                } else {
                    (random >> 8) as u8
                }
            })
            .collect();
        for tabs in [false, true] {
            let format = Format {
                number: true,
                ends: true,
                nonprinting: true,
                tabs,
                ..Format::default()
            };
            let (mut rows, mut bytes) = (Lines::new(format), Lines::new(format));
            rows.visible(&text);
            text.iter().for_each(|&byte| bytes.visible_form(byte));
            assert_eq!(rows.out, bytes.out, "tabs: {tabs}");
        }
    }
}
