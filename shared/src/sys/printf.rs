//! Formatting integers with snprintf(3).

use std::ffi::{CStr, c_int};
use std::io;

/// An integer, signed or unsigned.
#[derive(Clone, Copy, Debug)]
pub enum Integer {
    /// For the conversions `d` and `i`.
    Signed(i64),
    /// For `o`, `u`, `x` and `X`.
    Unsigned(u64),
}

impl Integer {
    /// The length modifier before the letter of a conversion in [`Self::format`].
    pub const MODIFIER: &str = "j";

    /// Appends the number, formatted by `format`. The only conversion in `format` must be one for
    /// this kind of integer, with [`Self::MODIFIER`].
    ///
    /// # Errors
    /// Those of snprintf(3): the width or the precision is too large.
    pub fn format(self, format: &CStr, out: &mut Vec<u8>) -> io::Result<()> {
        append(out, 64, &mut |room| {
            let (at, len) = (room.as_mut_ptr().cast(), room.len());
            // SAFETY: the caller's format converts one integer of this size; the length is that
            // of the slice.
            unsafe {
                match self {
                    Self::Signed(value) => libc::snprintf(at, len, format.as_ptr(), value),
                    Self::Unsigned(value) => libc::snprintf(at, len, format.as_ptr(), value),
                }
            }
        })
    }
}

/// Appends what a function like snprintf(3) writes. It is called with `room` bytes first, and again
/// if it needs more.
pub(super) fn append(
    out: &mut Vec<u8>,
    mut room: usize,
    print: &mut dyn FnMut(&mut [u8]) -> c_int,
) -> io::Result<()> {
    let start = out.len();
    loop {
        out.resize(start + room, 0);
        let Ok(needed) = usize::try_from(print(&mut out[start..])) else {
            let error = io::Error::last_os_error();
            out.truncate(start);
            return Err(error);
        };
        if needed < room {
            out.truncate(start + needed);
            return Ok(());
        }
        room = needed + 1;
    }
}
