//! What is not copied by reading it: links, pipes, sockets, devices.

use super::copier::{Copier, Done, failed, refused};
use super::place::Place;
use super::source::Source;
use crate::fs::names::parent;
use crate::input::temporary::unguessable;
use crate::sys::c_string;
use crate::text::quoting::{quoteaf, quotef};
use rustix::fs::{AtFlags, CWD, FileType, Mode, linkat, mknodat, readlinkat, renameat, symlinkat};
use rustix::io::Errno;
use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// How many names of temporary links are tried.
const ATTEMPTS: u32 = 100;

impl Copier {
    /// Makes another of the same kind.
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

    /// Makes a symbolic link to the source, by the name that it was given with.
    pub(super) fn symbolic_link(&mut self, from: &Place<'_>, to: &Place<'_>) -> Done {
        let source = from.shown.as_bytes();
        if !source.starts_with(b"/") && !is_in_current_folder(to) {
            return Err(refused(&format!(
                "{}: can make relative symbolic links only in current directory",
                quotef(to.shown)
            )));
        }
        let linked = c_string(source).map_err(io::Error::from);
        linked
            .and_then(|target| self.point(&target, to))
            .map_err(|e| {
                let (name, target) = (to.quoted(), from.quoted());
                failed(
                    &format!("cannot create symbolic link {name} to {target}"),
                    &e,
                )
            })
    }

    /// Makes a hard link to the source.
    pub(super) fn hard_link(&mut self, from: &Place<'_>, source: &Source, to: &Place<'_>) -> Done {
        let flags = if source.follow {
            AtFlags::SYMLINK_FOLLOW
        } else {
            AtFlags::empty()
        };
        let link = |name: &CStr| linkat(from.dir, from.name, to.dir, name, flags);
        match link(to.name) {
            Ok(()) => Ok(()),
            Err(Errno::EXIST) if self.options.force => replace(to, &|name| Ok(link(name)?)),
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
                replace(to, &|name| Ok(symlinkat(target, to.dir, name)?))
            }
            result => Ok(result?),
        }
    }
}

/// Makes a link under another name and renames it over what exists, which so never is gone.
///
/// # Errors
/// Those of `link` and of rename(2).
pub fn replace(to: &Place<'_>, link: &dyn Fn(&CStr) -> io::Result<()>) -> io::Result<()> {
    let folder = match parent(to.name.to_bytes()) {
        b"." if !to.name.to_bytes().starts_with(b".") => Vec::new(),
        dir => [dir, b"/"].concat(),
    };
    for _ in 0..ATTEMPTS {
        // A name that cannot be guessed cannot be blocked by somebody else in the directory.
        let name = CString::new([&folder, &*unguessable(b"Cu")?].concat())?;
        match link(&name) {
            Ok(()) => {
                let result = renameat(to.dir, &*name, to.dir, to.name);
                // Two links to one file are left alone by rename(2). Otherwise the name is gone.
                let _ = rustix::fs::unlinkat(to.dir, &*name, AtFlags::empty());
                return Ok(result?);
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
    Err(Errno::EXIST.into())
}

/// Does a relative link made there lead where the same path leads from here?
fn is_in_current_folder(to: &Place<'_>) -> bool {
    let dir = OsStr::from_bytes(parent(to.shown.as_bytes()));
    let id = |path: &OsStr| {
        let stat = rustix::fs::statat(CWD, path, AtFlags::empty()).ok()?;
        Some((stat.st_dev, stat.st_ino))
    };
    // Where there is no such folder, making the link says so.
    dir == "." || id(dir).is_none_or(|dir| Some(dir) == id(OsStr::new(".")))
}
