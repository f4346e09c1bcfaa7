//! The user and group databases: getpwuid_r(3) and getgrgid_r(3).

use libc::{c_char, c_int};
use std::ffi::CStr;
use std::ptr;

/// Bytes for one entry at first; a group with many members takes more.
const ENTRY: usize = 1024;

/// The name of a user.
pub fn user_name(id: u32) -> Option<Vec<u8>> {
    look_up(&mut |buffer| {
        // SAFETY: all zeros are a valid `struct passwd`.
        let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
        let mut found = ptr::null_mut();
        // SAFETY: all pointers are to live values, and the buffer is as long as we say.
        let error = unsafe {
            libc::getpwuid_r(
                id,
                &mut entry,
                buffer.as_mut_ptr(),
                buffer.len(),
                &mut found,
            )
        };
        (
            error,
            (!found.is_null()).then_some(entry.pw_name.cast_const()),
        )
    })
}

/// The name of a group.
pub fn group_name(id: u32) -> Option<Vec<u8>> {
    look_up(&mut |buffer| {
        // SAFETY: all zeros are a valid `struct group`.
        let mut entry: libc::group = unsafe { std::mem::zeroed() };
        let mut found = ptr::null_mut();
        // SAFETY: all pointers are to live values, and the buffer is as long as we say.
        let error = unsafe {
            libc::getgrgid_r(
                id,
                &mut entry,
                buffer.as_mut_ptr(),
                buffer.len(),
                &mut found,
            )
        };
        (
            error,
            (!found.is_null()).then_some(entry.gr_name.cast_const()),
        )
    })
}

/// An error number, and the name of what was found.
type Answer = (c_int, Option<*const c_char>);

/// Asks with larger and larger buffers, which the name found then points into.
fn look_up(ask: &mut dyn FnMut(&mut Vec<c_char>) -> Answer) -> Option<Vec<u8>> {
    let mut buffer = vec![0; ENTRY];
    loop {
        match ask(&mut buffer) {
            (libc::ERANGE, _) if buffer.len() < 1 << 26 => buffer.resize(buffer.len() * 4, 0),
            (libc::EINTR, _) => {}
            (_, name) => {
                // SAFETY: it points at the name of the entry found, which ends in NUL.
                let text = |name| unsafe { CStr::from_ptr(name) }.to_bytes().to_vec();
                return name.map(text);
            }
        }
    }
}
