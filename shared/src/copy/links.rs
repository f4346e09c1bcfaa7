//! What was met and made before: hard links, operands given twice, a folder within itself.

use super::entry::At;
use super::place::{Facts, Id, Place};
use super::same::is_same_entry;
use super::{Copier, Done, Follow, failed, list};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat};
use rustix::io::Errno;
use std::collections::{HashMap, HashSet};
use std::ffi::{CString, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// What was met and made before.
#[derive(Debug)]
pub(super) struct Seen {
    several: bool,
    /// Files with several names, and where the first of these was copied to.
    first: HashMap<Id, Made>,
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
struct Made {
    path: Vec<u8>,
    id: Id,
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

impl Copier {
    /// May the file be met again under another name, to be linked then?
    pub(super) fn is_shared(&self, facts: &Facts, at: &At) -> bool {
        self.options.preserve.links
            && (facts.links > 1
                || match self.options.follow {
                    Follow::Never => false,
                    Follow::Operands => at.operand,
                    Follow::Always => true,
                })
    }

    /// Links `to` to the copy of another name of the same file, if there is one.
    pub(super) fn link_to_earlier(&mut self, source: &Facts, to: &Place<'_>) -> Done<bool> {
        let Some(made) = self.seen.first.get(&source.id) else {
            return Ok(false);
        };
        let is_it = || to.stat(false).is_ok_and(|facts| facts.id == made.id);
        let mut result = link(&made.path, to);
        if matches!(&result, Err(e) if e.raw_os_error() == Some(Errno::EXIST.raw_os_error())) {
            if is_it() {
                return Ok(true);
            }
            result = to.remove().and_then(|()| link(&made.path, to));
            if result.is_ok() && self.options.verbose {
                list(&format!("removed {}\n", to.quoted()));
            }
        }
        match result {
            // The first copy was found by its path again: somebody may have moved things.
            Ok(()) if is_it() => Ok(true),
            Ok(()) => {
                to.remove()
                    .map_err(|e| failed(&format!("cannot remove {}", to.quoted()), &e))?;
                Ok(false)
            }
            Err(e) => {
                let earlier = crate::text::quoting::quoteaf(OsStr::from_bytes(&made.path));
                let what = format!("cannot create hard link {} to {earlier}", to.quoted());
                Err(failed(&what, &e))
            }
        }
    }
}

/// Links a path of any length to a place.
fn link(path: &[u8], to: &Place<'_>) -> io::Result<()> {
    match linkat(CWD, path, to.dir, to.name, AtFlags::empty()) {
        Err(Errno::NAMETOOLONG) => {}
        result => return Ok(result?),
    }
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut components: Vec<&[u8]> = path.split(|&b| b == b'/').collect();
    let name = components.pop().unwrap_or_default();
    let start: &[u8] = if path.starts_with(b"/") { b"/" } else { b"." };
    let mut dir = openat(CWD, start, flags, Mode::empty())?;
    for part in components.into_iter().filter(|part| !part.is_empty()) {
        dir = openat(&dir, part, flags, Mode::empty())?;
    }
    Ok(linkat(&dir, name, to.dir, to.name, AtFlags::empty())?)
}

fn shown(place: &Place<'_>) -> Vec<u8> {
    place.shown.as_bytes().to_vec()
}
