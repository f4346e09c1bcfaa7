//! Directives about file systems, with the values of statfs(2).

use crate::directive::Value;
use crate::format::{Format, Piece, Printer, Quotes};
use shared::fs::filesystem;
use shared::prelude::*;
use shared::rustix::fs::{statfs, statvfs};
use shared::text::quoting::Style;

/// Prints the status of the file system that `name` is on.
pub(crate) fn print(
    name: &'static OsStr,
    format: &Format,
    printer: &mut Printer,
    quotes: &mut Quotes,
) -> Result {
    if name == "-" {
        diagnostics::error("using '-' to denote standard input does not work in file system mode");
        return Ok(());
    }
    let s = match statfs(name) {
        Ok(s) => s,
        Err(e) => {
            let message = format!("cannot read file system information for {}", quoteaf(name));
            diagnostics::error_io(&message, &e.into());
            return Ok(());
        }
    };
    let magic = s.f_type as u32;
    format.print(printer, &mut |piece, printer| {
        let &Piece::Directive {
            spec,
            part: None,
            letter,
        } = piece
        else {
            return Ok(false);
        };
        let value = match letter {
            b'a' => Value::Signed(s.f_bavail as i64),
            b'b' => Value::Signed(s.f_blocks as i64),
            b'c' => Value::Number(s.f_files),
            b'd' => Value::Signed(s.f_ffree as i64),
            b'f' => Value::Signed(s.f_bfree as i64),
            // statfs(2) returns it too, but rustix does not expose it.
            b'i' => Value::Hex(statvfs(name).map_or(0, |s| s.f_fsid.rotate_left(32))),
            b'l' => Value::Number(s.f_namelen as u64),
            b'Q' => spec.cut(quotes.quoted(name.as_bytes(), Style::ShellEscape)),
            b'n' => spec.cut(name.as_bytes().to_vec()),
            b's' => Value::Number(s.f_bsize as u64),
            b'S' => Value::Number(s.f_frsize as u64),
            b't' => Value::Hex(magic.into()),
            b'T' => {
                let unknown = || format!("UNKNOWN (0x{magic:x})");
                let name = filesystem::name(magic).map_or_else(unknown, str::to_owned);
                spec.cut(name.into_bytes())
            }
            _ => return Ok(false),
        };
        printer.put(spec, value)?;
        Ok(true)
    })
}
