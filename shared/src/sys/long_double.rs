//! C's `long double`, which Rust doesn't know: read, printed and computed with as C does, so
//! that `seq` and `printf` round as GNU's do. On x86-64 that is the x87's extended format; on
//! other machines a `double` stands in for it.

use std::cmp::Ordering;
use std::ffi::CStr;
use std::ops::{Add, Div, Mul, Sub};

#[cfg(not(target_arch = "x86_64"))]
use double as kind;
#[cfg(target_arch = "x86_64")]
use extended as kind;

/// A `long double`.
#[derive(Clone, Copy, Debug)]
pub struct LongDouble(kind::Value);

impl LongDouble {
    /// What stands before the letter of a conversion in [`Self::format`]: `L` or nothing.
    pub const MODIFIER: &str = kind::MODIFIER;

    /// Its bytes in memory.
    pub const SIZE: usize = size_of::<kind::Value>();

    /// 0.
    pub const ZERO: Self = Self(kind::ZERO);

    /// 1.
    pub const ONE: Self = Self(kind::ONE);

    /// Reads the whole of `text`, which may start with blanks: strtold(3). None where that is
    /// no number or one that is too large.
    pub fn parse(text: &CStr) -> Option<Self> {
        let Reading {
            value,
            len,
            out_of_range,
        } = Self::read(text);
        let too_large = out_of_range && kind::is_infinite(value.0);
        (len > 0 && len == text.count_bytes() && !too_large).then_some(value)
    }

    /// Reads a number off the start of `text`: strtold(3).
    pub fn read(text: &CStr) -> Reading {
        // SAFETY: the place of this thread's error number, which only the C library changes.
        let errno = unsafe { libc::__errno_location() };
        // SAFETY: as above.
        unsafe { *errno = 0 };
        let (value, len) = kind::read(text);
        Reading {
            value: Self(value),
            len,
            // SAFETY: as above.
            out_of_range: unsafe { *errno } == libc::ERANGE,
        }
    }

    /// From its bytes in memory, of which those that are missing are 0.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut whole = [0; Self::SIZE];
        for (to, from) in whole.iter_mut().zip(bytes) {
            *to = *from;
        }
        Self(kind::from_bytes(whole))
    }

    /// Is it so small that it has fewer digits than others?
    pub fn is_subnormal(self) -> bool {
        kind::is_subnormal(self.0)
    }

    /// Is it not a number?
    pub fn is_nan(self) -> bool {
        self.partial_cmp(&self).is_none()
    }

    /// `self + times * step`, rounded after each of the two.
    #[must_use]
    pub fn after_steps(self, times: u64, step: Self) -> Self {
        Self(kind::after_steps(self.0, times, step.0))
    }

    /// The whole number towards 0, or the nearest there is.
    pub fn to_i64(self) -> i64 {
        kind::to_i64(self.0)
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        if self < Self::ZERO {
            Self::ZERO - self
        } else {
            self
        }
    }

    /// Appends it as `format` says: snprintf(3). Its one conversion must be one of `aefgAEFG`
    /// with [`Self::MODIFIER`] before it.
    pub fn format(self, format: &CStr, out: &mut Vec<u8>) {
        let mut room = 64;
        let start = out.len();
        loop {
            out.resize(start + room, 0);
            let needed = kind::format(self.0, format, &mut out[start..]);
            if needed < room {
                out.truncate(start + needed);
                return;
            }
            room = needed + 1;
        }
    }
}

/// What was read off the start of a text.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The number, 0 where there is none.
    pub value: LongDouble,
    /// Bytes that it takes, 0 where there is none.
    pub len: usize,
    /// Was it too large or too small, and is the value as near as can be?
    pub out_of_range: bool,
}

impl From<i64> for LongDouble {
    fn from(number: i64) -> Self {
        Self(kind::from_i64(number))
    }
}

impl Add for LongDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(kind::add(self.0, other.0))
    }
}

impl Sub for LongDouble {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(kind::sub(self.0, other.0))
    }
}

impl Mul for LongDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self(kind::mul(self.0, other.0))
    }
}

impl Div for LongDouble {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        Self(kind::div(self.0, other.0))
    }
}

impl PartialEq for LongDouble {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for LongDouble {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        kind::compare(self.0, other.0)
    }
}

#[cfg(target_arch = "x86_64")]
mod extended {
    use super::{CStr, Ordering};
    use libc::{c_char, c_int, c_void};
    use std::ptr;

