//! Integers as snprintf(3) prints them.

use std::ffi::CStr;

/// An integer of either kind.
#[derive(Clone, Copy, Debug)]
pub enum Integer {
    /// For the conversions `d` and `i`.
    Signed(i64),
    /// For `o`, `u`, `x` and `X`.
    Unsigned(u64),
}

impl Integer {
    /// What stands before the letter of a conversion in [`Self::format`].
    pub const MODIFIER: &str = "j";

    /// Appends it as `format` says, whose one conversion must be one of its kind, with
    /// [`Self::MODIFIER`] before it.
    pub fn format(self, format: &CStr, out: &mut Vec<u8>) {
        let mut room = 64;
        let start = out.len();
        loop {
            out.resize(start + room, 0);
            let at = out[start..].as_mut_ptr().cast();
            // SAFETY: the caller's format converts one integer of this size; at most `room`
            // bytes are written, which are there.
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
