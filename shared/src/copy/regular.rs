//! Regular files, and special files that are copied by reading them.

use super::copier::{Copier, Done, Failed, failed, refused};
use super::data::Contents;
use super::handle::{Attributes, Handle};
use super::options::Reflink;
use super::place::{Facts, Place};
use super::source::{At, Job, Source};
use crate::program::posix;
use crate::sys::close::close;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::io;

impl Copier {
    pub(super) fn regular(
        &mut self,
        job: &Job<'_>,
        source: &mut Source,
        mut old: Option<Facts>,
    ) -> Done {
        let Job { from, to, at } = job;
        let input = match source.file.take() {
            Some(file) => file,
            None => self.open_source(from, source)?,
        };
        let output = match &old {
            Some(_) => self.open_existing(to, &mut old)?,
            None => None,
        };
        let output = match output {
            Some(output) => output,
            None => self.create(to, &source.facts, at)?,
        };
        let fresh = old.is_none();
        if self.options.contents {
            let contents = Contents {
                from: *from,
                to: *to,
                input: input.as_fd(),
                output: output.as_fd(),
                facts: &source.facts,
                old: old.as_ref(),
                to_device: at.to_device.filter(|_| fresh),
            };
            if let Err(failed) = self.fill(&contents) {
                // Without a clone there is no copy. That is reported by the caller; that the
                // empty file could not be removed adds nothing.
                if fresh && self.options.reflink == Reflink::Always {
                    let _ = to.remove();
                }
                return Err(failed);
            }
        }
        let settle = fresh.then(|| self.settled(source.facts.mode)).flatten();
        self.set_attributes(&Attributes {
            source: Some(Handle::Open(input.as_fd())),
            facts: &source.facts,
            to: *to,
            made: Handle::Open(output.as_fd()),
            old: old.as_ref(),
            settle,
        })?;
        close(output).map_err(|e| failed(&format!("failed to close {}", to.quoted()), &e))
    }

    fn open_source(&self, from: &Place<'_>, source: &mut Source) -> Done<OwnedFd> {
        let mut flags = OFlags::RDONLY | OFlags::NOCTTY;
        flags.set(OFlags::NOFOLLOW, !source.follow);
        flags.set(OFlags::NONBLOCK, source.facts.is_regular());
        let what = |e| failed(&format!("cannot open {} for reading", from.quoted()), &e);
        let file = from.open(flags, 0).map_err(what)?;
        let facts = Facts::of_open(&file)
            .map_err(|e| failed(&format!("cannot fstat {}", from.quoted()), &e))?;
        if facts.id != source.facts.id {
            return Err(refused(&format!(
                "skipping file {}, as it was replaced while being copied",
                from.quoted()
            )));
        }
        source.facts = facts;
        Ok(file)
    }

    /// Opens the existing destination for overwriting. Returns None if it was removed instead.
    fn open_existing(&mut self, to: &Place<'_>, old: &mut Option<Facts>) -> Done<Option<OwnedFd>> {
        let mut flags = OFlags::WRONLY;
        flags.set(OFlags::TRUNC, self.options.contents);
        match to.open(flags, 0) {
            Ok(file) => return Ok(Some(file)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(_) if self.options.force => {
                self.remove(to)?;
            }
            Err(e) => return Err(cannot_create(to, &e)),
        }
        *old = None;
        Ok(None)
    }

    /// Creates the destination, never through an existing symbolic link, and without permissions
    /// that are withheld for now.
    fn create(&mut self, to: &Place<'_>, facts: &Facts, at: &At) -> Done<OwnedFd> {
        let usual = facts.mode & 0o777 & !self.withheld(facts.mode);
        let mut mode = self.options.mode.unwrap_or(usual);
        if self.options.preserve.xattr {
            mode |= 0o200;
        }
        let flags = OFlags::WRONLY | OFlags::CREATE;
        let error = match to.open(flags | OFlags::EXCL, mode) {
            Ok(file) => return Ok(file),
            Err(e) => e,
        };
        let code = Errno::from_io_error(&error);
        if code == Some(Errno::EXIST)
            && !at.fresh
            && to.stat(false).is_ok_and(|facts| facts.is_link())
        {
            if !posix::is_strict() {
                return Err(refused(&format!(
                    "not writing through dangling symlink {}",
                    to.quoted()
                )));
            }
            return to.open(flags, mode).map_err(|e| cannot_create(to, &e));
        }
        if code == Some(Errno::ISDIR) && to.name.to_bytes().ends_with(b"/") {
            return Err(cannot_create(to, &Errno::NOTDIR.into()));
        }
        Err(cannot_create(to, &error))
    }
}

fn cannot_create(to: &Place<'_>, error: &io::Error) -> Failed {
    failed(
        &format!("cannot create regular file {}", to.quoted()),
        error,
    )
}
