//! Output of a line. Spaces are held until it is known whether they become tabs.

use crate::settings::Stop;
use shared::prelude::*;

/// Output is collected up to this size.
const FULL: usize = 64 * 1024;

/// The output and the state of the current line.
pub(crate) struct Writing {
    pub(crate) out: Vec<u8>,
    /// The current column.
    pub(crate) position: i64,
    /// Spaces that are due before the next character.
    pub(crate) spaces: i64,
    /// Separators of columns that are due before the next character.
    pub(crate) separators: usize,
    /// Whether spaces become tabs.
    pub(crate) contract: bool,
    /// The tab that spaces become.
    pub(crate) tab: Stop,
    /// Whether each line is to be printed at once.
    pub(crate) by_lines: bool,
    pub(crate) printable: [bool; 256],
    /// The printable bytes other than the tab of the input: each takes one column.
    pub(crate) plain: [bool; 256],
    /// Bytes that are printed as they are and take no column.
    pub(crate) invisible: [bool; 256],
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

    /// Prints text in which each byte takes one column.
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
                // A single space never becomes a tab.
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

    /// Prints the held spaces, as tabs where they reach a tab stop.
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

    /// Returns the first tab stop after a position.
    pub(crate) fn behind_tab(&self, position: i64) -> i64 {
        position + self.tab.width - position % self.tab.width
    }

    /// Advances to a position by spaces.
    pub(crate) fn pad_to(&mut self, position: i64) {
        if self.contract {
            self.spaces = position - self.position;
        } else {
            let spaces = usize::try_from(position - self.position).unwrap_or(0);
            self.out.resize(self.out.len() + spaces, b' ');
            self.position = position;
        }
    }

    /// Prints a separator if any is due: only one, however many empty columns there were.
    pub(crate) fn put_separators(&mut self, separator: &[u8]) {
        if self.separators == 0 {
            if self.spaces > 0 {
                self.put_spaces();
            }
            return;
        }
        for &byte in separator {
            if byte == b' ' {
                // Spaces in the separator may become tabs too.
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

    /// Prints a byte many times. Writes the output in between, because the lengths and widths of
    /// pages may be larger than the memory.
    pub(crate) fn fill(&mut self, byte: u8, mut count: usize) -> Result {
        while count > FULL {
            self.out.resize(self.out.len() + FULL, byte);
            self.flush()?;
            count -= FULL;
        }
        self.out.resize(self.out.len() + count, byte);
        Ok(())
    }

    /// Writes the output after a line if enough is collected, or if lines are printed at once.
    pub(crate) fn flush_line(&mut self) -> Result {
        if self.by_lines {
            return self.flush();
        }
        self.flush_block()
    }

    /// Writes the output within a line if enough is collected.
    #[inline]
    pub(crate) fn flush_block(&mut self) -> Result {
        if self.out.len() >= FULL {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes the output.
    pub(crate) fn flush(&mut self) -> Result {
        let result = stdout().write_all(&self.out);
        self.out.clear();
        Ok(result?)
    }
}
