//! Walks a directory tree, with a limited number of open descriptors at any depth.

use super::copier::{Copier, Done, Failed, failed, refused};
use super::directory::Level;
use super::entry::Next;
use super::handle::Attributes;
use super::place::Place;
use super::source::{At, Job};
use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;

/// Number of levels whose directories stay open. Those above are opened again on the way back.
const OPEN_LEVELS: usize = 12;

/// A path that grows and shrinks with the walk.
struct Path {
    bytes: Vec<u8>,
    /// Lengths of the paths of its ancestors.
    above: Vec<usize>,
}

impl Path {
    fn new(top: &Place<'_>) -> Self {
        Self {
            bytes: top.shown.as_bytes().to_vec(),
            above: Vec::new(),
        }
    }

    fn push(&mut self, name: &CStr) {
        self.above.push(self.bytes.len());
        if !self.bytes.ends_with(b"/") {
            self.bytes.push(b'/');
        }
        self.bytes.extend_from_slice(name.to_bytes());
    }

    fn pop(&mut self) {
        self.bytes.truncate(self.above.pop().unwrap_or(0));
    }

    fn shown(&self) -> &OsStr {
        OsStr::from_bytes(&self.bytes)
    }
}

impl Copier {
    /// Copies an operand. `fresh` says that nothing exists at `to`.
    ///
    /// # Errors
    /// Something could not be copied. That has been reported, and the rest was copied.
    pub fn copy(&mut self, from: &Place<'_>, to: &Place<'_>, fresh: bool) -> Done {
        self.stopped = false;
        self.seen.start_operand();
        let job = Job {
            from: *from,
            to: *to,
            at: At::operand(fresh),
        };
        let result = match self.entry(&job) {
            Ok(Next::Descend(top)) => self.tree(*top, from, to),
            Ok(Next::Done) => Ok(()),
            Err(failed) => Err(failed),
        };
        if self.stopped {
            let (from, to) = (from.quoted(), to.quoted());
            refused(&format!(
                "cannot copy a directory, {from}, into itself, {to}"
            ));
        }
        result
    }

    /// Copies the contents of a directory recursively.
    pub(super) fn tree(&mut self, top: Level, from: &Place<'_>, to: &Place<'_>) -> Done {
        let (mut from_path, mut to_path) = (Path::new(from), Path::new(to));
        let mut stack = Vec::new();
        self.ancestors.clear();
        self.descend(&mut stack, top);
        loop {
            let Some(level) = stack.last_mut() else {
                return Ok(());
            };
            let failed = match self.step(level, &mut from_path, &mut to_path) {
                Some(Ok(Next::Done)) => {
                    from_path.pop();
                    to_path.pop();
                    continue;
                }
                Some(Ok(Next::Descend(below))) => {
                    self.descend(&mut stack, *below);
                    continue;
                }
                Some(Err(Failed)) => {
                    from_path.pop();
                    to_path.pop();
                    level.failed = true;
                    continue;
                }
                None => self.leave(&mut stack, &from_path, &to_path).is_err(),
            };
            match stack.last_mut() {
                Some(above) => above.failed |= failed,
                None if failed => return Err(Failed),
                None => {}
            }
            from_path.pop();
            to_path.pop();
        }
    }

    /// Copies the next entry of a directory. Returns None at its end.
    fn step(&mut self, level: &mut Level, from: &mut Path, to: &mut Path) -> Option<Done<Next>> {
        if self.stopped {
            return None;
        }
        let (name, kind) = level.names.next()?;
        from.push(name);
        to.push(name);
        let at = At {
            kind,
            fresh: level.old.is_none(),
            operand: false,
            device: Some(level.facts.id.0),
            to_device: Some(level.to.id.0),
        };
        let (Some(from_dir), Some(to_dir)) = (level.from.fd(), level.to.fd()) else {
            return Some(Err(Failed));
        };
        let place = |dir, shown| Place { dir, name, shown };
        Some(self.entry(&Job {
            from: place(from_dir, from.shown()),
            to: place(to_dir, to.shown()),
            at,
        }))
    }

    fn descend(&mut self, stack: &mut Vec<Level>, level: Level) {
        self.ancestors.push(level.facts.id);
        stack.push(level);
        if let Some(far) = stack.len().checked_sub(OPEN_LEVELS + 1) {
            let (linked_from, linked_to) = (stack[far + 1].from.linked, stack[far + 1].to.linked);
            if !linked_from {
                stack[far].from.file = None;
            }
            if !linked_to {
                stack[far].to.file = None;
            }
        }
    }

    /// Finishes the innermost directory.
    fn leave(&mut self, stack: &mut Vec<Level>, from: &Path, to: &Path) -> Done {
        self.ancestors.pop();
        let Some(level) = stack.pop() else {
            return Ok(());
        };
        let mut failure = level.failed;
        if let Some(above) = stack.last_mut() {
            let reopened = above
                .from
                .reopen(&level.from)
                .and_then(|()| above.to.reopen(&level.to));
            if let Err(e) = reopened {
                let name = crate::text::quoting::quoteaf(from.shown());
                failed(&format!("cannot leave directory {name}"), &e);
                failure = true;
            }
        }
        if let Some(made) = level.to.handle() {
            let attributes = Attributes {
                source: level.from.handle(),
                facts: &level.facts,
                to: Place::new(c".", to.shown()),
                made,
                old: level.old.as_ref(),
                settle: level.settle,
            };
            failure |= self.set_attributes(&attributes).is_err();
        }
        if failure { Err(Failed) } else { Ok(()) }
    }
}
