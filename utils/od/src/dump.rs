//! Lines of an offset and the bytes behind it.

use crate::field::Line;
use crate::source::Source;
use crate::{Od, types::Type};
use shared::prelude::*;
use shared::text::collation::printable_bytes;

/// Bytes in a line, unless the types need more.
const WIDTH: u64 = 16;

/// Prints the whole input.
pub(crate) fn dump(od: &Od, source: &mut Source) -> Result {
    let width = width(od);
    let lines: Vec<Line> = lines(&od.types, width);
    let mut dump = Dump {
        od,
        lines,
        width,
        offset: od.skip,
        previous: Vec::new(),
        printable: if od.types.iter().any(|t| t.trailer) {
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
    dump.rest(pending);
    Ok(stdout().write_all(&dump.out)?)
}

/// Bytes in a line: a multiple of all types' sizes. Warns where another width was asked for.
pub(crate) fn width(od: &Od) -> usize {
    // Sizes are powers of two: the largest is a multiple of all.
    let sizes = od.types.iter().map(|t| t.size);
    let multiple = sizes.max().unwrap_or(1);
    match od.width {
        None => (WIDTH as usize).max(multiple),
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

/// The types with the room that aligns their fields: the widest decides.
fn lines(types: &[Type], width: usize) -> Vec<Line<'_>> {
    let columns = |t: &Type| (t.width + 1).saturating_mul(width / t.size);
    let widest = types.iter().map(columns).max().unwrap_or(0);
    types
        .iter()
        .map(|t| Line::new(t, width / t.size, widest))
        .collect()
}

struct Dump<'a> {
    od: &'a Od,
    lines: Vec<Line<'a>>,
    width: usize,
    offset: u64,
    previous: Vec<u8>,
    printable: [bool; 256],
    /// Was a line left out, as equal to the one before?
    starred: bool,
    out: Vec<u8>,
}

impl Dump<'_> {
    /// A whole block of input.
    fn block(&mut self, block: &[u8]) {
        if !self.od.all_lines && self.previous == block {
            if !std::mem::replace(&mut self.starred, true) {
                self.out.extend_from_slice(b"*\n");
            }
        } else {
            self.starred = false;
            self.print(block, block.len());
            if !self.od.all_lines {
                self.previous.clear();
                self.previous.extend_from_slice(block);
            }
        }
        self.offset += block.len() as u64;
    }

    /// What is left at the end, less than a block.
    fn rest(&mut self, mut block: Vec<u8>) {
        let len = block.len();
        if len > 0 {
            let largest = self.lines.iter().map(|line| line.size()).max();
            block.resize(len.next_multiple_of(largest.unwrap_or(1)), 0);
            self.print(&block, len);
            self.offset += len as u64;
        }
        if !self.od.address.is_none() {
            self.od.address.push(self.offset, &mut self.out);
            self.out.push(b'\n');
        }
    }

    /// A line for each type, of a block that holds `len` bytes and zeros behind them.
    fn print(&mut self, block: &[u8], len: usize) {
        let out = &mut self.out;
        for (i, line) in self.lines.iter().enumerate() {
            if i == 0 {
                self.od.address.push(self.offset, out);
            } else {
                out.resize(out.len() + self.od.address.columns(), b' ');
            }
            line.push(
                &block[..len.next_multiple_of(line.size())],
                self.od.swap,
                out,
            );
            if line.trailer() {
                let missing = (self.width - len) / line.size();
                out.resize(out.len() + line.room(missing), b' ');
                out.extend_from_slice(b"  >");
                out.extend(
                    block[..len]
                        .iter()
                        .map(|&b| match self.printable[usize::from(b)] {
                            true => b,
                            false => b'.',
                        }),
                );
                out.push(b'<');
            }
            out.push(b'\n');
        }
    }
}
