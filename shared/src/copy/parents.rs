//! `--parents`: the folders above an operand, made again below the target.

use super::copier::{Copier, Done, failed, list, refused};
use super::handle::{Handle, Kept};
use super::place::{Facts, Place};
use crate::fs::names::last_component;
use crate::text::quoting::quoteaf;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
use rustix::io::Errno;
use std::ffi::{CString, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// The folders above an operand, open, and what each is to keep.
#[derive(Debug, Default)]
pub struct Parents {
    made: Vec<Parent>,
}

#[derive(Debug)]
struct Parent {
    source: OwnedFd,
    made: OwnedFd,
    facts: Facts,
    /// Whether it was created now. Attributes of a directory that existed are left alone.
    fresh: bool,
    settle: Option<u32>,
    shown: Vec<u8>,
}

impl Parents {
    /// The innermost of them.
    pub fn last(&self) -> Option<BorrowedFd<'_>> {
        self.made.last().map(|parent| parent.made.as_fd())
    }
}

impl Copier {
    /// Makes what is missing of the folders above `path` (without slashes at its end) within
    /// `target`, which is `shown` so in messages.
    ///
    /// # Errors
    /// One can't be made, which was reported.
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
            let parent = self.make_parent(&parents, target, shown, component, prefix)?;
            parents.made.push(parent);
        }
        Ok(parents)
    }

    fn make_parent(
        &mut self,
        parents: &Parents,
        target: BorrowedFd<'_>,
        shown: &[u8],
        component: &[u8],
        prefix: &[u8],
    ) -> Done<Parent> {
        let from_name = OsStr::from_bytes(prefix);
        let separator: &[u8] = if shown.ends_with(b"/") || prefix.starts_with(b"/") {
            b""
        } else {
            b"/"
        };
        let shown = [shown, separator, prefix].concat();
        let name = OsStr::from_bytes(&shown);
        let (above, below) = match parents.made.last() {
            Some(parent) => (parent.source.as_fd(), parent.made.as_fd()),
            None => (CWD, target),
        };
        let source = folder(above, component, OFlags::empty())
            .and_then(|dir| Ok((Facts::of_open(&dir)?, dir)));
        let (facts, source) = source.map_err(|e| {
            failed(
                &format!("failed to get attributes of {}", quoteaf(from_name)),
                &e,
            )
        })?;
        // The root of the source is the target itself.
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
        // Something that has replaced the new directory is not followed.
        let flags = if fresh {
            OFlags::NOFOLLOW
        } else {
            OFlags::empty()
        };
        let made = folder(below, inner, flags)
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
        // As mkdir(2) does it: a group that is inherited stays so, and is not made so.
        let final_mode = now.mode & 0o6000 | facts.mode & 0o1777 & !self.umask();
        let unset = self.options.preserve.mode.is_none() && final_mode != now.permissions();
        Ok(Parent {
            source,
            made,
            facts,
            fresh,
            settle: unset.then_some(final_mode),
            shown,
        })
    }

    /// Gives the new folders what they keep of their source, now that nothing is added to them.
    ///
    /// Directories that existed are left alone, although GNU 9.1 changes those above a new one:
    /// they may be symbolic links to directories elsewhere.
    ///
    /// # Errors
    /// That can't be done, which was reported.
    pub fn finish_parents(&mut self, parents: &Parents) -> Done {
        let mut result = Ok(());
        for parent in parents.made.iter().filter(|parent| parent.fresh) {
            let name = CString::from(c".");
            result = result.and(self.keep(&Kept {
                source: Some(Handle::Named(parent.source.as_fd(), c".")),
                facts: &parent.facts,
                to: Place::new(&name, OsStr::from_bytes(&parent.shown)),
                made: Handle::Named(parent.made.as_fd(), c"."),
                old: None,
                settle: parent.settle,
            }));
        }
        result
    }
}

fn folder(dir: BorrowedFd<'_>, name: &[u8], flags: OFlags) -> io::Result<OwnedFd> {
    let flags = flags | OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    crate::input::files::above_standard(openat(dir, name, flags, Mode::empty())?)
}
