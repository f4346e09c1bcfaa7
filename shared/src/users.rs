//! Names of users and groups, asked for once each: a look-up may read files or the network.

use crate::sys::users::{group_name, user_name};

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
