//! Files that were found and created earlier, to detect hard links, repeated operands, and
//! directories that are copied into themselves.

use super::place::{Facts, Id, Place, is_same_entry};
use crate::sys::hash::{Map, Set};
use std::ffi::CString;
use std::io;
use std::os::unix::ffi::OsStrExt;

/// The files that were found and created so far.
#[derive(Debug)]
pub(super) struct Seen {
    several: bool,
    /// Files with several names, and the copy of the first name.
    pub(super) first: Map<Id, Made>,
    /// Operands that are directories, and the paths of their copies.
    directories: Map<Id, Vec<u8>>,
    /// The topmost directory that was created for each operand.
    made: Set<Id>,
    made_by_operand: bool,
    /// Operands, and the names by which they were given.
    sources: Map<Id, Vec<CString>>,
    /// Copies of operands: the identity and the path of each.
    copies: Set<(Id, Vec<u8>)>,
}

#[derive(Debug)]
pub(super) struct Made {
    pub(super) path: Vec<u8>,
    pub(super) id: Id,
}

impl Seen {
    pub(super) fn new(several: bool) -> Self {
        Self {
            several,
            first: Map::default(),
            directories: Map::default(),
            made: Set::default(),
            made_by_operand: false,
            sources: Map::default(),
            copies: Set::default(),
        }
    }

    /// Returns whether there are several operands.
    pub(super) fn is_several(&self) -> bool {
        self.several
    }

    pub(super) fn start_operand(&mut self) {
        self.made_by_operand = false;
    }

    /// Returns whether this operand was given before.
    pub(super) fn is_repeated(&mut self, from: &Place<'_>, facts: &Facts) -> bool {
        if !self.several {
            return false;
        }
        let names = self.sources.entry(facts.id).or_default();
        let repeated = names
            .iter()
            .any(|name| is_same_entry(&Place { name, ..*from }, from));
        names.push(from.name.to_owned());
        repeated
    }

    /// Remembers the copy of an operand.
    pub(super) fn remember_copy(&mut self, to: &Place<'_>) {
        if self.several
            && let Ok(facts) = to.stat(false)
        {
            self.remember_moved(facts.id, to);
        }
    }

    /// Remembers where an operand was moved by rename(2), which keeps its identity.
    pub(super) fn remember_moved(&mut self, id: Id, to: &Place<'_>) {
        if self.several {
            self.copies.insert((id, shown(to)));
        }
    }

    /// Returns whether this file was created as the copy of an operand.
    pub(super) fn is_copy(&self, to: &Place<'_>, facts: &Facts) -> bool {
        self.several && self.copies.contains(&(facts.id, shown(to)))
    }

    /// Remembers a directory that is an operand. Returns where it was copied before, if it was.
    pub(super) fn remember_directory(&mut self, facts: &Facts, to: &Place<'_>) -> Option<Vec<u8>> {
        match self.directories.get(&facts.id) {
            Some(before) => Some(before.clone()),
            None => {
                self.directories.insert(facts.id, shown(to));
                None
            }
        }
    }

    /// Returns where a directory was copied that is an operand.
    pub(super) fn directory(&self, facts: &Facts) -> Option<Vec<u8>> {
        self.directories.get(&facts.id).cloned()
    }

    /// Returns whether this directory was given before, with the same destination.
    pub(super) fn is_repeated_directory(&self, facts: &Facts, to: &Place<'_>) -> bool {
        self.several
            && self
                .directories
                .get(&facts.id)
                .is_some_and(|before| *before == shown(to))
    }

    /// Remembers a new directory, if it is the first one of the operand.
    pub(super) fn remember_made(&mut self, made: &Facts) {
        if !self.made_by_operand {
            self.made_by_operand = true;
            self.made.insert(made.id);
        }
    }

    /// Returns whether this directory was created for an operand.
    pub(super) fn is_made(&self, facts: &Facts) -> bool {
        self.made.contains(&facts.id)
    }

    /// Returns whether a name of this file was copied before.
    pub(super) fn is_first_known(&self, source: &Facts) -> bool {
        self.first.contains_key(&source.id)
    }

    /// Remembers the copy of the first name of a file, unless somebody has removed it.
    ///
    /// # Errors
    /// Those of stat(2). The link that another name needs can't be made then.
    pub(super) fn remember_first(&mut self, source: &Facts, to: &Place<'_>) -> io::Result<()> {
        let (path, id) = match to.stat(false) {
            Ok(facts) => (shown(to), facts.id),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(e),
        };
        self.first.insert(source.id, Made { path, id });
        Ok(())
    }
}

fn shown(place: &Place<'_>) -> Vec<u8> {
    place.shown.as_bytes().to_vec()
}
