//! Files that are not copied by reading them: links, pipes, sockets, devices.

use super::copier::{Copier, Done, failed, refused};
use super::place::Place;
use super::source::Source;
use crate::fs::names::parent;
use crate::input::temporary::unguessable;
use crate::sys::c_string;
use crate::sys::stat::StatExt;
use crate::text::quoting::{quoteaf, quotef};
use rustix::fs::{AtFlags, FileType, Mode, linkat, mknodat, readlinkat, renameat, stat, symlinkat};
use rustix::io::Errno;
use std::ffi::{CStr, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// How many names of temporary links are tried.
const ATTEMPTS: u32 = 100;

impl Copier {
    /// Creates a file of the same type.
    pub(super) fn special(&mut self, from: &Place<'_>, source: &Source, to: &Place<'_>) -> Done {
        let facts = &source.facts;
        let mode = facts.permissions() & !self.withheld(facts.mode);
        let make = |kind, device| {
            Ok(mknodat(
                to.dir,
                to.name,
                kind,
                Mode::from_raw_mode(mode),
                device,
            )?)
        };
        let (what, result): (_, io::Result<()>) = match facts.kind() {
            FileType::Symlink => {
                let target = readlinkat(from.dir, from.name, Vec::new()).map_err(|e| {
                    failed(
                        &format!("cannot read symbolic link {}", from.quoted()),
                        &e.into(),
                    )
                })?;
                ("symbolic link", self.point(&target, to))
            }
            FileType::Fifo => ("fifo", make(FileType::Fifo, 0)),
            kind @ (FileType::BlockDevice | FileType::CharacterDevice | FileType::Socket) => {
                ("special file", make(kind, facts.device))
            }
            _ => {
                return Err(refused(&format!("{} has unknown file type", from.quoted())));
            }
        };
        result.map_err(|e| failed(&format!("cannot create {what} {}", to.quoted()), &e))
    }

    /// Creates a symbolic link to the source, with the name that was given.
    pub(super) fn symbolic_link(&mut self, from: &Place<'_>, to: &Place<'_>) -> Done {
        let source = from.shown.as_bytes();
        if !source.starts_with(b"/") && !is_in_working_directory(to) {
            return Err(refused(&format!(
                "{}: can make relative symbolic links only in current directory",
                quotef(to.shown)
            )));
        }
        let created = match c_string(source) {
            Ok(target) => self.point(&target, to),
            Err(e) => Err(e.into()),
        };
        created.map_err(|e| {
            let (name, target) = (to.quoted(), from.quoted());
            failed(
                &format!("cannot create symbolic link {name} to {target}"),
                &e,
            )
        })
    }

    /// Creates a hard link to the source.
    pub(super) fn hard_link(&mut self, from: &Place<'_>, source: &Source, to: &Place<'_>) -> Done {
        let flags = if source.follow {
            AtFlags::SYMLINK_FOLLOW
        } else {
            AtFlags::empty()
        };
        let link = |name: &CStr| linkat(from.dir, from.name, to.dir, name, flags);
        match link(to.name) {
            Ok(()) => Ok(()),
            Err(Errno::EXIST) if self.options.force => replace(to, false, &|name| Ok(link(name)?)),
            Err(e) => Err(e.into()),
        }
        .map_err(|e| {
            let (name, source) = (to.quoted(), quoteaf(from.shown));
            failed(&format!("cannot create hard link {name} to {source}"), &e)
        })
    }

    fn point(&self, target: &CStr, to: &Place<'_>) -> io::Result<()> {
        match symlinkat(target, to.dir, to.name) {
            Err(Errno::EXIST) if self.options.force => {
                replace(to, true, &|name| Ok(symlinkat(target, to.dir, name)?))
            }
            result => Ok(result?),
        }
    }
}

/// Creates a link under a temporary name and renames it over the existing file, so that the name
/// always exists. `symbolic` is whether the link is a symbolic one.
///
/// # Errors
/// Those of `link` and of rename(2).
pub fn replace(
    to: &Place<'_>,
    symbolic: bool,
    link: &dyn Fn(&CStr) -> io::Result<()>,
) -> io::Result<()> {
    let directory = match parent(to.name.to_bytes()) {
        b"." if !to.name.to_bytes().starts_with(b".") => Vec::new(),
        dir => [dir, b"/"].concat(),
    };
    for _ in 0..ATTEMPTS {
        // A name that cannot be guessed cannot be blocked by somebody else in the directory.
        let name = c_string(&[&directory, &*unguessable(b"Cu")].concat())?;
        match link(&name) {
            Ok(()) => {
                let result = renameat(to.dir, &*name, to.dir, to.name);
                // rename(2) does nothing if both are hard links to the same file.
                if result.is_err() || !symbolic {
                    // After another successful rename, there is nothing to remove.
                    let _ = rustix::fs::unlinkat(to.dir, &*name, AtFlags::empty());
                }
                return Ok(result?);
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(Errno::EXIST.into())
}

/// Returns whether a relative link at `to` resolves as the same path does here.
fn is_in_working_directory(to: &Place<'_>) -> bool {
    let dir = OsStr::from_bytes(parent(to.shown.as_bytes()));
    if dir == "." {
        return true;
    }
    let Ok(dir) = stat(dir) else {
        return true; // Creating the link reports that the directory does not exist.
    };
    stat(".").is_ok_and(|current| dir.is_same_file(&current))
}
