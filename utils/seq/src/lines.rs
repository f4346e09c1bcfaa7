//! Output in large blocks.

use shared::prelude::*;

/// How numbers are laid out in the default format.
pub(crate) struct Layout<'a> {
    /// The least characters of a number, filled up with leading zeros.
    pub(crate) width: usize,
    /// The text between numbers.
    pub(crate) separator: &'a [u8],
}

/// Collects output up to the size of a block.
#[derive(Default)]
pub(crate) struct Lines(pub(crate) Vec<u8>);

impl Lines {
    /// The size from which on the output is written.
    pub(crate) const BLOCK: usize = 64 * 1024;

    pub(crate) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.extend_from_slice(bytes);
        if self.0.len() < Self::BLOCK {
            return Ok(());
        }
        self.flush()
    }

    /// Writes the collected output, so that the caller can write past it.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        stdout().write_block(&self.0)?;
        self.0.clear();
        Ok(())
    }

    /// Ends the last line.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        self.push(b"\n")?;
        stdout().write_all(&self.0)
    }
}
