//! Copying one entry of a tree: decides by type and options what happens to it.

use super::copier::{Copier, Done, Failed, failed, refused};
use super::directory::Level;
use super::handle::{Attributes, Handle};
use super::options::{Follow, Making};
use super::overwrite::{Destination, quoted_backup};
use super::place::Facts;
use super::source::{Job, Source};
use crate::program::diagnostics;
use rustix::fs::{FileType, OFlags};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// What remains to be done after [`Copier::entry`].
pub(super) enum Next {
    Done,
    /// Copy the contents of the directory.
    Descend(Box<Level>),
}

impl Copier {
    pub(super) fn entry(&mut self, job: &Job<'_>) -> Done<Next> {
        let Job { from, to, at } = job;
        let mut source = self.source(job)?;
        if self.is_omitted(job, &source)? {
            return Ok(Next::Done);
        }
        let is_dir = source.facts.is_dir();
        let moves = self.options.moving.is_some();
        let destination = if at.fresh {
            Destination::Absent(None)
        } else {
            self.prepare_destination(job, &source)?
        };
        let (old, backup) = match destination {
            Destination::Skip => return Ok(Next::Done),
            Destination::Existing(old) => (Some(old), None),
            Destination::Absent(backup) => (None, backup),
        };
        // A move lists operands itself, and does not list further names of a file.
        let listed = moves && (at.operand || self.seen.is_first_known(&source.facts));
        if self.options.verbose && !is_dir && !listed {
            let backup = backup.as_ref().map(|b| quoted_backup(b, to));
            self.announce(from, to, backup.as_deref());
        }
        let result = if is_dir {
            self.directory(job, &source, old)
        } else {
            self.file(job, &mut source, old).map(|()| Next::Done)
        };
        match (&result, backup) {
            (Err(Failed), Some(backup)) => self.restore(&backup, to),
            (Ok(_), _) if at.operand && !is_dir => self.seen.remember_copy(to),
            _ => {}
        }
        result
    }

    /// Returns whether an operand was given before. A directory is refused without `-r`.
    fn is_omitted(&mut self, job: &Job<'_>, source: &Source) -> Done<bool> {
        let options = &self.options;
        if source.facts.is_dir() {
            if options.recursive {
                return Ok(false);
            }
            let why = match options.mode {
                Some(_) => "",
                None => "-r not specified; ",
            };
            let name = job.from.quoted();
            return Err(refused(&format!("{why}omitting directory {name}")));
        }
        let repeated = job.at.operand
            && options.moving.is_none()
            && options.mode.is_none()
            && options.backup.is_none()
            && self.seen.is_repeated(&job.from, &source.facts);
        if repeated {
            let name = job.from.quoted();
            diagnostics::warning(&format!(
                "warning: source file {name} specified more than once"
            ));
        }
        Ok(repeated)
    }

    /// Reads the status of the source.
    fn source(&self, job: &Job<'_>) -> Done<Source> {
        let Job { from, at, .. } = job;
        let follow = match self.options.follow {
            Follow::Never => false,
            Follow::Operands => at.operand,
            Follow::Always => true,
        };
        // Open a regular file right away: fstat(2) then saves a look-up of the name.
        if at.fresh
            && at.kind == FileType::RegularFile
            && self.options.making == Making::Copies
            && let Ok(file) = from.open(
                OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY,
                0,
            )
            && let Ok(facts) = Facts::of_open(&file)
            && facts.is_regular()
        {
            let file = Some(file);
            return Ok(Source {
                facts,
                follow,
                file,
            });
        }
        match from.stat(follow) {
            Ok(facts) => Ok(Source {
                facts,
                follow,
                file: None,
            }),
            Err(e) => Err(failed(&format!("cannot stat {}", from.quoted()), &e)),
        }
    }

    /// Copies anything but a directory.
    fn file(&mut self, job: &Job<'_>, source: &mut Source, old: Option<Facts>) -> Done {
        let Job { from, to, at } = job;
        let shared = self.is_shared(&source.facts, at);
        // When moving, the link count no longer reveals earlier names.
        let linked = shared || self.options.moving.is_some();
        if linked && self.link_to_earlier(&source.facts, to)? {
            return Ok(());
        }
        match self.options.making {
            Making::SymbolicLinks => {
                self.symbolic_link(from, to)?;
                return self.set_link_attributes(from, source, to);
            }
            Making::HardLinks => return self.hard_link(from, source, to),
            Making::Copies if source.is_read(&self.options) => {
                self.regular(job, source, old)?;
            }
            Making::Copies => {
                self.special(from, source, to)?;
                let settle = self.settled(source.facts.mode);
                self.set_attributes(&Attributes {
                    source: Some(Handle::named(from)),
                    facts: &source.facts,
                    to: *to,
                    made: Handle::named(to),
                    old: None,
                    settle,
                })?;
            }
        }
        if shared {
            self.remember_first(&source.facts, to)?;
        }
        Ok(())
    }

    /// Creates or opens the destination directory.
    fn directory(&mut self, job: &Job<'_>, source: &Source, old: Option<Facts>) -> Done<Next> {
        let Job { from, to, at } = job;
        if self.options.follow == Follow::Always && self.ancestors.contains(&source.facts.id) {
            return Err(refused(&format!(
                "cannot copy cyclic symbolic link {}",
                from.quoted()
            )));
        }
        if self.seen.is_made(&source.facts) {
            self.stopped = true;
            return Err(Failed);
        }
        let before = if at.operand {
            self.seen.remember_directory(&source.facts, to)
        } else {
            self.seen.directory(&source.facts)
        };
        if let Some(before) = before {
            let (from_name, name) = (from.quoted(), to.quoted());
            if before == to.shown.as_bytes() {
                diagnostics::warning(&format!(
                    "warning: source directory {from_name} specified more than once"
                ));
                return Ok(Next::Done);
            }
            if self.options.follow == Follow::Never {
                let before = crate::text::quoting::quoteaf(OsStr::from_bytes(&before));
                return Err(refused(&format!(
                    "will not create hard link {name} to directory {before}"
                )));
            }
        }
        let level = self.enter(job, source, old)?;
        Ok(Next::Descend(Box::new(level)))
    }
}
