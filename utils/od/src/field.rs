//! Fields: numbers and characters, aligned on the right.

use crate::float::Format;
use crate::types::{Field, Type};
use shared::text::collation::printable_bytes;

/// How the bytes of a field are shown.
pub(crate) enum Kind {
    /// Single bytes, looked up in a table of their texts.
    Table(Table),
    Octal,
    Hexadecimal,
    Signed,
    Unsigned,
    Float(Format),
}

/// The text of each byte, padded with blanks on the left. All types of single bytes use one, so
/// that no digits are computed in the loop over the input.
pub(crate) struct Table(Box<[[u8; 4]; 256]>);

impl Table {
    fn new(text: impl Fn(u8, &mut Vec<u8>)) -> Self {
        let mut table = Box::new([[b' '; 4]; 256]);
        let mut buffer = Vec::new();
        for (byte, entry) in (0..=u8::MAX).zip(table.iter_mut()) {
            buffer.clear();
            text(byte, &mut buffer);
            let start = entry.len().saturating_sub(buffer.len());
            entry[start..].copy_from_slice(&buffer[..4 - start]);
        }
        Self(table)
    }

    /// The names of `-t a`.
    pub(crate) fn names() -> Self {
        const NAMES: [&str; 33] = [
            "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff",
            "cr", "so", "si", "dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em",
            "sub", "esc", "fs", "gs", "rs", "us", "sp",
        ];
        Self::new(|byte, out| match byte & 0x7f {
            0x7f => out.extend_from_slice(b"del"),
            byte => match NAMES.get(usize::from(byte)) {
                Some(name) => out.extend_from_slice(name.as_bytes()),
                None => out.push(byte),
            },
        })
    }

    /// The characters and escapes of `-t c`.
    pub(crate) fn characters() -> Self {
        let printable = printable_bytes();
        Self::new(|byte, out| match byte {
            0 => out.extend_from_slice(b"\\0"),
            7..=13 => out.extend_from_slice(&[b'\\', b"abtnvfr"[usize::from(byte - 7)]]),
            _ if printable[usize::from(byte)] => out.push(byte),
            _ => out.extend_from_slice(&[
                b'0' + (byte >> 6),
                b'0' + (byte >> 3 & 7),
                b'0' + (byte & 7),
            ]),
        })
    }

    /// The numbers of the other types, for a size of one byte.
    pub(crate) fn integers(kind: &Kind) -> Self {
        Self::new(|byte, out| match kind {
            Kind::Octal => push_powers::<3>(byte.into(), 3, out),
            Kind::Hexadecimal => push_powers::<4>(byte.into(), 2, out),
            Kind::Signed => push_decimal((byte as i8) < 0, (byte as i8).unsigned_abs().into(), out),
            _ => push_decimal(false, byte.into(), out),
        })
    }
}

/// A type, laid out for a line.
pub(crate) struct Line<'a> {
    field: &'a Field,
    trailer: bool,
    /// Fields in a whole line.
    fields: usize,
    /// Blanks to distribute over the fields of a whole line.
    padding: usize,
}

impl<'a> Line<'a> {
    /// Lays out a line with the given numbers of fields and columns.
    pub(crate) fn new(kind: &'a Type, fields: usize, columns: usize) -> Self {
        Self {
            field: &kind.field,
            trailer: kind.trailer,
            fields,
            padding: columns - kind.field.width * fields,
        }
    }

    /// Returns the bytes in a field.
    pub(crate) fn size(&self) -> usize {
        self.field.size
    }

    pub(crate) fn has_trailer(&self) -> bool {
        self.trailer
    }

    /// Returns the columns of the last `fields` fields of a line.
    pub(crate) fn columns(&self, fields: usize) -> usize {
        self.field.width * fields + self.blanks(fields)
    }

    /// Returns the blanks in the last `fields` fields of a line.
    fn blanks(&self, fields: usize) -> usize {
        (self.padding as u128 * fields as u128 / self.fields as u128) as usize
    }

