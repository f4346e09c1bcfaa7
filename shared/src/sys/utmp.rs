//! The database of logins: utmpxname(3), getutxent(3).

use super::c_string;
use libc::c_char;
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;

/// An entry of the file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The type of the entry: one of the C library's constants, such as `USER_PROCESS`.
    pub kind: i16,
    /// The process ID.
    pub pid: i32,
    /// The terminal, relative to `/dev`.
    pub line: Vec<u8>,
    /// The identifier that init uses.
    pub id: Vec<u8>,
    /// The user.
    pub user: Vec<u8>,
    /// The host that the user logged in from.
    pub host: Vec<u8>,
    /// The signal that ended the process.
    pub termination: i16,
    /// The exit status of the process.
    pub exit: i16,
    /// The time of the entry, in seconds since the epoch.
    pub time: i64,
}

/// Returns all entries of a file, or none if the file does not exist or is not in the right format.
pub fn entries(file: &OsStr) -> Vec<Entry> {
    let mut entries = Vec::new();
    let Ok(file) = c_string(file.as_bytes()) else {
        return entries;
    };
    // SAFETY: the name ends in NUL; utilities read the file from one thread.
    unsafe {
        libc::utmpxname(file.as_ptr());
        libc::setutxent();
    }
    // SAFETY: the result is null or an entry that is valid until the next call.
    while let Some(entry) = unsafe { libc::getutxent().as_ref() } {
        entries.push(Entry {
            kind: entry.ut_type,
            pid: entry.ut_pid,
            line: text(&entry.ut_line),
            id: text(&entry.ut_id),
            user: text(&entry.ut_user),
            host: text(&entry.ut_host),
            termination: entry.ut_exit.e_termination,
            exit: entry.ut_exit.e_exit,
            time: i64::from(entry.ut_tv.tv_sec),
        });
    }
    // SAFETY: as above.
    unsafe { libc::endutxent() };
    entries
}

/// Returns the text in a field, which ends with a NUL or fills the field.
fn text(field: &[c_char]) -> Vec<u8> {
    let bytes = field.iter().map(|&c| c.to_ne_bytes()[0]);
    bytes.take_while(|&b| b != 0).collect()
}

/// Returns the canonical name of a host: getaddrinfo(3).
pub fn canonical_host(host: &[u8]) -> Option<Vec<u8>> {
    let host = c_string(host).ok()?;
    // SAFETY: all zeros are valid hints.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_flags = libc::AI_CANONNAME;
    let mut found = std::ptr::null_mut();
    // SAFETY: the name ends in NUL; hints and result are live. The result is freed after its name
    // is copied.
    unsafe {
        if libc::getaddrinfo(host.as_ptr(), std::ptr::null(), &hints, &mut found) != 0 {
            return None;
        }
        let name = found.as_ref()?.ai_canonname;
        let name = (!name.is_null()).then(|| CStr::from_ptr(name).to_bytes().to_vec());
        libc::freeaddrinfo(found);
        name
    }
}
