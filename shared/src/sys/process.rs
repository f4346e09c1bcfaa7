//! The environment as the kernel gave it, execvp(3) and fork(2).

use super::c_string;
use libc::c_char;
use rustix::io::Errno;
use std::ffi::{CStr, CString, OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::ptr;

unsafe extern "C" {
    static mut environ: *const *const c_char;
}

/// The environment's entries in order, those without `=` too, which `std::env` hides.
pub fn environment() -> Vec<OsString> {
    let mut entries = Vec::new();
    // SAFETY: `environ` is null or an array of strings that a null pointer ends; utilities
    // read and change it from one thread.
    unsafe {
        let mut entry = environ;
        while !entry.is_null() && !(*entry).is_null() {
            let bytes = CStr::from_ptr(*entry).to_bytes();
            entries.push(OsString::from_vec(bytes.to_vec()));
            entry = entry.add(1);
        }
    }
    entries
}

/// Adds `NAME=VALUE` to `entries`, or puts it where a variable of that name was.
pub fn set_entry(entries: &mut Vec<OsString>, assignment: &OsStr) {
    let name = assignment
        .as_bytes()
        .split(|&b| b == b'=')
        .next()
        .unwrap_or_default();
    match entries.iter_mut().find(|entry| is_named(entry, name)) {
        Some(old) => *old = assignment.to_owned(),
        None => entries.push(assignment.to_owned()),
    }
}

/// Is `name` the name in `NAME=VALUE`?
pub fn is_named(entry: &OsStr, name: &[u8]) -> bool {
    let rest = entry.as_bytes().strip_prefix(name);
    rest.is_some_and(|rest| rest.first() == Some(&b'='))
}

/// Makes `entries` the environment of this process.
pub fn set_environment(entries: &[OsString]) -> Result<(), Errno> {
    let entries: Vec<&OsStr> = entries.iter().map(OsString::as_os_str).collect();
    let entries = c_strings(&entries)?;
    let pointers = pointers(entries.leak()).leak();
    // SAFETY: as above; the array and its strings are leaked.
    unsafe { environ = pointers.as_ptr() };
    Ok(())
}

/// Becomes `program`, which is looked up in PATH; `arguments` start with the name that it is
/// told. Returns only to say why it could not.
pub fn execute(program: &OsStr, arguments: &[&OsStr]) -> io::Error {
    let strings = c_string(program.as_bytes()).and_then(|p| Ok((p, c_strings(arguments)?)));
    let (program, arguments) = match strings {
        Ok(strings) => strings,
        Err(e) => return e.into(),
    };
    // SAFETY: all strings end in NUL, and the array in a null pointer.
    unsafe { libc::execvp(program.as_ptr(), pointers(&arguments).as_ptr()) };
    io::Error::last_os_error()
}

/// Makes a second process of this one, which must have a single thread: its number, or none
/// in the new process itself.
///
/// # Errors
/// Those of fork(2).
pub fn fork() -> io::Result<Option<i32>> {
    // SAFETY: with one thread nothing is left half-done in the new process.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        child => Ok(Some(child)),
    }
}

/// Is this process scheduled before all that share the processors: sched_getscheduler(2).
pub fn is_realtime() -> bool {
    // SAFETY: no memory is involved; 0 is this process.
    let policy = unsafe { libc::sched_getscheduler(0) } & !libc::SCHED_RESET_ON_FORK;
    [libc::SCHED_FIFO, libc::SCHED_RR, libc::SCHED_DEADLINE].contains(&policy)
}

fn c_strings(strings: &[&OsStr]) -> Result<Vec<CString>, Errno> {
    strings.iter().map(|s| c_string(s.as_bytes())).collect()
}

fn pointers(strings: &[CString]) -> Vec<*const c_char> {
    let all = strings.iter().map(|s| s.as_ptr());
    all.chain([ptr::null()]).collect()
}
