//! Hard links between the copied files (`--preserve=links`).

use super::copier::{Copier, Done, Failed, failed, list};
use super::options::Follow;
use super::place::{Facts, Place};
use super::source::At;
use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt;

impl Copier {
    /// Returns whether the walk may find the file again under another name.
    pub(super) fn is_shared(&self, facts: &Facts, at: &At) -> bool {
        self.options.preserve.links
            && (facts.links > 1
                || match self.options.follow {
                    Follow::Never => false,
                    Follow::Operands => at.operand,
                    Follow::Always => true,
                })
    }

    /// Remembers `to` as the copy that further names of the file are linked to.
    pub(super) fn remember_first(&mut self, source: &Facts, to: &Place<'_>) -> Done {
        let remembered = self.seen.remember_first(source, to);
        remembered.map_err(|e| no_status(to, &e))
    }

    /// Links `to` to the copy of an earlier name of the same file. Returns false if there is none.
    pub(super) fn link_to_earlier(&mut self, source: &Facts, to: &Place<'_>) -> Done<bool> {
        let Some(made) = self.seen.first.get(&source.id) else {
            return Ok(false);
        };
        let is_it = || match to.stat(false) {
            Ok(facts) => Ok(facts.id == made.id),
            Err(e) => Err(no_status(to, &e)),
        };
        let mut result = link(&made.path, to);
        if matches!(&result, Err(e) if e.raw_os_error() == Some(Errno::EXIST.raw_os_error())) {
            if is_it()? {
                return Ok(true);
            }
            result = to.remove().and_then(|()| link(&made.path, to));
            if result.is_ok() && self.options.verbose {
                list(&format!("removed {}\n", to.quoted()));
            }
        }
        match result {
            // The earlier copy is found by its path, where another file may be meanwhile.
            Ok(()) if is_it()? => Ok(true),
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

fn no_status(to: &Place<'_>, e: &io::Error) -> Failed {
    failed(&format!("cannot stat {}", to.quoted()), e)
}

/// Creates a hard link to `path`, which may be longer than the system's limit.
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
