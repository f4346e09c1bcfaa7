//! The file of who is logged in: utmpxname(3), getutxent(3).

use super::c_string;
use libc::c_char;
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;

/// An entry as it stands in the file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is about: one of the C library's numbers.
    pub kind: i16,
    /// The process.
    pub pid: i32,
    /// The terminal, below `/dev`.
    pub line: Vec<u8>,
    /// The name that init has for it.
    pub id: Vec<u8>,
    /// The user.
    pub user: Vec<u8>,
    /// Where the user came from.
    pub host: Vec<u8>,
    /// The signal that ended the process.
    pub termination: i16,
    /// The status that the process ended with.
    pub exit: i16,
    /// When that was, in seconds.
    pub time: i64,
}

/// All entries of a file; none where there is no such file, or none of that kind.
pub fn entries(file: &OsStr) -> Vec<Entry> {
    let mut entries = Vec::new();
    let Ok(file) = c_string(file.as_bytes()) else {
        return entries;
    };
    // SAFETY: the name ends in NUL; only one thread reads such files.
    unsafe {
        libc::utmpxname(file.as_ptr());
        libc::setutxent();
    }
    // SAFETY: it returns null, or an entry that is valid until the next call.
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

/// A text that fills its field, or ends in NUL.
fn text(field: &[c_char]) -> Vec<u8> {
    let bytes = field.iter().map(|&c| c.to_ne_bytes()[0]);
    bytes.take_while(|&b| b != 0).collect()
}

/// The name that a host is known by: getaddrinfo(3).
pub fn canonical_host(host: &[u8]) -> Option<Vec<u8>> {
    let host = c_string(host).ok()?;
    // SAFETY: all zeros are valid hints.
    let mut hints: libc::addrinfo = unsafe { std::mem::zeroed() };
    hints.ai_flags = libc::AI_CANONNAME;
    let mut found = std::ptr::null_mut();
    // SAFETY: the name ends in NUL; hints and answer are live. What is found is freed once its
    // name is copied.
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
