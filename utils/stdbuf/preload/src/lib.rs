//! The library that stdbuf preloads into a command. Before the command's `main` runs, it sets the
//! buffering of the standard streams as `_STDBUF_I`, `_STDBUF_O` and `_STDBUF_E` ask for.
//!
//! It needs only the C library. With `panic = "abort"`, Rust's standard library is not linked
//! either, so that 8 KB are loaded into each command instead of 400.
#![cfg_attr(panic = "abort", no_std)]
#![allow(
    unsafe_code,
    reason = "the C library's streams have no safe interface; see each SAFETY comment"
)]

use core::ffi::{CStr, c_char, c_int, c_void};
use core::ptr;

/// `FILE`, an open stream.
#[repr(C)]
struct File {
    _opaque: [u8; 0],
}

// The modes of setvbuf(3).
const _IOFBF: c_int = 0;
const _IOLBF: c_int = 1;
const _IONBF: c_int = 2;

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

/// The dynamic loader calls this function when it has loaded the library.
#[used]
#[unsafe(link_section = ".init_array")]
static AT_LOAD: extern "C" fn() = set_up;

extern "C" fn set_up() {
    // SAFETY: the C library is initialized before preloaded libraries, so its streams exist;
    // nothing was read or written, and there is only one thread yet.
    unsafe {
        apply(stderr, c"stderr", c"_STDBUF_E");
        apply(stdin, c"stdin", c"_STDBUF_I");
        apply(stdout, c"stdout", c"_STDBUF_O");
    }
}

/// Sets the buffering of a stream to the value of a variable: `L` for lines, or a number of bytes.
///
/// # Safety
/// `stream` is open, and nothing was read from it or written to it. There is one thread.
unsafe fn apply(stream: *mut File, name: &CStr, variable: &CStr) {
    // SAFETY: the variable's name ends in NUL; with one thread, the environment doesn't change.
    let value = unsafe { getenv(variable.as_ptr()) };
    if value.is_null() {
        return;
    }
    let (mut mode, mut size, mut buffer) = (_IOLBF, 0, ptr::null_mut());
    // SAFETY: `value` and `end` point into a string that ends in NUL. Each format matches its
    // arguments. The buffer has the size given to setvbuf, and is never freed, since the stream
    // is used until the process ends.
    unsafe {
        if *value.cast::<u8>() != b'L' {
            let mut end = ptr::null_mut();
            size = strtoul(value, &mut end, 10);
            if *value == 0 || *end != 0 {
                let format = c"invalid buffering mode %s for %s\n".as_ptr();
                dprintf(2, format, value, name.as_ptr());
                return;
            }
            mode = if size == 0 { _IONBF } else { _IOFBF };
        }
        if mode == _IOFBF {
            // glibc ignores the size unless it is given a buffer.
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

/// Required without the standard library. Nothing here panics.
#[cfg(panic = "abort")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
