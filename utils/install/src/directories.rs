//! Makes the directories of `-d`, and those above an installed file.

use crate::installer::Owner;
use shared::copy::Place;
use shared::fs::mode::{Changes, SET_ID};
use shared::fs::names::c_name;
use shared::input::files::above_standard;
use shared::prelude::*;
use shared::program::diagnostics::note;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{AtFlags, CWD, Mode, OFlags, chmodat, mkdirat, openat};
use shared::rustix::io::Errno;
use std::ffi::CString;

/// The permissions of parent directories.
const PARENT_MODE: u32 = 0o755;

/// How directories are made.
#[derive(Debug)]
pub(crate) struct Directories {
    pub(crate) mode: Changes,
    pub(crate) owner: Owner,
    pub(crate) verbose: bool,
}

impl Directories {
    /// Makes a directory and its parents, and sets owner and permissions also if it exists.
    /// What fails is reported.
    pub(crate) fn make(&self, path: &OsStr) -> Result {
        match reach(path, self.verbose)? {
            Ok(reached) => self.make_last(&reached, path),
            Err(failure) => cannot_create(quote(&failure.path), failure.reason),
        }
        Ok(())
    }

    fn make_last(&self, reached: &Reached, path: &OsStr) {
        let dir = reached.dir.as_ref().map_or(CWD, |dir| dir.as_fd());
        let mode = self.mode.apply(0, true, 0);
        // Nobody else may enter the directory before it has its owner.
        let first = if self.owner.is_given() {
            mode & 0o700
        } else {
            mode
        };
        let made = mkdirat(dir, &*reached.last, Mode::from_raw_mode(first & 0o777));
        match made {
            Ok(()) if self.verbose => announce(path),
            Ok(()) => {}
            Err(e) => {
                let exists = open(dir, &reached.last).is_ok();
                if !exists {
                    return cannot_create(quote(path), e);
                }
            }
        }
        let place = Place {
            dir,
            name: &reached.last,
            shown: path,
        };
        self.set_attributes(&place, made.is_err());
    }

    /// Sets owner and permissions; `existed` says that the directory, or a link to it, is old.
    fn set_attributes(&self, place: &Place<'_>, existed: bool) {
        let path = place.shown;
        if self.owner.is_given()
            && let Err(e) = self.owner.give(place, existed)
        {
            let what = "cannot change owner and permissions of";
            return diagnostics::error_io(&format!("{what} {}", quote(path)), &e.into());
        }
        let old = place.stat(true).map_or(0, |facts| facts.permissions());
        let (mode, changed) = self.mode.apply_and_list(old & SET_ID, true, 0);
        let mode = Mode::from_raw_mode(old & !changed | mode);
        if let Err(e) = chmodat(place.dir, place.name, mode, AtFlags::empty()) {
            let what = "cannot change permissions of";
            diagnostics::error_io(&format!("{what} {}", quote(path)), &e.into());
        }
    }
}

/// Makes the directories above `path`. Returns whether they exist now; a failure is reported.
pub(crate) fn make_parents(path: &OsStr, verbose: bool) -> Result<bool> {
    let reached = reach(path, verbose)?;
    if let Err(failure) = &reached {
        cannot_create(quoteaf(&failure.path), failure.reason);
    }
    Ok(reached.is_ok())
}

/// A directory, and a name in it that may not exist yet.
struct Reached {
    /// `None` is the current directory.
    dir: Option<OwnedFd>,
    last: CString,
}

/// A directory that could not be made or entered.
struct Failure {
    path: Box<OsStr>,
    reason: Errno,
}

/// Opens the directory above `path`, and makes what is missing of it.
fn reach(path: &OsStr, verbose: bool) -> Result<std::result::Result<Reached, Failure>> {
    let bytes = path.as_bytes();
    let mut dir = None;
    let mut at = bytes.iter().take_while(|&&b| b == b'/').count();
    let fail = |end: usize, reason| {
        let path = OsStr::from_bytes(&bytes[..end]).into();
        Ok(Err(Failure { path, reason }))
    };
    if at > 0 {
        match open(CWD, c"/") {
            Ok(root) => dir = Some(root),
            Err(e) => return fail(at, e),
        }
    }
    loop {
        let rest = &bytes[at..];
        let length = rest.iter().position(|&b| b == b'/').unwrap_or(rest.len());
        let slashes = rest[length..].iter().take_while(|&&b| b == b'/').count();
        let name = c_name(&rest[..length])?;
        if length + slashes == rest.len() {
            let last = if rest.is_empty() && dir.is_some() {
                c".".to_owned()
            } else {
                name
            };
            return Ok(Ok(Reached { dir, last }));
        }
        let above = dir.as_ref().map_or(CWD, |dir: &OwnedFd| dir.as_fd());
        let opened = match open(above, &name) {
            Err(Errno::NOENT) => {
                match mkdirat(above, &*name, Mode::from_raw_mode(PARENT_MODE)) {
                    Ok(()) if verbose => announce(OsStr::from_bytes(&bytes[..at + length])),
                    // Another process may have made it meanwhile.
                    Ok(()) | Err(Errno::EXIST) => {}
                    Err(e) => return fail(at + length, e),
                }
                open(above, &name)
            }
            result => result,
        };
        match opened {
            Ok(opened) => dir = Some(opened),
            Err(e) => return fail(at + length, e),
        }
        at += length + slashes;
    }
}

fn open(dir: BorrowedFd<'_>, name: &std::ffi::CStr) -> std::result::Result<OwnedFd, Errno> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let file = openat(dir, name, flags, Mode::empty())?;
    above_standard(file).map_err(|e| Errno::from_io_error(&e).unwrap_or(Errno::IO))
}

fn announce(path: &OsStr) {
    note(&format!("creating directory {}", quoteaf(path)));
}

fn cannot_create(quoted: String, e: Errno) {
    diagnostics::error_io(&format!("cannot create directory {quoted}"), &e.into());
}
