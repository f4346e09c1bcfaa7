//! The user and group databases: getpwuid_r(3), getpwnam_r(3), getgrgid_r(3), getgrnam_r(3).

use super::c_string;
use libc::{c_char, c_int, group, passwd};
use std::ffi::CStr;
use std::ptr;

/// Bytes for one entry at first; a group with many members takes more.
const ENTRY: usize = 1024;

/// An entry of the user database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The login name.
    pub name: Vec<u8>,
    /// The number.
    pub uid: u32,
    /// The login group.
    pub gid: u32,
    /// The full name and what else the GECOS field holds.
    pub gecos: Vec<u8>,
    /// The home directory.
    pub home: Vec<u8>,
    /// The login shell.
    pub shell: Vec<u8>,
}

/// An entry of the group database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: Vec<u8>,
    /// The number.
    pub gid: u32,
}

/// The user with a number.
pub fn user(id: u32) -> Option<User> {
    find_user(&mut |entry, buffer, found| {
        // SAFETY: all pointers are to live values, and the buffer is as long as we say.
        unsafe { libc::getpwuid_r(id, entry, buffer.as_mut_ptr(), buffer.len(), found) }
    })
}

/// The user with a login name.
pub fn user_named(name: &[u8]) -> Option<User> {
    let name = c_string(name).ok()?;
    find_user(&mut |entry, buffer, found| {
        let (text, length) = (buffer.as_mut_ptr(), buffer.len());
        // SAFETY: the same; the name ends in NUL.
        unsafe { libc::getpwnam_r(name.as_ptr(), entry, text, length, found) }
    })
}

/// The group with a number.
pub fn group(id: u32) -> Option<Group> {
    find_group(&mut |entry, buffer, found| {
        // SAFETY: all pointers are to live values, and the buffer is as long as we say.
        unsafe { libc::getgrgid_r(id, entry, buffer.as_mut_ptr(), buffer.len(), found) }
    })
}

/// The group with a name.
pub fn group_named(name: &[u8]) -> Option<Group> {
    let name = c_string(name).ok()?;
    find_group(&mut |entry, buffer, found| {
        let (text, length) = (buffer.as_mut_ptr(), buffer.len());
        // SAFETY: the same; the name ends in NUL.
        unsafe { libc::getgrnam_r(name.as_ptr(), entry, text, length, found) }
    })
}

/// The name of a user.
pub fn user_name(id: u32) -> Option<Vec<u8>> {
    user(id).map(|user| user.name)
}

/// The name of a group.
pub fn group_name(id: u32) -> Option<Vec<u8>> {
    group(id).map(|group| group.name)
}

/// The groups that a user would log in with: getgrouplist(3).
pub fn groups_of(user: &User) -> Vec<u32> {
    // A name from the database contains no NUL.
    let Ok(name) = c_string(&user.name) else {
        return vec![user.gid];
    };
    let mut groups = vec![0; 32];
    loop {
        let mut count = groups.len() as c_int;
        // SAFETY: the name ends in NUL, and there is room for `count` groups.
        let found =
            unsafe { libc::getgrouplist(name.as_ptr(), user.gid, groups.as_mut_ptr(), &mut count) };
        let needed = usize::try_from(count).unwrap_or(0);
        if found >= 0 || needed <= groups.len() {
            groups.truncate(needed);
            return groups;
        }
        groups.resize(needed, 0);
    }
}

/// The name of who logged in on the terminal of this process: getlogin(3).
pub fn login_name() -> Option<Vec<u8>> {
    // SAFETY: no arguments; only one thread asks, so nobody else changes the answer.
    let name = unsafe { libc::getlogin() };
    (!name.is_null()).then(|| text(name))
}

/// One question: the entry to fill, the room for its texts, and where it is told if there is
/// one. Answers an error number.
type Ask<'a, E> = &'a mut dyn FnMut(&mut E, &mut [c_char], &mut *mut E) -> c_int;

fn find_user(ask: Ask<'_, passwd>) -> Option<User> {
    let mut user = None;
    with_room(&mut |buffer| {
        // SAFETY: all zeros are a valid `struct passwd`.
        let mut entry: passwd = unsafe { std::mem::zeroed() };
        let mut found = ptr::null_mut();
        let error = ask(&mut entry, buffer, &mut found);
        if error == 0 && !found.is_null() {
            user = Some(User {
                name: text(entry.pw_name),
                uid: entry.pw_uid,
                gid: entry.pw_gid,
                gecos: text(entry.pw_gecos),
                home: text(entry.pw_dir),
                shell: text(entry.pw_shell),
            });
        }
        error
    });
    user
}

fn find_group(ask: Ask<'_, group>) -> Option<Group> {
    let mut answer = None;
    with_room(&mut |buffer| {
        // SAFETY: all zeros are a valid `struct group`.
        let mut entry: group = unsafe { std::mem::zeroed() };
        let mut found = ptr::null_mut();
        let error = ask(&mut entry, buffer, &mut found);
        if error == 0 && !found.is_null() {
            answer = Some(Group {
                name: text(entry.gr_name),
                gid: entry.gr_gid,
            });
        }
        error
    });
    answer
}

/// Asks with larger and larger buffers, for as long as they are too small.
fn with_room(ask: &mut dyn FnMut(&mut [c_char]) -> c_int) {
    let mut buffer = vec![0; ENTRY];
    loop {
        match ask(&mut buffer) {
            libc::ERANGE if buffer.len() < 1 << 26 => buffer.resize(buffer.len() * 4, 0),
            libc::EINTR => {}
            _ => return,
        }
    }
}

/// A text of an entry that was just found.
fn text(field: *const c_char) -> Vec<u8> {
    if field.is_null() {
        return Vec::new();
    }
    // SAFETY: it points into the buffer of the entry found, at a text that ends in NUL.
    unsafe { CStr::from_ptr(field) }.to_bytes().to_vec()
}
