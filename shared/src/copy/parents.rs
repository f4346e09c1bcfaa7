//! `--parents`: creates the directories in an operand's path below the target.

use super::copier::{Copier, Done, failed, list, refused};
use super::handle::{Attributes, Handle};
use super::place::{Facts, Place};
use crate::fs::names::last_component;
use crate::text::quoting::quoteaf;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;

/// The directories of an operand's path, from the outermost to the innermost.
#[derive(Debug, Default)]
pub struct Parents {
    made: Vec<Parent>,
}

#[derive(Debug)]
struct Parent {
    source: OwnedFd,
    made: OwnedFd,
    facts: Facts,
    old: Option<Facts>,
    settle: Option<u32>,
    shown: Vec<u8>,
}

/// One component of an operand's path.
struct Step<'a> {
    /// The directory that contains the source.
    source: BorrowedFd<'a>,
    /// The directory in which it is created.
    below: BorrowedFd<'a>,
    component: &'a [u8],
    /// The path up to this component.
    path: &'a [u8],
    /// The path of the new directory, for messages.
    shown: Vec<u8>,
}

impl Parents {
    /// Returns whether any of them was created, so that nothing can exist below.
    pub fn are_new(&self) -> bool {
        self.made.iter().any(|parent| parent.old.is_none())
    }

    /// Returns the innermost directory.
    pub fn last(&self) -> Option<BorrowedFd<'_>> {
        self.made.last().map(|parent| parent.made.as_fd())
    }
}

impl Copier {
    /// Creates the missing directories of `path` (without trailing slashes) below `target`, which
    /// messages call `shown`.
    ///
    /// # Errors
    /// One cannot be created. That has been reported.
    pub fn make_parents(
        &mut self,
        target: BorrowedFd<'_>,
        shown: &[u8],
        path: &[u8],
    ) -> Done<Parents> {
        let mut parents = Parents::default();
        let above = path.len() - last_component(path).len();
        let mut end = 0;
        while end < above {
            let start = end;
            end = path[start..above]
                .iter()
                .position(|&b| b == b'/')
                .map_or(above, |slash| start + slash + 1);
            let component = match &path[start..end] {
                b"/" if start > 0 => continue,
                b"/" => b"/",
                name => &name[..name.len() - 1],
            };
            let prefix = &path[..end - usize::from(end > 1)];
            let (source, below) = match parents.made.last() {
                Some(parent) => (parent.source.as_fd(), parent.made.as_fd()),
                None => (CWD, target),
            };
            let step = Step {
                source,
                below,
                component,
                path: prefix,
                shown: joined(shown, prefix),
            };
            let parent = self.make_parent(step)?;
            parents.made.push(parent);
        }
        Ok(parents)
    }

    /// Creates or opens one directory of the path.
    fn make_parent(&mut self, step: Step<'_>) -> Done<Parent> {
        let Step {
            component, below, ..
        } = step;
        let from_name = OsStr::from_bytes(step.path);
        let name = OsStr::from_bytes(&step.shown);
        let source =
            open_path(step.source, component).and_then(|dir| Ok((Facts::of_open(&dir)?, dir)));
        let (facts, source) = source.map_err(|e| {
            failed(
                &format!("failed to get attributes of {}", quoteaf(from_name)),
                &e,
            )
        })?;
        // The target corresponds to the root directory.
        let inner: &[u8] = if component == b"/" { b"." } else { component };
        let mode = facts.permissions() & !self.withheld(facts.mode);
        let fresh = match mkdirat(below, inner, Mode::from_raw_mode(mode | 0o700)) {
            Ok(()) => true,
            Err(Errno::EXIST) => false,
            Err(e) => {
                return Err(failed(
                    &format!("cannot make directory {}", quoteaf(name)),
                    &e.into(),
                ));
            }
        };
        let made = open_path(below, inner)
            .map_err(|_| refused(&format!("{} exists but is not a directory", quoteaf(name))))?;
        let now = Facts::of_open(&made).map_err(|e| {
            failed(
                &format!("failed to get attributes of {}", quoteaf(name)),
                &e,
            )
        })?;
        if fresh && self.options.verbose {
            list(&format!(
                "{} -> {}\n",
                from_name.to_string_lossy(),
                name.to_string_lossy()
            ));
        }
        // As with mkdir(2), set-group-ID is inherited from the parent, not copied.
        let final_mode = now.mode & 0o6000 | facts.mode & 0o1777 & !self.umask();
        let unset = self.options.preserve.mode.is_none() && final_mode != now.permissions();
        Ok(Parent {
            source,
            made,
            facts,
            old: (!fresh).then_some(now),
            settle: (fresh && unset).then_some(final_mode),
            shown: step.shown,
        })
    }

    /// Sets the attributes of the directories, when nothing will be added to them any more.
    ///
    /// # Errors
    /// One cannot be set. That has been reported.
    pub fn finish_parents(&mut self, parents: &Parents) -> Done {
        let mut result = Ok(());
        for parent in &parents.made {
            result = result.and(self.set_attributes(&Attributes {
                source: Some(Handle::Named(parent.source.as_fd(), c".")),
                facts: &parent.facts,
                to: Place::new(c".", OsStr::from_bytes(&parent.shown)),
                made: Handle::Named(parent.made.as_fd(), c"."),
                old: parent.old.as_ref(),
                settle: parent.settle,
            }));
        }
        result
    }
}

/// Returns `path` below `target`, for messages.
fn joined(target: &[u8], path: &[u8]) -> Vec<u8> {
    let separator: &[u8] = if target.ends_with(b"/") || path.starts_with(b"/") {
        b""
    } else {
        b"/"
    };
    [target, separator, path].concat()
}

fn open_path(dir: BorrowedFd<'_>, name: &[u8]) -> io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    crate::input::files::above_standard(openat(dir, name, flags, Mode::empty())?)
}
