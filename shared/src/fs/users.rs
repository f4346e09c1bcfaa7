//! Names of users and groups, cached because a look-up may read files or use the network.

use crate::program::diagnostics;
use crate::sys::users::{User, group_name, groups_of, user_name};

/// A cache of names by ID.
#[derive(Debug)]
pub struct Names {
    look_up: fn(u32) -> Option<Vec<u8>>,
    known: Vec<(u32, Option<Vec<u8>>)>,
}

impl Names {
    /// Returns an empty cache for names of users.
    pub const fn of_users() -> Self {
        Self {
            look_up: user_name,
            known: Vec::new(),
        }
    }

    /// Returns an empty cache for names of groups.
    pub const fn of_groups() -> Self {
        Self {
            look_up: group_name,
            known: Vec::new(),
        }
    }

    /// Returns a cache that knows no names, so that all IDs stay numbers.
    pub const fn none() -> Self {
        Self {
            look_up: |_| None,
            known: Vec::new(),
        }
    }

    /// Returns the name for `id`, or `None` if it has none.
    pub fn get(&mut self, id: u32) -> Option<&[u8]> {
        let place = match self.known.iter().position(|(known, _)| *known == id) {
            Some(place) => place,
            None => {
                self.known.push((id, (self.look_up)(id)));
                self.known.len() - 1
            }
        };
        // Move the most recent one to the front, because it is often requested again.
        self.known.swap(0, place);
        self.known[0].1.as_deref()
    }
}

/// The groups of a process or a user.
#[derive(Clone, Debug)]
pub struct Groups {
    /// The real group.
    pub real: u32,
    /// The effective group, which new files belong to.
    pub effective: u32,
    /// All groups, in the system's order.
    pub all: Vec<u32>,
}

impl Groups {
    /// Returns the groups of this process, with the effective one first. Reports if the kernel does
    /// not tell them.
    pub fn of_process() -> Self {
        let effective = rustix::process::getegid().as_raw();
        let mut all = vec![effective];
        // The effective group may be listed again.
        let groups = rustix::process::getgroups().unwrap_or_else(|e| {
            let what = "failed to get groups for the current process";
            diagnostics::error_io(what, &e.into());
            Vec::new()
        });
        for group in groups {
            let group = group.as_raw();
            if group != effective && all.last() != Some(&group) {
                all.push(group);
            }
        }
        Self {
            real: rustix::process::getgid().as_raw(),
            effective,
            all,
        }
    }

    /// Returns the groups that a user has after login.
    pub fn of_user(user: &User) -> Self {
        Self {
            real: user.gid,
            effective: user.gid,
            all: groups_of(user),
        }
    }

    /// Returns the real group, the effective one if it differs, then the others.
    fn listed(&self) -> Vec<u32> {
        let mut list = vec![self.real];
        if self.effective != self.real {
            list.push(self.effective);
        }
        let special = |group: &&u32| **group == self.real || **group == self.effective;
        list.extend(self.all.iter().filter(|group| !special(group)));
        list
    }

    /// Appends the group IDs, with `separator` between them.
    pub fn push_numbers(&self, separator: u8, out: &mut Vec<u8>) {
        for (i, group) in self.listed().into_iter().enumerate() {
            if i > 0 {
                out.push(separator);
            }
            out.extend(group.to_string().bytes());
        }
    }

    /// Appends the group names, with `separator` between them. A group without a name is reported
    /// and appended as a number.
    pub fn push_names(&self, separator: u8, out: &mut Vec<u8>) {
        for (i, group) in self.listed().into_iter().enumerate() {
            if i > 0 {
                out.push(separator);
            }
            out.extend(group_name_or_number(group));
        }
    }
}

/// Returns the name of a group. If it has none, reports that and returns the number.
pub fn group_name_or_number(id: u32) -> Vec<u8> {
    group_name(id).unwrap_or_else(|| {
        diagnostics::error(&format!("cannot find name for group ID {id}"));
        id.to_string().into_bytes()
    })
}

/// Returns the name of a user. If it has none, reports that and returns the number.
pub fn user_name_or_number(id: u32) -> Vec<u8> {
    user_name(id).unwrap_or_else(|| {
        diagnostics::error(&format!("cannot find name for user ID {id}"));
        id.to_string().into_bytes()
    })
}
