//! The columns that lines take on a terminal.

use shared::locale::{self, Decoded};

/// The widest line so far.
#[derive(Default)]
pub(crate) struct Widths {
    widest: u64,
    column: u64,
}

impl Widths {
    /// Goes on with whole characters.
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
                _ => match locale::decode(text) {
                    Decoded::Char(c, len) => {
                        self.column += locale::width(c).unwrap_or(0) as u64;
                        len
                    }
                    _ => 1,
                },
            };
            text = &text[len..];
        }
    }

    /// Ends the line and returns the width of the widest.
    pub(crate) fn end(&mut self) -> u64 {
        self.widest = self.widest.max(self.column);
        self.column = 0;
        self.widest
    }
}
