//! What `sort` needs from the C library: classes of bytes, collation keys, names of months, and
//! numbers as strtold(3) reads them.

use super::locale::{ALNUM, BLANK, PRINT, classes};
use libc::c_char;
use std::cmp::Ordering;
use std::ffi::CStr;
#[cfg(not(target_arch = "x86_64"))]
use std::ptr;

unsafe extern "C" {
    fn strxfrm(to: *mut c_char, from: *const c_char, size: usize) -> usize;
}

/// Returns whether the byte is a blank in the current locale: isblank(3).
pub(crate) fn is_blank(byte: u8) -> bool {
    classes(byte) & BLANK != 0
}

/// Returns whether the byte is a letter or a digit in the current locale: isalnum(3).
pub(crate) fn is_alphanumeric(byte: u8) -> bool {
    classes(byte) & ALNUM != 0
}

/// Returns whether the byte is printable in the current locale: isprint(3).
pub(crate) fn is_print(byte: u8) -> bool {
    classes(byte) & PRINT != 0
}

/// Returns the abbreviated names of the months.
pub(crate) fn months() -> [Vec<u8>; 12] {
    std::array::from_fn(|i| {
        // SAFETY: the twelve items have consecutive numbers; the result is a string.
        unsafe { CStr::from_ptr(libc::nl_langinfo(libc::ABMON_1 + i as libc::nl_item)) }
            .to_bytes()
            .to_vec()
    })
}

/// Appends a collation key of `text`, to be compared byte by byte: strxfrm(3). If `text` contains
/// NULs, each part gets its own key. A NUL separates the keys, because no key contains one.
pub(crate) fn transform(text: &[u8], out: &mut Vec<u8>) {
    let ended = [text, b"\0"].concat();
    let mut rest = &ended[..];
    while let Ok(part) = CStr::from_bytes_until_nul(rest) {
        if rest.len() < ended.len() {
            out.push(0);
        }
        rest = &rest[part.count_bytes() + 1..];
        let start = out.len();
        let mut room = 4 * part.count_bytes() + 16;
        loop {
            out.resize(start + room, 0);
            // SAFETY: at most `room` bytes are written, and `out` has them.
            let needed = unsafe { strxfrm(out[start..].as_mut_ptr().cast(), part.as_ptr(), room) };
            if needed < room {
                out.truncate(start + needed);
                break;
            }
            room = needed + 1;
        }
    }
}

/// Compares two strings in the collation order of the locale: strcoll(3).
pub fn compare_strings(a: &CStr, b: &CStr) -> Ordering {
    // SAFETY: both end in NUL.
    unsafe { libc::strcoll(a.as_ptr(), b.as_ptr()) }.cmp(&0)
}

/// Compares two texts that end in NUL in the collation order of the locale. If they contain further
/// NULs, they are compared part by part.
pub(crate) fn compare(mut a: &[u8], mut b: &[u8]) -> Ordering {
    loop {
        let (Ok(x), Ok(y)) = (CStr::from_bytes_until_nul(a), CStr::from_bytes_until_nul(b)) else {
            // One of them, or both, have no parts left.
            return a.len().cmp(&b.len());
        };
        let order = compare_strings(x, y);
        if order.is_ne() {
            return order;
        }
        a = &a[x.count_bytes() + 1..];
        b = &b[y.count_bytes() + 1..];
    }
}

/// Returns bytes that compare as the value of `number` does. `number` must be completely readable
/// by strtold(3) and not a NaN.
pub(crate) fn ordered_float(number: &CStr) -> [u8; 10] {
    #[cfg(target_arch = "x86_64")]
    {
        /// A buffer with the size and alignment of C's `long double`.
        #[repr(C, align(16))]
        struct Value([u8; 16]);
        let mut value = Value([0; 16]);
        // SAFETY: the buffer has the size and alignment of C's `long double`.
        unsafe { libc::sscanf(number.as_ptr(), c"%Lf".as_ptr(), &raw mut value) };
        let mut bytes: [u8; 10] = std::array::from_fn(|i| value.0[9 - i]);
        if bytes[1..].iter().all(|&b| b == 0) && bytes[0] & 0x7f == 0 {
            bytes[0] = 0;
        }
        if bytes[0] & 0x80 != 0 {
            bytes.iter_mut().for_each(|b| *b = !*b);
        } else {
            bytes[0] |= 0x80;
        }
        bytes
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        // SAFETY: the text ends in NUL.
        let value = unsafe { libc::strtod(number.as_ptr(), ptr::null_mut()) } + 0.0;
        let bits = value.to_bits();
        let ordered = if bits >> 63 != 0 {
            !bits
        } else {
            bits | 1 << 63
        };
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&ordered.to_be_bytes());
        bytes
    }
}
