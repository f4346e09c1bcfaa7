//! A tiny process that starts the measured programs, so that the size of the parent process does
//! not affect the figures.
//!
//! `launcher time RUNS PROGRAM ARGUMENT...` starts PROGRAM RUNS times, one after the other, and
//! writes a line `NANOSECONDS MINOR-FAULTS` to standard error for each.
//! `launcher tether PROGRAM ARGUMENT...` executes PROGRAM, which is killed when the parent ends.
#![no_std]
#![no_main]

use core::ffi::{c_char, c_int, c_long, c_ulong};
use core::ptr;

#[link(name = "c")]
unsafe extern "C" {
    static environ: *const *const c_char;
    fn atoi(text: *const c_char) -> c_int;
    fn clock_gettime(clock: c_int, time: *mut [c_long; 2]) -> c_int;
    fn dprintf(descriptor: c_int, format: *const c_char, ...) -> c_int;
    fn execv(path: *const c_char, arguments: *const *const c_char) -> c_int;
    fn posix_spawn(
        pid: *mut c_int,
        path: *const c_char,
        actions: *const u8,
        attributes: *const u8,
        arguments: *const *const c_char,
        environment: *const *const c_char,
    ) -> c_int;
    fn prctl(option: c_int, value: c_ulong) -> c_int;
    fn wait4(pid: c_int, status: *mut c_int, options: c_int, usage: *mut Usage) -> c_int;
}

/// `struct rusage`. Only the minor faults are used.
#[repr(C)]
struct Usage {
    before: [c_long; 8],
    minor_faults: c_long,
    after: [c_long; 9],
}

const MONOTONIC: c_int = 1;
const SET_PARENT_DEATH_SIGNAL: c_int = 1;
const KILL: c_ulong = 9;

/// The exit status of a shell for a program that can't be executed.
const CANNOT_START: c_int = 126;

#[unsafe(no_mangle)]
extern "C" fn main(count: c_int, arguments: *const *const c_char) -> c_int {
    // SAFETY: The C library passes `count` strings and a null to `main`.
    unsafe {
        if count < 3 {
            return 2;
        }
        if **arguments.add(1) == b't' as c_char && *(*arguments.add(1)).add(1) == b'e' as c_char {
            prctl(SET_PARENT_DEATH_SIGNAL, KILL);
            execv(*arguments.add(2), arguments.add(2));
            return CANNOT_START;
        }
        let program = arguments.add(3);
        for _ in 0..atoi(*arguments.add(2)) {
            let status = time_once(program);
            if status != 0 {
                return status;
            }
        }
    }
    0
}

/// Starts the program, waits for it, and writes the time and the faults.
///
/// # Safety
/// `program` must point to a path and its arguments, terminated by a null.
unsafe fn time_once(program: *const *const c_char) -> c_int {
    let mut pid = 0;
    let mut status = 0;
    let mut usage = Usage {
        before: [0; 8],
        minor_faults: 0,
        after: [0; 9],
    };
    // SAFETY: Every pointer is to a live local of the C type, or null where C allows it.
    unsafe {
        let start = now();
        let null = ptr::null();
        if posix_spawn(&mut pid, *program, null, null, program, environ) != 0 {
            return CANNOT_START;
        }
        if wait4(pid, &mut status, 0, &mut usage) != pid || status != 0 {
            dprintf(2, c"wait status %d\n".as_ptr(), status);
            return 1;
        }
        dprintf(2, c"%ld %ld\n".as_ptr(), now() - start, usage.minor_faults);
    }
    0
}

/// Returns the nanoseconds of the monotonic clock.
fn now() -> c_long {
    let mut time = [0; 2];
    // SAFETY: `time` has the layout of `struct timespec`.
    unsafe { clock_gettime(MONOTONIC, &mut time) };
    time[0] * 1_000_000_000 + time[1]
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}