    pub(super) const MODIFIER: &str = "L";

    /// 64 bits of mantissa, 15 of exponent, a sign, and bytes that don't count.
    #[derive(Clone, Copy, Debug)]
    #[repr(C, align(16))]
    pub(super) struct Value([u8; 16]);

    pub(super) const ZERO: Value = Value([0; 16]);
    pub(super) const ONE: Value = Value([0, 0, 0, 0, 0, 0, 0, 0x80, 0xff, 0x3f, 0, 0, 0, 0, 0, 0]);

    /// `va_list` of the System V ABI. Extended values are always passed in memory.
    #[repr(C)]
    struct VaList {
        gp_offset: u32,
        fp_offset: u32,
        overflow_arg_area: *const c_void,
        reg_save_area: *const c_void,
    }

    unsafe extern "C" {
        /// Called by its address alone: Rust can't say what it returns.
        fn strtold(text: *const c_char, end: *mut *const c_char);

        fn vsnprintf(
            out: *mut c_char,
            size: usize,
            format: *const c_char,
            args: *mut VaList,
        ) -> c_int;
    }

    pub(super) fn read(text: &CStr) -> (Value, usize) {
        let (mut value, mut end) = (Value([0; 16]), ptr::null::<c_char>());
        // SAFETY: strtold(3) is called as C would: it reads a string that ends in NUL, sets
        // `end` to a place in it, and leaves its result on the x87's stack, from where ten
        // bytes are stored.
        unsafe {
            std::arch::asm!(
                "call {strtold}",
                "fstp tbyte ptr [r12]",
                strtold = in(reg) strtold as *const c_void,
                // A register that functions preserve.
                in("r12") &raw mut value,
                inlateout("rdi") text.as_ptr() => _,
                inlateout("rsi") &raw mut end => _,
                clobber_abi("C"),
            );
            (value, end.offset_from(text.as_ptr()) as usize)
        }
    }

    pub(super) fn is_infinite(value: Value) -> bool {
        value.magnitude() == (0x7fff << 64 | 1 << 63)
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Value {
        Value(bytes)
    }

    pub(super) fn is_subnormal(value: Value) -> bool {
        (1..1 << 63).contains(&value.magnitude())
    }

    pub(super) fn after_steps(first: Value, times: u64, step: Value) -> Value {
        let mut result = Value([0; 16]);
        let times = times as i64;
        // SAFETY: loads three values of the sizes named, leaves the x87's stack as it was and
        // stores ten bytes.
        unsafe {
            std::arch::asm!(
                "fild qword ptr [{times}]",
                "fld tbyte ptr [{step}]",
                "fmulp",
                "fld tbyte ptr [{first}]",
                "faddp",
                "fstp tbyte ptr [{result}]",
                times = in(reg) &raw const times,
                step = in(reg) &raw const step,
                first = in(reg) &raw const first,
                result = in(reg) &raw mut result,
                out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
                out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
                options(nostack),
            );
        }
        result
    }

    /// One step of arithmetic.
    macro_rules! step {
        ($name:ident, $instruction:literal) => {
            pub(super) fn $name(a: Value, b: Value) -> Value {
                let mut result = Value([0; 16]);
                // SAFETY: loads two values of ten bytes, leaves the x87's stack as it was and
                // stores ten bytes.
                unsafe {
                    std::arch::asm!(
                        "fld tbyte ptr [{a}]",
                        "fld tbyte ptr [{b}]",
                        $instruction,
                        "fstp tbyte ptr [{result}]",
                        a = in(reg) &raw const a,
                        b = in(reg) &raw const b,
                        result = in(reg) &raw mut result,
                        out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
                        out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
                        options(nostack),
                    );
                }
                result
            }
        };
    }

    step!(add, "faddp");
    step!(sub, "fsubp");
    step!(mul, "fmulp");
    step!(div, "fdivp");

    pub(super) fn from_i64(number: i64) -> Value {
        let size = number.unsigned_abs();
        if size == 0 {
            return ZERO;
        }
        let shift = size.leading_zeros();
        let sign = if number < 0 { 0x8000 } else { 0 };
        let exponent = (16383 + 63 - shift) as u16 | sign;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&(size << shift).to_le_bytes());
        bytes[8..10].copy_from_slice(&exponent.to_le_bytes());
        Value(bytes)
    }