    /// Appends the fields of `block`.
    pub(crate) fn push(&self, block: &[u8], swap: bool, out: &mut Vec<u8>) {
        // If all fields get the same number of blanks, the loop divides nothing.
        let even = self.padding.is_multiple_of(self.fields);
        let share = self.padding / self.fields;
        for (i, bytes) in block.chunks_exact(self.field.size).enumerate() {
            let blanks = if even {
                share
            } else {
                let left = self.fields - i;
                self.blanks(left) - self.blanks(left - 1)
            };
            self.push_field(bytes, blanks, swap, out);
        }
    }

    /// Appends blanks and the field that `bytes` make.
    #[inline]
    fn push_field(&self, bytes: &[u8], blanks: usize, swap: bool, out: &mut Vec<u8>) {
        let width = blanks + self.field.width;
        match &self.field.kind {
            Kind::Table(table) => {
                let text = &table.0[usize::from(bytes[0])];
                // Copies of a constant length are single instructions.
                match width {
                    4 => out.extend_from_slice(text),
                    3 => out.extend_from_slice(&text[1..]),
                    _ => {
                        out.resize(out.len() + width.saturating_sub(4), b' ');
                        out.extend_from_slice(&text[4 - width.min(4)..]);
                    }
                }
            }
            Kind::Octal => {
                push_blanks(blanks, out);
                push_powers::<3>(number(bytes, swap), self.field.width, out);
            }
            Kind::Hexadecimal => {
                push_blanks(blanks, out);
                push_powers::<4>(number(bytes, swap), self.field.width, out);
            }
            Kind::Unsigned => {
                right_align(width, out, |out| {
                    push_decimal(false, number(bytes, swap), out)
                });
            }
            Kind::Signed => {
                let unused = 64 - 8 * bytes.len();
                let value = (number(bytes, swap) << unused) as i64 >> unused;
                right_align(width, out, |out| {
                    push_decimal(value < 0, value.unsigned_abs(), out)
                });
            }
            Kind::Float(format) => {
                right_align(width, out, |out| format.push(bytes, swap, out));
            }
        }
    }
}

/// Reads a number of up to 8 bytes in the machine's byte order, or the other one for `swap`.
fn number(bytes: &[u8], swap: bool) -> u64 {
    let shift = |n: u64, &b: &u8| n << 8 | u64::from(b);
    if swap != cfg!(target_endian = "big") {
        bytes.iter().fold(0, shift)
    } else {
        bytes.iter().rev().fold(0, shift)
    }
}

fn push_blanks(count: usize, out: &mut Vec<u8>) {
    match count {
        1 => out.push(b' '),
        _ => out.resize(out.len() + count, b' '),
    }
}

/// Appends what `push` appends, padded with blanks on the left to `width` columns.
fn right_align(width: usize, out: &mut Vec<u8>, push: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    push(out);
    let len = out.len() - start;
    if let Some(missing) = width.checked_sub(len) {
        out.resize(start + width, b' ');
        out.copy_within(start..start + len, start + missing);
        out[start..start + missing].fill(b' ');
    }
}

/// Appends the last `digits` digits of `number` in base 2^`BITS`: 8 or 16.
fn push_powers<const BITS: u32>(number: u64, digits: usize, out: &mut Vec<u8>) {
    let mut text = [0; 22];
    for (i, place) in text[..digits].iter_mut().rev().enumerate() {
        let digit = number >> (i as u32 * BITS) & ((1 << BITS) - 1);
        *place = b"0123456789abcdef"[digit as usize];
    }
    out.extend_from_slice(&text[..digits]);
}

fn push_decimal(negative: bool, mut number: u64, out: &mut Vec<u8>) {
    let mut text = [0; 21];
    let mut start = text.len();
    loop {
        start -= 1;
        text[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    if negative {
        start -= 1;
        text[start] = b'-';
    }
    out.extend_from_slice(&text[start..]);
}
