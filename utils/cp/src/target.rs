//! Where the copies go: to a new name, or into a directory.

use crate::settings::Settings;
use shared::copy::{Copier, Options, Place};
use shared::fs::names::{c_name, last_component, without_trailing_slashes};
use shared::fs::target::{
    extra, join, missing, missing_destination, not_a_directory, open, open_given,
};
use shared::prelude::*;
use shared::rustix::fd::{AsFd, OwnedFd};
use shared::rustix::fs::CWD;
use std::ffi::CStr;

/// The operands, divided into what is copied and where to.
pub(crate) struct Target {
    sources: Vec<&'static OsStr>,
    name: &'static OsStr,
    /// The directory to copy into. Without one, the single source is copied to `name`.
    directory: Option<OwnedFd>,
    parents: bool,
    strip_slashes: bool,
}

impl Target {
    /// Divides `operands`, and opens the directory to copy into.
    pub(crate) fn of(settings: &Settings, operands: &[&'static OsStr]) -> Result<Self> {
        let Some((&last, before)) = operands.split_last() else {
            return Err(missing());
        };
        let choice = settings.target;
        choice.check()?;
        let target = |name, directory, sources: &[_]| Self {
            sources: sources.to_vec(),
            name,
            directory,
            parents: settings.parents,
            strip_slashes: settings.strip_slashes,
        };
        if let Some(name) = choice.directory {
            return Ok(target(name, Some(open_given(name)?), operands));
        }
        if before.is_empty() {
            return Err(missing_destination(last));
        }
        if choice.none {
            if let Some(third) = operands.get(2) {
                return Err(extra(third));
            }
            if settings.parents {
                return Err(parents_need_directory());
            }
            return Ok(target(last, None, before));
        }
        match open(last) {
            Ok(directory) => Ok(target(last, Some(directory), before)),
            Err(e) => match not_a_directory(last, before.len() > 1, &e) {
                Some(error) => Err(error),
                None if settings.parents => Err(parents_need_directory()),
                None => Ok(target(last, None, before)),
            },
        }
    }

    /// Copies all sources.
    pub(crate) fn receive(self, options: Options) -> Result {
        let Some(directory) = &self.directory else {
            return copy_to(options, self.stripped(self.sources[0]), self.name);
        };
        let mut copier = Copier::new(options, self.sources.len() > 1);
        for source in &self.sources {
            let source = self.stripped(source);
            if self.parents {
                self.copy_with_parents(&mut copier, directory, source)?;
            } else {
                self.copy_into(&mut copier, directory, source)?;
            }
        }
        Ok(())
    }

    fn stripped(&self, source: &'static OsStr) -> &'static OsStr {
        if self.strip_slashes {
            OsStr::from_bytes(without_trailing_slashes(source.as_bytes()))
        } else {
            source
        }
    }

    /// Copies `source` into the directory, under its last component.
    fn copy_into(&self, copier: &mut Copier, directory: &OwnedFd, source: &OsStr) -> Result {
        let below = match last_component(without_trailing_slashes(source.as_bytes())) {
            // `cp -r .. d` copies into d, not beside it.
            b".." => b".",
            base => base,
        };
        let name = match below {
            b"" | b"/" => c".".to_owned(),
            name => c_name(name)?,
        };
        let shown = join(self.name.as_bytes(), below);
        let to = Place {
            dir: directory.as_fd(),
            name: &name,
            shown: OsStr::from_bytes(&shown),
        };
        copy(copier, &c_name(source.as_bytes())?, source, &to);
        Ok(())
    }

    /// Copies `source` into the directory, under its whole path (`--parents`).
    fn copy_with_parents(
        &self,
        copier: &mut Copier,
        directory: &OwnedFd,
        source: &OsStr,
    ) -> Result {
        let path = without_trailing_slashes(source.as_bytes());
        let Ok(parents) = copier.make_parents(directory.as_fd(), self.name.as_bytes(), path) else {
            return Ok(());
        };
        let name = c_name(last_component(path))?;
        let shown = join(self.name.as_bytes(), path);
        let to = Place {
            dir: parents.last().unwrap_or(directory.as_fd()),
            name: &name,
            shown: OsStr::from_bytes(&shown),
        };
        // A failure of either was reported.
        let from = c_name(source.as_bytes())?;
        let _ = copier.copy(&Place::new(&from, source), &to, parents.are_new());
        let _ = copier.finish_parents(&parents);
        Ok(())
    }
}

/// Copies one file or directory to `name`.
fn copy_to(mut options: Options, source: &OsStr, name: &OsStr) -> Result {
    let source_name = c_name(source.as_bytes())?;
    let mut name = c_name(name.as_bytes())?;
    // A forced backup of a file to itself is a copy of it under the backup's name.
    if options.force
        && source_name == name
        && is_regular(&name)
        && let Some(backup) = options.backup.take()
    {
        name = backup
            .name(CWD, &name)
            .map_err(|e| Error::io(format!("cannot backup {}", quoteaf(source)), &e))?;
    }
    let to = Place::new(&name, OsStr::from_bytes(name.to_bytes()));
    copy(&mut Copier::new(options, false), &source_name, source, &to);
    Ok(())
}

fn copy(copier: &mut Copier, name: &CStr, source: &OsStr, to: &Place<'_>) {
    // A failure was reported, and the other operands are copied.
    let _ = copier.copy(&Place::new(name, source), to, false);
}

fn is_regular(name: &CStr) -> bool {
    let facts = Place::new(name, OsStr::new("")).stat(true);
    facts.is_ok_and(|facts| facts.is_regular())
}

fn parents_need_directory() -> Error {
    Error::usage("with --parents, the destination must be a directory")
}
