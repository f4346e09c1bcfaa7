//! Operands from a file: `--files0-from` of `du` and `wc`. Names end in NUL.

use crate::input::files::Input;
use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::text::quoting::{quote, quoteaf, quotef};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// Number of bytes per read.
const BLOCK: usize = 64 * 1024;

/// Passes each name in `list` to `work`, as soon as it is read. `-` is standard input. Invalid
/// names and read errors are reported, and the utility continues with what was read. Returns the
/// number of names, including invalid ones.
///
/// # Errors
/// The list cannot be opened, or those of `work`.
pub fn for_each_name(list: &'static OsStr, work: &mut dyn FnMut(&OsStr) -> Result) -> Result<u64> {
    let input = Input::open(list)
        .map_err(|e| Error::io(format!("cannot open {} for reading", quoteaf(list)), &e))?;
    let mut names = Names { list, read: 0 };
    let mut pending = Vec::new();
    loop {
        pending.reserve(BLOCK);
        let new = match input.read_more(&mut pending) {
            Ok(new) => new,
            Err(e) => {
                diagnostics::error_io(&format!("{}: read error", quotef(list)), &e);
                return Ok(names.read);
            }
        };
        if new == 0 {
            if !pending.is_empty() {
                names.take(&pending, work)?;
            }
            return Ok(names.read);
        }
        let mut start = 0;
        while let Some(length) = memchr::memchr(0, &pending[start..]) {
            names.take(&pending[start..start + length], work)?;
            start += length + 1;
        }
        pending.drain(..start);
    }
}

/// Returns the usage error for an operand in addition to such a list.
pub fn operand_beside(operand: &OsStr) -> Error {
    Error::usage(format!(
        "extra operand {}\nfile operands cannot be combined with --files0-from",
        quote(operand)
    ))
}

struct Names {
    list: &'static OsStr,
    read: u64,
}

impl Names {
    fn take(&mut self, name: &[u8], work: &mut dyn FnMut(&OsStr) -> Result) -> Result {
        self.read += 1;
        if name.is_empty() {
            diagnostics::error(&format!(
                "{}:{}: invalid zero-length file name",
                quotef(self.list),
                self.read
            ));
            Ok(())
        } else if name == b"-" && self.list == "-" {
            diagnostics::error(&format!(
                "when reading file names from standard input, no file name of {} allowed",
                quoteaf(OsStr::new("-"))
            ));
            Ok(())
        } else {
            work(OsStr::from_bytes(name))
        }
    }
}
