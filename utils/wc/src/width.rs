//! The width of lines in columns of a terminal.

use shared::text::locale::{self, Decoded};

/// Measures lines.
pub(crate) struct Widths<'a> {
    widest: u64,
    column: u64,
    /// The width of each byte, if each character is one.
    bytes: Option<&'a [u8; 256]>,
}

/// Returns the width of each byte above 127, in an encoding of single bytes.
pub(crate) fn of_bytes() -> Box<[u8; 256]> {
    let mut widths = [0; 256];
    for byte in 0x80..=255_u8 {
        if let Decoded::Char(c, _) = locale::decode(&[byte]) {
            widths[usize::from(byte)] = locale::width(c).unwrap_or(0) as u8;
        }
    }
    Box::new(widths)
}

impl<'a> Widths<'a> {
    /// Starts a file. `bytes` is the result of [`of_bytes`] if each character is one byte.
    pub(crate) fn new(bytes: Option<&'a [u8; 256]>) -> Self {
        Self {
            widest: 0,
            column: 0,
            bytes,
        }
    }

    /// Measures text, which consists of whole characters.
    pub(crate) fn take(&mut self, mut text: &[u8]) {
        while let Some(&first) = text.first() {
            let plain = text.iter().take_while(|b| matches!(b, 0x20..0x7f)).count();
            if plain > 0 {
                self.column += plain as u64;
                text = &text[plain..];
                continue;
            }
            let len = match first {
                b'\n' | b'\r' | 0x0c => {
                    self.end();
                    1
                }
                b'\t' => {
                    self.column += 8 - self.column % 8;
                    1
                }
                0..0x80 => 1,
                _ => match self.bytes {
                    Some(bytes) => {
                        self.column += u64::from(bytes[usize::from(first)]);
                        1
                    }
                    None => match locale::decode(text) {
                        Decoded::Char(c, len) => {
                            self.column += locale::width(c).unwrap_or(0) as u64;
                            len
                        }
                        _ => 1,
                    },
                },
            };
            text = &text[len..];
        }
    }

    /// Ends the line and returns the width of the widest one so far.
    pub(crate) fn end(&mut self) -> u64 {
        self.widest = self.widest.max(self.column);
        self.column = 0;
        self.widest
    }
}
