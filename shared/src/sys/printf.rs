//! Formatting integers with snprintf(3).

use std::ffi::CStr;

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
    pub fn format(self, format: &CStr, out: &mut Vec<u8>) {
        let mut room = 64;
        let start = out.len();
        loop {
            out.resize(start + room, 0);
            let at = out[start..].as_mut_ptr().cast();
            // SAFETY: the caller's format converts one integer of this size; at most `room` bytes
            // are written, and `out` has them.
            let needed = unsafe {
                match self {
                    Self::Signed(value) => libc::snprintf(at, room, format.as_ptr(), value),
                    Self::Unsigned(value) => libc::snprintf(at, room, format.as_ptr(), value),
                }
            };
            let needed = usize::try_from(needed).unwrap_or(0);
            if needed < room {
                out.truncate(start + needed);
                return;
            }
            room = needed + 1;
        }
    }
}
