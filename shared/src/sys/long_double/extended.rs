//! The extended format of the x87, for which Rust has no type.

use super::{CStr, Ordering};
use libc::{c_char, c_int, c_void};
use std::ptr;

pub(super) const MODIFIER: &str = "L";

/// How many values [`format`] takes at once.
pub(super) const AT_ONCE: usize = 16;

/// 64 bits of mantissa, 15 of exponent, a sign, and padding.
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
    /// Called only by address, because Rust has no type for its result.
    fn strtold(text: *const c_char, end: *mut *const c_char);

    fn vsnprintf(out: *mut c_char, size: usize, format: *const c_char, args: *mut VaList) -> c_int;
}

pub(super) fn read(text: &CStr) -> (Value, usize) {
    let (mut value, mut end) = (Value([0; 16]), ptr::null::<c_char>());
    // SAFETY: strtold(3) is called by C's rules: it reads a NUL-terminated string, sets `end` to a
    // position in it, and leaves its result on the x87's stack, from where ten bytes are stored.
    unsafe {
        std::arch::asm!(
            "call {strtold}",
            "fstp tbyte ptr [r12]",
            strtold = in(reg) strtold as *const c_void,
            // A register that the call preserves.
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
    // SAFETY: loads three values of the named sizes, leaves the x87's stack unchanged and stores
    // ten bytes.
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

/// Defines a function for one arithmetic instruction.
macro_rules! step {
    ($name:ident, $instruction:literal) => {
        pub(super) fn $name(a: Value, b: Value) -> Value {
            let mut result = Value([0; 16]);
            // SAFETY: loads two values of ten bytes, leaves the x87's stack unchanged and stores
            // ten bytes.
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

pub(super) fn below(value: Value, base: Value) -> (Value, usize) {
    let (mut result, mut times) = (Value([0; 16]), 0_usize);
    // SAFETY: loads two values of ten bytes, leaves the x87's stack unchanged and stores ten bytes.
    unsafe {
        std::arch::asm!(
            "fld tbyte ptr [{base}]",
            "fld tbyte ptr [{value}]",
            "2:",
            "fld st(0)",
            "fabs",
            "fucomip st(0), st(2)",
            // Less, or not a number.
            "jb 3f",
            "fdiv st(0), st(1)",
            "inc {times}",
            "jmp 2b",
            "3:",
            "fstp tbyte ptr [{result}]",
            "fstp st(0)",
            value = in(reg) &raw const value,
            base = in(reg) &raw const base,
            result = in(reg) &raw mut result,
            times = inout(reg) times,
            out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
            out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
            options(nostack),
        );
    }
    (result, times)
}

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

pub(super) fn format(values: &[Value], format: &CStr, out: &mut [u8]) -> c_int {
    let mut args = VaList {
        // All registers count as used: the values are in memory.
        gp_offset: 48,
        fp_offset: 176,
        overflow_arg_area: values.as_ptr().cast(),
        reg_save_area: ptr::null(),
    };
    // SAFETY: the caller's format converts as many values of `long double` as the list contains; the
    // length is that of the slice.
    unsafe {
        vsnprintf(
            out.as_mut_ptr().cast(),
            out.len(),
            format.as_ptr(),
            &raw mut args,
        )
    }
}

impl Value {
    /// Returns exponent and mantissa as one number, which orders as the absolute values do.
    fn magnitude(self) -> i128 {
        i128::from_le_bytes(self.0) & ((1 << 79) - 1)
    }

    fn is_negative(self) -> bool {
        self.0[9] & 0x80 != 0
    }
}

pub(super) fn abs(mut value: Value) -> Value {
    value.0[9] &= 0x7f;
    value
}

/// Compares with the processor's instruction, which also treats invalid encodings as unordered.
pub(super) fn compare(a: Value, b: Value) -> Option<Ordering> {
    let (above, below, unordered): (u8, u8, u8);
    // SAFETY: loads two values of ten bytes and leaves the x87's stack unchanged.
    unsafe {
        std::arch::asm!(
            "fld tbyte ptr [{b}]",
            "fld tbyte ptr [{a}]",
            "fucomip st(0), st(1)",
            "fstp st(0)",
            "seta {above}",
            "setb {below}",
            "setp {unordered}",
            a = in(reg) &raw const a,
            b = in(reg) &raw const b,
            above = lateout(reg_byte) above,
            below = lateout(reg_byte) below,
            unordered = lateout(reg_byte) unordered,
            out("st(0)") _, out("st(1)") _, out("st(2)") _, out("st(3)") _,
            out("st(4)") _, out("st(5)") _, out("st(6)") _, out("st(7)") _,
            options(nostack, readonly),
        );
    }
    match (unordered, above, below) {
        (1, ..) => None,
        (_, 1, _) => Some(Ordering::Greater),
        (.., 1) => Some(Ordering::Less),
        _ => Some(Ordering::Equal),
    }
}
