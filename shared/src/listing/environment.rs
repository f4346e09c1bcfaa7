//! Defaults of widths and styles, from the terminal and the environment.

use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::program::output;
use crate::text::quoting::quote;
use crate::values::human::{Mistake, parse_size};
use rustix::termios::tcgetwinsize;
use std::env::var_os;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// Parses a value of `-w`.
pub(super) fn line_width(text: &OsStr) -> Result<usize> {
    parse_width(text).ok_or_else(|| Error::new(format!("invalid line width: {}", quote(text))))
}

/// Returns 0, which is no limit, if the width is too large.
fn parse_width(text: &OsStr) -> Option<usize> {
    match parse_size(text.as_bytes(), "") {
        Ok(width) => Some(usize::try_from(width).unwrap_or(0)),
        Err(Mistake::TooLarge) => Some(0),
        Err(_) => None,
    }
}

/// Parses a value of `-T`.
pub(super) fn tab_size(text: &OsStr) -> Result<usize> {
    match parse_size(text.as_bytes(), "") {
        Ok(size) if size <= isize::MAX as u64 => Ok(size as usize),
        Ok(_) | Err(Mistake::TooLarge) => {
            let range = std::io::Error::from_raw_os_error(libc::EOVERFLOW);
            Err(Error::io(
                format!("invalid tab size: {}", quote(text)),
                &range,
            ))
        }
        Err(_) => Err(Error::new(format!("invalid tab size: {}", quote(text)))),
    }
}

/// Returns the width of the terminal, or that of `COLUMNS`, or 80.
pub(super) fn terminal_width() -> usize {
    if let Ok(size) = tcgetwinsize(output::descriptor())
        && size.ws_col > 0
    {
        return size.ws_col.into();
    }
    match var_os("COLUMNS").filter(|text| !text.is_empty()) {
        Some(text) => parse_width(&text).unwrap_or_else(|| {
            diagnostics::warning(&format!(
                "ignoring invalid width in environment variable COLUMNS: {}",
                quote(&text)
            ));
            80
        }),
        None => 80,
    }
}

/// Returns the distance of tab stops in `TABSIZE`, or 8.
pub(super) fn environment_tab_size() -> usize {
    match var_os("TABSIZE") {
        Some(text) => tab_size(&text).unwrap_or_else(|_| {
            diagnostics::warning(&format!(
                "ignoring invalid tab size in environment variable TABSIZE: {}",
                quote(&text)
            ));
            8
        }),
        None => 8,
    }
}

/// Returns the time style in `TIME_STYLE`.
pub(super) fn environment_time_style() -> Option<Vec<u8>> {
    var_os("TIME_STYLE").map(OsStringExt::into_vec)
}
