//! Output: where it has come to in a line, and blanks that are held until it is known whether
//! they become tabs.

use crate::settings::Stop;
use shared::prelude::*;

/// Output that is kept before it is written.
const FULL: usize = 64 * 1024;

/// The line that is printed.
pub(crate) struct Writing {
    pub(crate) out: Vec<u8>,
    /// The column that it has come to.
    pub(crate) position: i64,
    /// Spaces that come before what is printed next.
    pub(crate) spaces: i64,
    /// Separators of columns that come before it.
    pub(crate) separators: usize,
    /// Do spaces become tabs?
    pub(crate) contract: bool,
    pub(crate) tab: Stop,
    pub(crate) printable: [bool; 256],
    /// The same without the byte that is a tab of the input.
    pub(crate) plain: [bool; 256],
}

impl Writing {
    pub(crate) fn start_line(&mut self) {
        (self.position, self.spaces, self.separators) = (0, 0, 0);
    }

    /// Prints a byte of a line.
    #[inline]
    pub(crate) fn put(&mut self, byte: u8) {
        if self.contract {
            if byte == b' ' {
                self.spaces += 1;
                return;
            }
            if self.spaces > 0 {
                self.put_spaces();
            }
            if self.printable[usize::from(byte)] {
                self.position += 1;
            } else if byte == 0x08 {
                self.position -= 1;
            }
        }
        self.out.push(byte);
    }

    /// Prints text that takes a column a byte.
    pub(crate) fn put_text(&mut self, mut text: &[u8]) {
        if !self.contract {
            self.out.extend_from_slice(text);
            return;
        }
        while let Some(&first) = text.first() {
            if first == b' ' {
                self.spaces += 1;
                text = &text[1..];
                continue;
            }
            if self.spaces == 1 {
                // No tab is put for a single space.
                self.out.push(b' ');
                self.position += 1;
                self.spaces = 0;
            } else if self.spaces > 0 {
                self.put_spaces();
            }
            let len = text.iter().position(|&byte| byte == b' ');
            let (word, rest) = text.split_at(len.unwrap_or(text.len()));
            self.out.extend_from_slice(word);
            self.position += word.len() as i64;
            text = rest;
        }
    }

    /// Prints the spaces that were held, as tabs where these reach far enough.
    pub(crate) fn put_spaces(&mut self) {
        let goal = self.position + self.spaces;
        let mut position = self.position;
        while goal - position > 1 {
            let next = self.behind_tab(position);
            if next > goal {
                break;
            }
            self.out.push(self.tab.byte);
            position = next;
        }
        let rest = usize::try_from(goal - position).unwrap_or(0);
        self.out.resize(self.out.len() + rest, b' ');
        (self.position, self.spaces) = (goal, 0);
    }

    /// The tab stop behind a position.
    pub(crate) fn behind_tab(&self, position: i64) -> i64 {
        position + self.tab.width - position % self.tab.width
    }

    /// Goes to a position by spaces.
    pub(crate) fn pad_to(&mut self, position: i64) {
        if self.contract {
            self.spaces = position - self.position;
        } else {
            let spaces = usize::try_from(position - self.position).unwrap_or(0);
            self.out.resize(self.out.len() + spaces, b' ');
            self.position = position;
        }
    }

    /// Prints the separators that are due. It is printed once, however many columns are empty.
    pub(crate) fn put_separators(&mut self, separator: &[u8]) {
        if self.separators == 0 {
            if self.spaces > 0 {
                self.put_spaces();
            }
            return;
        }
        for &byte in separator {
            if byte == b' ' {
                // Spaces in it may become tabs, too.
                self.spaces += 1;
            } else {
                if self.spaces > 0 {
                    self.put_spaces();
                }
                self.out.push(byte);
                self.position += 1;
            }
        }
        if self.spaces > 0 {
            self.put_spaces();
        }
        self.separators = 0;
    }

    /// Writes out what there is, if that is enough.
    pub(crate) fn flush_full(&mut self) -> Result {
        if self.out.len() >= FULL {
            self.flush()?;
        }
        Ok(())
    }

    pub(crate) fn flush(&mut self) -> Result {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        Ok(result?)
    }
}
