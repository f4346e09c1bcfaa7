//! The environment as the kernel passed it, execvp(3) and fork(2).

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

/// Returns the entries of the environment in order, including those without `=`, which `std::env`
/// hides.
pub fn environment() -> Vec<OsString> {
    let mut entries = Vec::new();
    // SAFETY: `environ` is null or an array of strings that ends with a null pointer; utilities
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

/// Adds `NAME=VALUE` to `entries`, or replaces the variable of that name.
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

/// Returns whether `entry` is `NAME=VALUE` with this `name`.
pub fn is_named(entry: &OsStr, name: &[u8]) -> bool {
    let rest = entry.as_bytes().strip_prefix(name);
    rest.is_some_and(|rest| rest.first() == Some(&b'='))
}

/// An environment that another one has replaced.
#[derive(Debug)]
pub struct Former(*const *const c_char);

impl Former {
    /// Makes it the environment of this process again.
    pub fn restore(self) {
        // SAFETY: it was the environment before, and nothing frees environments.
        unsafe { environ = self.0 };
    }
}

/// Makes `entries` the environment of this process. Returns the one before.
///
/// # Errors
/// `EINVAL` if an entry contains a NUL.
pub fn set_environment(entries: &[OsString]) -> Result<Former, Errno> {
    let entries: Vec<&OsStr> = entries.iter().map(OsString::as_os_str).collect();
    let entries = c_strings(&entries)?;
    let pointers = pointers(entries.leak()).leak();
    // SAFETY: as above; the array and its strings are leaked.
    unsafe {
        let former = Former(environ);
        environ = pointers.as_ptr();
        Ok(former)
    }
}

/// Replaces this process with `program`, which is looked up in PATH. The first of `arguments` is
/// the name that `program` sees as its own. Returns only if it fails.
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

/// Forks this process, which must have a single thread. Returns the process ID of the child, or
/// `None` in the child.
///
/// # Errors
/// Those of fork(2).
pub fn fork() -> io::Result<Option<i32>> {
    // SAFETY: with one thread, no lock can be held by another thread in the child.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        child => Ok(Some(child)),
    }
}

/// Returns the path by which this process was executed: getauxval(3). It may be relative, and a
/// symbolic link.
pub fn executed_as() -> Option<OsString> {
    // SAFETY: the kernel passes a string that ends in NUL, which lives as long as the process, or
    // nothing.
    unsafe {
        let path = libc::getauxval(libc::AT_EXECFN) as *const c_char;
        let path = (!path.is_null()).then(|| CStr::from_ptr(path))?;
        Some(OsString::from_vec(path.to_bytes().to_vec()))
    }
}

/// Sends this process `signal` when its parent dies, 0 for none: prctl(2).
pub fn die_with_parent(signal: i32) {
    // SAFETY: no memory is involved.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, signal) };
}

/// Returns whether this process has a realtime or deadline scheduling policy:
/// sched_getscheduler(2).
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
