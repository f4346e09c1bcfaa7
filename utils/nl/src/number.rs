//! Counting and printing line numbers.

use shared::program::error::{Error, Result};

/// How a number is aligned in its field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Left,
    Right,
    /// On the right, after zeros.
    Zeros,
}

pub(crate) struct Numbers {
    pub(crate) start: i64,
    pub(crate) increment: i64,
    pub(crate) width: usize,
    pub(crate) format: Format,
    pub(crate) separator: &'static [u8],
    /// Absent after the largest number.
    next: Option<i64>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self {
            start: 1,
            increment: 1,
            width: 6,
            format: Format::Right,
            separator: b"\t",
            next: None,
        }
    }
}

impl Numbers {
    /// Starts again with the first number.
    pub(crate) fn restart(&mut self) {
        self.next = Some(self.start);
    }

    /// Appends the next number and the separator to `out`.
    pub(crate) fn push_next(&mut self, out: &mut Vec<u8>) -> Result {
        let number = self
            .next
            .ok_or_else(|| Error::new("line number overflow"))?;
        self.next = number.checked_add(self.increment);
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let digits = &digits[start..];
        let sign: &[u8] = if number < 0 { b"-" } else { b"" };
        let padding = self.width.saturating_sub(sign.len() + digits.len());
        let spaces = |format| usize::from(self.format == format) * padding;
        out.resize(out.len() + spaces(Format::Right), b' ');
        out.extend_from_slice(sign);
        out.resize(out.len() + spaces(Format::Zeros), b'0');
        out.extend_from_slice(digits);
        out.resize(out.len() + spaces(Format::Left), b' ');
        out.extend_from_slice(self.separator);
        Ok(())
    }

    /// Appends spaces in place of a number and the separator.
    pub(crate) fn push_blank(&self, out: &mut Vec<u8>) {
        out.resize(out.len() + self.width + self.separator.len(), b' ');
    }
}
