//! Sets the buffering of the standard streams of the command that it is loaded into, before the
//! command's `main` runs: what `stdbuf` asked for in `_STDBUF_I`, `_STDBUF_O` and `_STDBUF_E`.
#![allow(
    unsafe_code,
    reason = "the C library's streams are reached in no other way; see each SAFETY comment"
)]

use libc::{_IOFBF, _IOLBF, _IONBF, FILE, c_char, c_int, size_t};
use std::ffi::CStr;
use std::ptr;

unsafe extern "C" {
    static stdin: *mut FILE;
    static stdout: *mut FILE;
    static stderr: *mut FILE;
}

/// Called by the loader.
#[used]
#[unsafe(link_section = ".init_array")]
static AT_LOAD: extern "C" fn() = set_up;

extern "C" fn set_up() {
    // SAFETY: the C library is initialized before what is preloaded, so its streams exist;
    // no thread runs yet.
    unsafe {
        apply(stderr, c"_STDBUF_E", "stderr");
        apply(stdin, c"_STDBUF_I", "stdin");
        apply(stdout, c"_STDBUF_O", "stdout");
    }
}

/// How a stream is buffered.
enum Mode {
    Lines,
    Unbuffered,
    Size(size_t),
}

/// Applies what a variable asks for to a stream.
///
/// # Safety
/// `stream` is open, and nothing was read from it or written to it. One thread runs.
unsafe fn apply(stream: *mut FILE, variable: &CStr, name: &str) {
    // SAFETY: the variable's name ends in NUL; nobody changes the environment meanwhile.
    let value: *const c_char = unsafe { libc::getenv(variable.as_ptr()) };
    if value.is_null() {
        return;
    }
    // SAFETY: the value of a variable ends in NUL.
    let value = unsafe { CStr::from_ptr(value) }.to_bytes();
    let Some(mode) = mode(value) else {
        return say(&[b"invalid buffering mode ", value, b" for ", name.as_bytes()]);
    };
    // SAFETY: the stream is as promised by the caller.
    if unsafe { set(stream, &mode) } != 0 {
        say(&[
            b"could not set buffering of ",
            name.as_bytes(),
            b" to mode ",
            value,
        ]);
    }
}

fn mode(value: &[u8]) -> Option<Mode> {
    match value {
        b"L" => Some(Mode::Lines),
        b"0" => Some(Mode::Unbuffered),
        size => std::str::from_utf8(size).ok()?.parse().ok().map(Mode::Size),
    }
}

/// setvbuf(3). Where memory for a buffer is short, that fails too.
///
/// # Safety
/// As for [`apply`].
unsafe fn set(stream: *mut FILE, mode: &Mode) -> c_int {
    // SAFETY: the stream is as promised; the buffer is as long as we say and is never freed,
    // for the stream is used until the process ends.
    unsafe {
        match *mode {
            Mode::Lines => libc::setvbuf(stream, ptr::null_mut(), _IOLBF, 0),
            Mode::Unbuffered => libc::setvbuf(stream, ptr::null_mut(), _IONBF, 0),
            // glibc heeds a size only with a buffer of that size.
            Mode::Size(size) => match libc::malloc(size) {
                buffer if buffer.is_null() => -1,
                buffer => libc::setvbuf(stream, buffer.cast(), _IOFBF, size),
            },
        }
    }
}

fn say(parts: &[&[u8]]) {
    let line = [b"libstdbuf: ", &*parts.concat(), b"\n"].concat();
    // SAFETY: the bytes are alive and as many as we say. Nobody is left to tell of a failure.
    let _ = unsafe { libc::write(2, line.as_ptr().cast(), line.len()) };
}
