//! `double` in place of the extended format, for processors without an x87.

use super::{CStr, Ordering};
use libc::c_int;

pub(super) const MODIFIER: &str = "";

/// How many values [`format`] takes at once.
pub(super) const AT_ONCE: usize = 1;

pub(super) type Value = f64;
pub(super) const ZERO: Value = 0.0;
pub(super) const ONE: Value = 1.0;

pub(super) fn read(text: &CStr) -> (f64, usize) {
    let mut end = std::ptr::null_mut();
    // SAFETY: the text ends in NUL, and `end` is set to a position in it.
    unsafe {
        let value = libc::strtod(text.as_ptr(), &mut end);
        (value, end.offset_from(text.as_ptr()) as usize)
    }
}

pub(super) fn is_infinite(value: f64) -> bool {
    value.is_infinite()
}

pub(super) fn from_bytes(bytes: [u8; 8]) -> f64 {
    f64::from_ne_bytes(bytes)
}

pub(super) fn is_subnormal(value: f64) -> bool {
    value.is_subnormal()
}

pub(super) fn after_steps(first: f64, times: u64, step: f64) -> f64 {
    first + times as f64 * step
}

pub(super) fn add(a: f64, b: f64) -> f64 {
    a + b
}

pub(super) fn sub(a: f64, b: f64) -> f64 {
    a - b
}

pub(super) fn mul(a: f64, b: f64) -> f64 {
    a * b
}

pub(super) fn div(a: f64, b: f64) -> f64 {
    a / b
}

pub(super) fn below(mut value: f64, base: f64) -> (f64, usize) {
    let mut times = 0;
    while value.abs() >= base {
        (value, times) = (value / base, times + 1);
    }
    (value, times)
}

pub(super) fn from_i64(number: i64) -> f64 {
    number as f64
}

pub(super) fn to_i64(value: f64) -> i64 {
    value as i64
}

pub(super) fn format(values: &[f64], format: &CStr, out: &mut [u8]) -> c_int {
    let value = values[0];
    // SAFETY: the caller's format converts one `double`; the length is that of the slice.
    unsafe { libc::snprintf(out.as_mut_ptr().cast(), out.len(), format.as_ptr(), value) }
}

pub(super) fn abs(value: Value) -> Value {
    value.abs()
}

pub(super) fn compare(a: f64, b: f64) -> Option<Ordering> {
    a.partial_cmp(&b)
}
