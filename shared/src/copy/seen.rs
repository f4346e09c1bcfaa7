//! Files met and made earlier: hard links, operands given twice, a directory within itself.

use super::place::{Facts, Id, Place, is_same_entry};
use std::collections::{HashMap, HashSet};
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;

/// What was met and made before.
#[derive(Debug)]
pub(super) struct Seen {
    several: bool,
    /// Files with several names, and where the first of these was copied to.
    pub(super) first: HashMap<Id, Made>,
    /// Folders given as operands, and where they were copied to.
    folders: HashMap<Id, Vec<u8>>,
    /// The topmost folder that each operand made.
    made: HashSet<Id>,
    made_by_operand: bool,
    /// Operands, and the names that they were given by.
    sources: HashMap<Id, Vec<CString>>,
    copies: HashSet<(Id, Vec<u8>)>,
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
            first: HashMap::new(),
            folders: HashMap::new(),
            made: HashSet::new(),
            made_by_operand: false,
            sources: HashMap::new(),
            copies: HashSet::new(),
        }
    }

    /// Are there several operands?
    pub(super) fn is_several(&self) -> bool {
        self.several
    }

    pub(super) fn start_operand(&mut self) {
        self.made_by_operand = false;
    }

    /// Is this operand given a second time?
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
            self.copies.insert((facts.id, shown(to)));
        }
    }

    /// Was this just made as the copy of an operand?
    pub(super) fn is_copy(&self, to: &Place<'_>, facts: &Facts) -> bool {
        self.several && self.copies.contains(&(facts.id, shown(to)))
    }

    /// Remembers a folder given as an operand; where it was copied before, if it was.
    pub(super) fn remember_folder(&mut self, facts: &Facts, to: &Place<'_>) -> Option<Vec<u8>> {
        match self.folders.get(&facts.id) {
            Some(before) => Some(before.clone()),
            None => {
                self.folders.insert(facts.id, shown(to));
                None
            }
        }
    }

    /// Where a folder was copied to that was given as an operand.
    pub(super) fn folder(&self, facts: &Facts) -> Option<Vec<u8>> {
        self.folders.get(&facts.id).cloned()
    }

    /// Was this folder given before, to go to the same place?
    pub(super) fn is_repeated_folder(&self, facts: &Facts, to: &Place<'_>) -> bool {
        self.several
            && self
                .folders
                .get(&facts.id)
                .is_some_and(|before| *before == shown(to))
    }

    /// Remembers a folder that was made, if it is the operand's first.
    pub(super) fn remember_made(&mut self, made: &Facts) {
        if !self.made_by_operand {
            self.made_by_operand = true;
            self.made.insert(made.id);
        }
    }

    /// Is this folder one that an operand made?
    pub(super) fn is_made(&self, facts: &Facts) -> bool {
        self.made.contains(&facts.id)
    }

    /// Was a name of this file copied before?
    pub(super) fn is_first_known(&self, source: &Facts) -> bool {
        self.first.contains_key(&source.id)
    }

    /// Remembers where the first name of a file with several was copied to.
    pub(super) fn remember_first(&mut self, source: &Facts, to: &Place<'_>) {
        if let Ok(made) = to.stat(false) {
            let path = shown(to);
            self.first.insert(source.id, Made { path, id: made.id });
        }
    }
}

fn shown(place: &Place<'_>) -> Vec<u8> {
    place.shown.as_bytes().to_vec()
}
