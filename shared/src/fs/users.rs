//! Names of users and groups, asked for once each: a look-up may read files or the network.

use crate::program::diagnostics;
use crate::sys::users::{User, group_name, groups_of, user_name};

/// Names by number, as far as they were asked for.
#[derive(Debug)]
pub struct Names {
    look_up: fn(u32) -> Option<Vec<u8>>,
    known: Vec<(u32, Option<Vec<u8>>)>,
}

impl Names {
    /// Names of users.
    pub const fn of_users() -> Self {
        Self {
            look_up: user_name,
            known: Vec::new(),
        }
    }

    /// Names of groups.
    pub const fn of_groups() -> Self {
        Self {
            look_up: group_name,
            known: Vec::new(),
        }
    }

    /// No names: all stay numbers.
    pub const fn none() -> Self {
        Self {
            look_up: |_| None,
            known: Vec::new(),
        }
    }

    /// The name of `id`, none where it has none.
    pub fn get(&mut self, id: u32) -> Option<&[u8]> {
        let place = match self.known.iter().position(|(known, _)| *known == id) {
            Some(place) => place,
            None => {
                self.known.push((id, (self.look_up)(id)));
                self.known.len() - 1
            }
        };
        // The one asked for again and again is found at once.
        self.known.swap(0, place);
        self.known[0].1.as_deref()
    }
}

/// The groups that a process or a user is in.
#[derive(Clone, Debug)]
pub struct Groups {
    /// The group that it started with.
    pub real: u32,
    /// The group that new files are given to.
    pub effective: u32,
    /// All groups, in the system's order.
    pub all: Vec<u32>,
}

impl Groups {
    /// Those of this process, the effective one first.
    pub fn of_process() -> Self {
        let effective = rustix::process::getegid().as_raw();
        let mut all = vec![effective];
        // The effective one may be listed again.
        for group in rustix::process::getgroups().unwrap_or_default() {
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

    /// Those that a user would log in with.
    pub fn of_user(user: &User) -> Self {
        Self {
            real: user.gid,
            effective: user.gid,
            all: groups_of(user),
        }
    }

    /// The real one, the effective one if it is another, then the rest.
    fn listed(&self) -> Vec<u32> {
        let mut list = vec![self.real];
        if self.effective != self.real {
            list.push(self.effective);
        }
        let special = |group: &&u32| **group == self.real || **group == self.effective;
        list.extend(self.all.iter().filter(|group| !special(group)));
        list
    }

    /// Appends their numbers with `separator` between.
    pub fn push_numbers(&self, separator: u8, out: &mut Vec<u8>) {
        for (i, group) in self.listed().into_iter().enumerate() {
            if i > 0 {
                out.push(separator);
            }
            out.extend(group.to_string().bytes());
        }
    }

    /// The same for names. A group without a name is reported and stays a number.
    pub fn push_names(&self, separator: u8, out: &mut Vec<u8>) {
        for (i, group) in self.listed().into_iter().enumerate() {
            if i > 0 {
                out.push(separator);
            }
            out.extend(group_name_or_number(group));
        }
    }
}

/// The name of a group; where it has none, that is reported and its number stands for it.
pub fn group_name_or_number(id: u32) -> Vec<u8> {
    group_name(id).unwrap_or_else(|| {
        diagnostics::error(&format!("cannot find name for group ID {id}"));
        id.to_string().into_bytes()
    })
}

/// The same for a user.
pub fn user_name_or_number(id: u32) -> Vec<u8> {
    user_name(id).unwrap_or_else(|| {
        diagnostics::error(&format!("cannot find name for user ID {id}"));
        id.to_string().into_bytes()
    })
}
