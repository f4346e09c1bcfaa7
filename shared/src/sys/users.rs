//! The user and group databases: getpwuid_r(3), getpwnam_r(3), getgrgid_r(3), getgrnam_r(3).

use super::c_string;
use libc::{c_char, c_int, group, passwd};
use std::ffi::CStr;
use std::ptr;

/// Initial size of the buffer for one entry. A group with many members needs more.
const ENTRY: usize = 1024;

/// An entry of the user database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The login name.
    pub name: Vec<u8>,
    /// The user ID.
    pub uid: u32,
    /// The ID of the login group.
    pub gid: u32,
    /// The GECOS field: the full name, and sometimes more.
    pub gecos: Vec<u8>,
    /// The home directory.
    pub home: Vec<u8>,
    /// The login shell.
    pub shell: Vec<u8>,
}

/// An entry of the group database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The group name.
    pub name: Vec<u8>,
    /// The group ID.
    pub gid: u32,
}

/// Limits look-ups in this process to `/etc/passwd` and `/etc/group`: __nss_configure_lookup(3).
/// The C library then neither asks nscd nor loads modules, which would be those of a new root
/// directory.
pub fn use_files_only() {
    unsafe extern "C" {
        fn __nss_configure_lookup(database: *const c_char, services: *const c_char) -> c_int;
    }
    for database in [c"passwd", c"group", c"initgroups"] {
        // SAFETY: both strings end in NUL, and the function copies what it keeps. It fails only
        // for unknown databases and services.
        unsafe { __nss_configure_lookup(database.as_ptr(), c"files".as_ptr()) };
    }
}

/// Returns the user with this ID.
pub fn user(id: u32) -> Option<User> {
    find_user(&mut |entry, buffer, found| {
        // SAFETY: all pointers are to live values, and the length is that of the buffer.
        unsafe { libc::getpwuid_r(id, entry, buffer.as_mut_ptr(), buffer.len(), found) }
    })
}

/// Returns the user with this login name.
pub fn user_named(name: &[u8]) -> Option<User> {
    let name = c_string(name).ok()?;
    find_user(&mut |entry, buffer, found| {
        let (text, length) = (buffer.as_mut_ptr(), buffer.len());
        // SAFETY: as in `user`; the name ends in NUL.
        unsafe { libc::getpwnam_r(name.as_ptr(), entry, text, length, found) }
    })
}

/// Returns the group with this ID.
pub fn group(id: u32) -> Option<Group> {
    find_group(&mut |entry, buffer, found| {
        // SAFETY: all pointers are to live values, and the length is that of the buffer.
        unsafe { libc::getgrgid_r(id, entry, buffer.as_mut_ptr(), buffer.len(), found) }
    })
}

/// Returns the group with this name.
pub fn group_named(name: &[u8]) -> Option<Group> {
    let name = c_string(name).ok()?;
    find_group(&mut |entry, buffer, found| {
        let (text, length) = (buffer.as_mut_ptr(), buffer.len());
        // SAFETY: as in `group`; the name ends in NUL.
        unsafe { libc::getgrnam_r(name.as_ptr(), entry, text, length, found) }
    })
}

/// Returns the name of the user with this ID.
pub fn user_name(id: u32) -> Option<Vec<u8>> {
    user(id).map(|user| user.name)
}

/// Returns the name of the group with this ID.
pub fn group_name(id: u32) -> Option<Vec<u8>> {
    group(id).map(|group| group.name)
}

/// Returns the IDs of all groups of a user: getgrouplist(3).
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

/// Returns the name of the user who logged in on the terminal of this process: getlogin(3).
pub fn login_name() -> Option<Vec<u8>> {
    // SAFETY: no arguments; utilities call it from one thread, so the result is not overwritten.
    let name = unsafe { libc::getlogin() };
    (!name.is_null()).then(|| text(name))
}

/// A look-up: fills the entry, using the buffer for its strings, and stores a pointer to the entry
/// if there is one. Returns an error number.
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

/// Repeats a look-up with a larger buffer while the buffer is too small.
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

/// Copies a string of an entry that was just found.
fn text(field: *const c_char) -> Vec<u8> {
    if field.is_null() {
        return Vec::new();
    }
    // SAFETY: it points to a NUL-terminated string in the buffer of the entry.
    unsafe { CStr::from_ptr(field) }.to_bytes().to_vec()
}
