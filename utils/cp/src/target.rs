//! Where the copies go: to a name, or into a folder.

use crate::settings::Settings;
use shared::copy::{Copier, Options, Place};
use shared::fs::names::{last_component, without_trailing_slashes};
use shared::fs::target::{extra, join, missing, missing_destination, open, open_given};
use shared::prelude::*;
use shared::rustix::fd::{AsFd, OwnedFd};
use shared::rustix::fs::CWD;
use std::ffi::CString;

/// What is copied, and where to.
pub(crate) struct Target {
    sources: Vec<&'static OsStr>,
    name: &'static OsStr,
    /// The folder to copy into; without one, the single source gets the name itself.
    folder: Option<OwnedFd>,
    parents: bool,
    strip_slashes: bool,
}

impl Target {
    /// Tells sources and target apart.
    pub(crate) fn of(settings: &Settings, operands: &[&'static OsStr]) -> Result<Self> {
        let mut sources = operands.to_vec();
        let Some(&first) = operands.first() else {
            return Err(missing());
        };
        if settings.no_target && settings.target.is_some() {
            return Err(Error::new(
                "cannot combine --target-directory (-t) and --no-target-directory (-T)",
            ));
        }
        let target = |name, folder, sources| Self {
            sources,
            name,
            folder,
            parents: settings.parents,
            strip_slashes: settings.strip_slashes,
        };
        if let Some(name) = settings.target {
            return Ok(target(name, Some(open_given(name)?), sources));
        }
        if sources.len() < 2 {
            return Err(missing_destination(first));
        }
        let name = sources.pop().unwrap_or_default();
        if settings.no_target {
            if let Some(third) = operands.get(2) {
                return Err(extra(third));
            }
            if settings.parents {
                return Err(no_folder_for_parents());
            }
            return Ok(target(name, None, sources));
        }
        match open(name) {
            Ok(folder) => Ok(target(name, Some(folder), sources)),
            Err(e) if sources.len() > 1 => Err(Error::io(format!("target {}", quoteaf(name)), &e)),
            Err(_) if settings.parents => Err(no_folder_for_parents()),
            Err(_) => Ok(target(name, None, sources)),
        }
    }

    /// Copies all sources.
    pub(crate) fn receive(self, options: Options) -> Result {
        match &self.folder {
            Some(folder) => {
                let mut copier = Copier::new(options, self.sources.len() > 1);
                for source in &self.sources {
                    self.copy_into(&mut copier, folder, source);
                }
            }
            None => {
                let source = self.stripped(self.sources[0]);
                copy_to(options, source, self.name)?;
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

    /// Copies one source into the folder. What fails was reported.
    fn copy_into(&self, copier: &mut Copier, folder: &OwnedFd, source: &'static OsStr) {
        let source = self.stripped(source);
        let source_name = c_string(source);
        let from = Place::new(&source_name, source);
        let plain = without_trailing_slashes(source.as_bytes());
        let below = match last_component(plain) {
            _ if self.parents => plain,
            // Not beside the folder.
            b".." => b".",
            base => base,
        };
        let shown = join(self.name.as_bytes(), below);
        let shown = OsStr::from_bytes(&shown);
        if self.parents {
            let Ok(parents) = copier.make_parents(folder.as_fd(), self.name.as_bytes(), plain)
            else {
                return;
            };
            let name = c_string(OsStr::from_bytes(last_component(plain)));
            let dir = parents.last().unwrap_or(folder.as_fd());
            let to = Place {
                dir,
                name: &name,
                shown,
            };
            let _ = copier.copy(&from, &to, false);
            let _ = copier.finish_parents(&parents);
        } else {
            let name = match below {
                b"" | b"/" => c".".to_owned(),
                name => c_string(OsStr::from_bytes(name)),
            };
            let to = Place {
                dir: folder.as_fd(),
                name: &name,
                shown,
            };
            let _ = copier.copy(&from, &to, false);
        }
    }
}

/// Copies one file or folder to a name.
fn copy_to(mut options: Options, source: &OsStr, name: &OsStr) -> Result {
    let mut name = c_string(name);
    let is_file = |name: &CString| {
        let facts = Place::new(name, OsStr::new("")).stat(true);
        facts.is_ok_and(|facts| facts.is_regular())
    };
    // A forced backup of a file to itself is a copy of it under the backup's name.
    if options.force
        && source.as_bytes() == name.to_bytes()
        && is_file(&name)
        && let Some(backup) = options.backup.take()
    {
        name = backup
            .name(CWD, &name)
            .map_err(|e| Error::io(format!("cannot backup {}", quoteaf(source)), &e))?;
    }
    let source_name = c_string(source);
    let from = Place::new(&source_name, source);
    let to = Place::new(&name, OsStr::from_bytes(name.to_bytes()));
    let _ = Copier::new(options, false).copy(&from, &to, false);
    Ok(())
}

fn no_folder_for_parents() -> Error {
    Error::usage("with --parents, the destination must be a directory")
}

fn c_string(name: &OsStr) -> CString {
    CString::new(name.as_bytes()).unwrap_or_default()
}