    pub(super) fn to_i64(value: Value) -> i64 {
        let magnitude = value.magnitude();
        let exponent = (magnitude >> 64) - 16383;
        let size = match exponent {
            ..0 => 0,
            0..63 => (magnitude as u64 >> (63 - exponent)) as i64,
            _ => i64::MAX,
        };
        if value.is_negative() { -size } else { size }
    }

    pub(super) fn format(value: Value, format: &CStr, out: &mut [u8]) -> usize {
        let mut args = VaList {
            // Past the registers: everything is in memory.
            gp_offset: 48,
            fp_offset: 176,
            overflow_arg_area: (&raw const value).cast(),
            reg_save_area: ptr::null(),
        };
        // SAFETY: the caller's format converts one `long double`, which the list holds; the
        // length is that of the slice.
        let needed = unsafe {
            vsnprintf(
                out.as_mut_ptr().cast(),
                out.len(),
                format.as_ptr(),
                &raw mut args,
            )
        };
        usize::try_from(needed).unwrap_or(0)
    }

    impl Value {
        /// Exponent and mantissa, which order as the values do.
        fn magnitude(self) -> i128 {
            i128::from_le_bytes(self.0) & ((1 << 79) - 1)
        }

        fn is_negative(self) -> bool {
            self.0[9] & 0x80 != 0
        }
    }

    pub(super) fn compare(a: Value, b: Value) -> Option<Ordering> {
        let signed = |v: Value| {
            let size = v.magnitude();
            let nan = size > (0x7fff << 64 | 1 << 63);
            (!nan).then_some(if v.is_negative() { -size } else { size })
        };
        Some(signed(a)?.cmp(&signed(b)?))
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod double {
    use super::{CStr, Ordering};

    pub(super) const MODIFIER: &str = "";

    pub(super) type Value = f64;
    pub(super) const ZERO: Value = 0.0;
    pub(super) const ONE: Value = 1.0;

    pub(super) fn read(text: &CStr) -> (f64, usize) {
        let mut end = std::ptr::null_mut();
        // SAFETY: the text ends in NUL, and `end` is set to a place in it.
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

    pub(super) fn from_i64(number: i64) -> f64 {
        number as f64
    }

    pub(super) fn to_i64(value: f64) -> i64 {
        value as i64
    }

    pub(super) fn format(value: f64, format: &CStr, out: &mut [u8]) -> usize {
        // SAFETY: the caller's format converts one `double`; the length is that of the slice.
        let needed =
            unsafe { libc::snprintf(out.as_mut_ptr().cast(), out.len(), format.as_ptr(), value) };
        usize::try_from(needed).unwrap_or(0)
    }

    pub(super) fn compare(a: f64, b: f64) -> Option<Ordering> {
        a.partial_cmp(&b)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> LongDouble {
        let text = std::ffi::CString::new(text).unwrap();
        LongDouble::parse(&text).unwrap()
    }

    #[test]
    fn does_arithmetic() {
        let n = LongDouble::from;
        assert!(n(7) - n(9) == n(-2) && n(7) / n(2) == value("3.5"));
        assert!(n(i64::MAX) * n(2) + n(1) == value("18446744073709551615"));
        for number in [0, 1, -1, 10, i64::MAX, i64::MIN + 1] {
            assert_eq!(n(number).to_i64(), number);
        }
        assert_eq!(value("-2.9").to_i64(), -2);
        assert_eq!(value("0.9").to_i64(), 0);
        assert!(value("-2.5").abs() == value("2.5"));
    }

    #[test]
    fn reads_computes_and_prints() {
        let mut out = Vec::new();
        let format = format!("<%.2{}f>", LongDouble::MODIFIER);
        let format = std::ffi::CString::new(format).unwrap();
        value("1.5")
            .after_steps(3, value("-0x1p-2"))
            .format(&format, &mut out);
        value("1e20").format(&format, &mut out);
        value("1e300").format(&format, &mut out);
        assert!(out.starts_with(b"<0.75><100000000000000000000.00><10"));
        assert_eq!(out.len(), 6 + 26 + 306);
        for text in [
            c"", c"x", c"1x", c"1 ", c"1e", c"1e+", c"0x", c"0x1p-", c"1e99999",
        ] {
            assert!(LongDouble::parse(text).is_none());
        }
        assert!(value("-inf") < value("-1e300") && value("-1") < value("1"));
        assert!(value("-0") == value("0") && value("nan") != value("nan"));
        assert!(value("1e-3") > value("1e-30"));
    }
}
