//! Directories: those of `-d`, and those above what is installed.

use crate::installer::Owner;
use shared::copy::Place;
use shared::fs::mode::{Changes, SET_ID};
use shared::input::files::above_standard;
use shared::prelude::*;
use shared::program::diagnostics::note;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{AtFlags, CWD, Mode, OFlags, chmodat, mkdirat, openat};
use shared::rustix::io::Errno;
use std::ffi::CString;

/// The permissions of directories that are made on the way.
const ON_THE_WAY: u32 = 0o755;

/// How directories are made.
#[derive(Debug)]
pub(crate) struct Directories {
    pub(crate) mode: Changes,
    pub(crate) owner: Owner,
    pub(crate) verbose: bool,
}

impl Directories {
    /// Makes a directory and those above it. What fails is reported.
    pub(crate) fn make(&self, path: &OsStr) {
        let reached = match reach(path, self.verbose) {
            Ok(reached) => reached,
            Err((at, e)) => return cannot_create(quote(&at), e),
        };
        let dir = reached.dir.as_ref().map_or(CWD, |dir| dir.as_fd());
        // Nobody else gets in before it belongs to whom it shall.
        let mode = self.mode.apply(0, true, 0);
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
        if self.owner.is_given()
            && let Err(e) = self.owner.give(&place, made.is_err())
        {
            let what = "cannot change owner and permissions of";
            return diagnostics::error_io(&format!("{what} {}", quote(path)), &e.into());
        }
        let old = place.stat(true).map_or(0, |facts| facts.permissions());
        let (mode, changed) = self.mode.apply_and_list(old & SET_ID, true, 0);
        let mode = Mode::from_raw_mode(old & !changed | mode);
        if let Err(e) = chmodat(dir, &*reached.last, mode, AtFlags::empty()) {
            let what = "cannot change permissions of";
            diagnostics::error_io(&format!("{what} {}", quote(path)), &e.into());
        }
    }
}

/// Makes the directories above `path`. False where one can't be made, which is reported.
pub(crate) fn make_parents(path: &OsStr, verbose: bool) -> bool {
    match reach(path, verbose) {
        Ok(_) => true,
        Err((at, e)) => {
            cannot_create(quoteaf(&at), e);
            false
        }
    }
}

/// The directory above a name.
struct Reached {
    /// None for the current one.
    dir: Option<OwnedFd>,
    last: CString,
}

/// Goes to the directory above `path`, and makes what is missing on the way. Fails with the
/// name of what can't be made or gone through.
fn reach(path: &OsStr, verbose: bool) -> std::result::Result<Reached, (Box<OsStr>, Errno)> {
    let bytes = path.as_bytes();
    let mut dir = None;
    let mut at = bytes.iter().take_while(|&&b| b == b'/').count();
    let fail = |end: usize, e| Err((OsStr::from_bytes(&bytes[..end]).into(), e));
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
        let name = CString::new(&rest[..length]).unwrap_or_default();
        if length + slashes == rest.len() {
            let last = if rest.is_empty() && dir.is_some() {
                c".".to_owned()
            } else {
                name
            };
            return Ok(Reached { dir, last });
        }
        let above = dir.as_ref().map_or(CWD, |dir: &OwnedFd| dir.as_fd());
        let opened = match open(above, &name) {
            Err(Errno::NOENT) => {
                match mkdirat(above, &*name, Mode::from_raw_mode(ON_THE_WAY)) {
                    Ok(()) if verbose => announce(OsStr::from_bytes(&bytes[..at + length])),
                    // Somebody else may have made it just now.
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
