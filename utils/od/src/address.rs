//! Offsets at the start of lines.

use shared::prelude::*;

/// How offsets are written.
#[derive(Clone, Copy)]
pub(crate) struct Address {
    radix: Option<u64>,
    digits: usize,
    /// The pseudo-address of `--traditional`.
    label: Option<Label>,
}

/// An address in parentheses.
#[derive(Clone, Copy)]
enum Label {
    /// Follows the offset, and is this much larger.
    Behind(u64),
    /// Replaces the offset, and is equal to it.
    Alone,
}

impl Default for Address {
    fn default() -> Self {
        Self::in_radix(8, 7)
    }
}

impl Address {
    fn in_radix(radix: u64, digits: usize) -> Self {
        Self {
            radix: Some(radix),
            digits,
            label: None,
        }
    }

    /// Parses the value of `-A`.
    pub(crate) fn parse(given: &OsStr) -> Result<Self> {
        match given.as_bytes().first() {
            Some(b'd') => Ok(Self::in_radix(10, 7)),
            Some(b'o') => Ok(Self::in_radix(8, 7)),
            Some(b'x') => Ok(Self::in_radix(16, 6)),
            Some(b'n') => Ok(Self {
                radix: None,
                digits: 0,
                label: None,
            }),
            other => {
                let letter = escaped(OsStr::from_bytes(&[*other.unwrap_or(&0)]));
                Err(Error::new(format!(
                    "invalid output address radix '{letter}'; it must be one character from [doxn]"
                )))
            }
        }
    }

    /// Adds a label that is `distance` larger than the offset.
    pub(crate) fn add_label(&mut self, distance: u64) {
        match self.radix {
            Some(_) => self.label = Some(Label::Behind(distance)),
            // With `-A n`, GNU prints the offset itself in parentheses, in octal.
            None => {
                *self = Self {
                    label: Some(Label::Alone),
                    ..Self::in_radix(8, 7)
                }
            }
        }
    }

    /// Returns whether lines start without an offset (`-A n`).
    pub(crate) fn is_none(&self) -> bool {
        self.radix.is_none()
    }

    /// Returns the columns that the second and later types leave blank.
    pub(crate) fn columns(&self) -> usize {
        match self.label {
            Some(Label::Alone) => 0,
            _ => self.digits,
        }
    }

    /// Appends an offset.
    pub(crate) fn push(&self, offset: u64, out: &mut Vec<u8>) {
        let Some(radix) = self.radix else { return };
        match self.label {
            None => push_number(offset, radix, self.digits, out),
            Some(Label::Alone) => push_label(offset, radix, self.digits, out),
            Some(Label::Behind(distance)) => {
                push_number(offset, radix, self.digits, out);
                out.push(b' ');
                push_label(offset.wrapping_add(distance), radix, self.digits, out);
            }
        }
    }
}

fn push_label(offset: u64, radix: u64, digits: usize, out: &mut Vec<u8>) {
    out.push(b'(');
    push_number(offset, radix, digits, out);
    out.push(b')');
}

fn push_number(mut number: u64, radix: u64, digits: usize, out: &mut Vec<u8>) {
    let mut text = [b'0'; 22];
    let mut start = text.len();
    while number > 0 {
        start -= 1;
        text[start] = b"0123456789abcdef"[(number % radix) as usize];
        number /= radix;
    }
    out.extend_from_slice(&text[start.min(text.len() - digits)..]);
}
