//! Sets the buffering of the standard streams of the command that it is loaded into, before the
//! command's `main` runs: what `stdbuf` asked for in `_STDBUF_I`, `_STDBUF_O` and `_STDBUF_E`.
//!
//! It stands on the C library alone. Where a panic would abort anyway, not even Rust's own
//! library is linked: 8 KB are loaded into each command instead of 400.
#![cfg_attr(panic = "abort", no_std)]
#![allow(
    unsafe_code,
    reason = "the C library's streams are reached in no other way; see each SAFETY comment"
)]

use core::ffi::{CStr, c_char, c_int, c_void};
use core::ptr;

/// An open stream of the C library.
#[repr(C)]
struct File {
    _opaque: [u8; 0],
}

/// setvbuf(3): fully, by lines, not at all.
const FULLY: c_int = 0;
const BY_LINES: c_int = 1;
const NOT: c_int = 2;

#[link(name = "c")]
unsafe extern "C" {
    static stdin: *mut File;
    static stdout: *mut File;
    static stderr: *mut File;
    fn getenv(name: *const c_char) -> *const c_char;
    fn strtoul(text: *const c_char, end: *mut *mut c_char, base: c_int) -> usize;
    fn malloc(size: usize) -> *mut c_void;
    fn setvbuf(stream: *mut File, buffer: *mut c_char, mode: c_int, size: usize) -> c_int;
    fn dprintf(descriptor: c_int, format: *const c_char, ...) -> c_int;
}

/// Called by the loader.
#[used]
#[unsafe(link_section = ".init_array")]
static AT_LOAD: extern "C" fn() = set_up;

extern "C" fn set_up() {
    // SAFETY: the C library is initialized before what is preloaded, so its streams exist;
    // nothing was read or written, and no thread runs yet.
    unsafe {
        apply(stderr, c"stderr", c"_STDBUF_E");
        apply(stdin, c"stdin", c"_STDBUF_I");
        apply(stdout, c"stdout", c"_STDBUF_O");
    }
}

/// Applies what a variable asks for to a stream: `L` for lines, or a number of bytes.
///
/// # Safety
/// `stream` is open, and nothing was read from it or written to it. One thread runs.
unsafe fn apply(stream: *mut File, name: &CStr, variable: &CStr) {
    // SAFETY: the variable's name ends in NUL; nobody changes the environment meanwhile.
    let value = unsafe { getenv(variable.as_ptr()) };
    if value.is_null() {
        return;
    }
    let (mut mode, mut size, mut buffer) = (BY_LINES, 0, ptr::null_mut());
    // SAFETY: what `value` and `end` point at ends in NUL. All formats take what they are
    // given; nobody is left to tell where that can't be printed. The buffer is as long as we
    // say, and is never freed, for the stream is used until the process ends.
    unsafe {
        if *value.cast::<u8>() != b'L' {
            let mut end = ptr::null_mut();
            size = strtoul(value, &mut end, 10);
            if *value == 0 || *end != 0 {
                let format = c"invalid buffering mode %s for %s\n".as_ptr();
                dprintf(2, format, value, name.as_ptr());
                return;
            }
            mode = if size == 0 { NOT } else { FULLY };
        }
        if mode == FULLY {
            // glibc heeds a size only with a buffer of that size.
            buffer = malloc(size);
            if buffer.is_null() {
                let format = c"failed to allocate a %zu byte stdio buffer\n".as_ptr();
                dprintf(2, format, size);
                return;
            }
        }
        if setvbuf(stream, buffer.cast(), mode, size) != 0 {
            let format = c"could not set buffering of %s to mode %s\n".as_ptr();
            dprintf(2, format, name.as_ptr(), value);
        }
    }
}

/// Without Rust's library somebody has to say what a panic does. Nothing here panics.
#[cfg(panic = "abort")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
