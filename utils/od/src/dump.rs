//! Prints each line: the offset and the bytes from there on.

use crate::field::Line;
use crate::settings::Settings;
use crate::source::Source;
use crate::types::Type;
use shared::prelude::*;
use shared::text::collation::printable_bytes;

/// Bytes in a line, unless the types need more.
const WIDTH: usize = 16;

/// Prints the whole input.
pub(crate) fn dump(settings: &Settings, source: &mut Source) -> Result {
    let width = line_width(settings);
    let mut dump = Dump {
        settings,
        lines: lay_out(&settings.types, width),
        width,
        offset: settings.skip,
        previous: Vec::new(),
        printable: if settings.types.iter().any(|t| t.trailer) {
            printable_bytes()
        } else {
            [false; 256]
        },
        starred: false,
        out: Vec::new(),
    };
    let mut pending = Vec::new();
    while source.read_more(&mut pending) {
        let whole = pending.len() / width * width;
        for block in pending[..whole].chunks_exact(width) {
            dump.block(block);
        }
        pending.drain(..whole);
        stdout().write_all(&dump.out)?;
        dump.out.clear();
    }
    dump.rest(pending, source.failed);
    Ok(stdout().write_all(&dump.out)?)
}

/// Returns the bytes in a line: a multiple of the size of each type. Warns if `--width` is not.
pub(crate) fn line_width(settings: &Settings) -> usize {
    // Sizes are powers of two, so the largest is a multiple of the others.
    let sizes = settings.types.iter().map(|t| t.field.size);
    let multiple = sizes.max().unwrap_or(1);
    match settings.width {
        None => WIDTH.max(multiple),
        Some(width) => match usize::try_from(width) {
            Ok(width) if width > 0 && width.is_multiple_of(multiple) => width,
            _ => {
                diagnostics::warning(&format!(
                    "warning: invalid width {width}; using {multiple} instead"
                ));
                multiple
            }
        },
    }
}

/// Lays out the types for lines of `width` bytes. The lines of all types get as many columns as
/// the widest needs, so that the fields of several types are aligned.
fn lay_out(types: &[Type], width: usize) -> Vec<Line<'_>> {
    let columns = |t: &Type| (t.field.width + 1).saturating_mul(width / t.field.size);
    let widest = types.iter().map(columns).max().unwrap_or(0);
    types
        .iter()
        .map(|t| Line::new(t, width / t.field.size, widest))
        .collect()
}

struct Dump<'a> {
    settings: &'a Settings,
    /// The types, in the order given.
    lines: Vec<Line<'a>>,
    /// Bytes in a line.
    width: usize,
    offset: u64,
    /// The last line printed.
    previous: Vec<u8>,
    printable: [bool; 256],
    /// A `*` was printed for lines equal to `previous`.
    starred: bool,
    out: Vec<u8>,
}

impl Dump<'_> {
    /// Prints a whole line of input, or `*` for repeated ones.
    fn block(&mut self, block: &[u8]) {
        if !self.settings.all_lines && self.previous == block {
            if !std::mem::replace(&mut self.starred, true) {
                self.out.extend_from_slice(b"*\n");
            }
        } else {
            self.starred = false;
            self.print(block, block.len());
            if !self.settings.all_lines {
                self.previous.clear();
                self.previous.extend_from_slice(block);
            }
        }
        self.offset += block.len() as u64;
    }

    /// Prints the last line, which is shorter, and the final offset unless reading failed.
    fn rest(&mut self, mut block: Vec<u8>, failed: bool) {
        let len = block.len();
        if len > 0 {
            let largest = self.lines.iter().map(|line| line.size()).max();
            block.resize(len.next_multiple_of(largest.unwrap_or(1)), 0);
            self.print(&block, len);
            self.offset += len as u64;
        }
        let address = &self.settings.address;
        if !failed && !address.is_none() {
            address.push(self.offset, &mut self.out);
            self.out.push(b'\n');
        }
    }

    /// Prints a line for each type. `block` holds `len` bytes of input, padded with zeros.
    fn print(&mut self, block: &[u8], len: usize) {
        let Settings { address, swap, .. } = self.settings;
        let out = &mut self.out;
        for (i, line) in self.lines.iter().enumerate() {
            if i == 0 {
                address.push(self.offset, out);
            } else {
                out.resize(out.len() + address.columns(), b' ');
            }
            line.push(&block[..len.next_multiple_of(line.size())], *swap, out);
            if line.has_trailer() {
                let missing = (self.width - len) / line.size();
                out.resize(out.len() + line.columns(missing), b' ');
                push_trailer(&block[..len], &self.printable, out);
            }
            out.push(b'\n');
        }
    }
}

fn push_trailer(bytes: &[u8], printable: &[bool; 256], out: &mut Vec<u8>) {
    out.extend_from_slice(b"  >");
    out.extend(
        bytes
            .iter()
            .map(|&byte| match printable[usize::from(byte)] {
                true => byte,
                false => b'.',
            }),
    );
    out.push(b'<');
}
