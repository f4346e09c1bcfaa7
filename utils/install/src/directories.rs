//! Makes the directories of `-d`, and those above an installed file.

use crate::installer::Owner;
use shared::fs::mode::{ALL, Changes, SET_ID};
use shared::fs::names::c_name;
use shared::input::files::above_standard;
use shared::prelude::*;
use shared::program::diagnostics::note;
use shared::rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use shared::rustix::fs::{AtFlags, CWD, Mode, OFlags, fstat, mkdirat, openat, statat};
use shared::rustix::io::Errno;
use shared::sys::chmod::chmod_opened;
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
        // Nobody else may enter the directory before it has its owner and all bits of its mode.
        // mkdir(2) sets no set-ID bits.
        let allowed = match self.owner.is_given() {
            true => 0o700,
            false if mode & SET_ID != 0 => 0o1700,
            false => 0o1777,
        };
        let made = mkdirat(dir, &*reached.last, Mode::from_raw_mode(mode & allowed));
        match made {
            Ok(()) if self.verbose => announce(path),
            _ => {}
        }
        // The name may lead elsewhere by now, but then it is a link. All else goes by descriptor.
        let opened = open(dir, &reached.last, made.is_err());
        match (opened, made) {
            (Ok(directory), _) => self.set_attributes(directory.as_fd(), path),
            // A link that leads nowhere, or to itself.
            (Err(e), Err(Errno::EXIST)) if e != Errno::NOTDIR => {
                let what = match self.owner.is_given() {
                    true => "owner and permissions",
                    false => "permissions",
                };
                cannot_change(path, what, e);
            }
            (Err(_), Err(e)) => cannot_create(quote(path), e),
            (Err(e), Ok(())) => cannot_change(path, "permissions", e),
        }
    }

    fn set_attributes(&self, directory: BorrowedFd<'_>, path: &OsStr) {
        if self.owner.is_given()
            && let Err(e) = self.owner.give(directory)
        {
            return cannot_change(path, "owner and permissions", e);
        }
        let old = match fstat(directory) {
            Ok(stat) => stat.st_mode & ALL,
            Err(e) => return cannot_change(path, "permissions", e),
        };
        let (mode, changed) = self.mode.apply_and_list(old & SET_ID, true, 0);
        let mode = old & !changed | mode;
        if mode != old
            && let Err(e) = chmod_opened(directory, mode)
        {
            cannot_change(path, "permissions", e);
        }
    }
}

fn cannot_change(path: &OsStr, what: &str, e: Errno) {
    diagnostics::error_io(
        &format!("cannot change {what} of {}", quote(path)),
        &e.into(),
    );
}

/// Makes the directories above `path`, and opens the innermost. Returns `None` after a failure,
/// which is reported.
pub(crate) fn make_parents(path: &OsStr, verbose: bool) -> Result<Option<Reached>> {
    match reach(path, verbose)? {
        Ok(reached) => Ok(Some(reached)),
        Err(failure) => {
            cannot_create(quoteaf(&failure.path), failure.reason);
            Ok(None)
        }
    }
}

/// A directory, and a name in it that may not exist yet.
pub(crate) struct Reached {
    /// `None` is the current directory.
    pub(crate) dir: Option<OwnedFd>,
    /// Without slashes at its end.
    pub(crate) last: CString,
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
        match open(CWD, c"/", true) {
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
        let opened = match open(above, &name, true) {
            Err(Errno::NOENT) => {
                match mkdirat(above, &*name, Mode::from_raw_mode(PARENT_MODE)) {
                    Ok(()) => {
                        if verbose {
                            announce(OsStr::from_bytes(&bytes[..at + length]));
                        }
                        open(above, &name, false)
                    }
                    // Another process may have made it meanwhile, or it is a link that leads
                    // nowhere.
                    Err(Errno::EXIST) => open(above, &name, true).map_err(|e| match e {
                        Errno::NOENT => Errno::EXIST,
                        e => e,
                    }),
                    Err(e) => return fail(at + length, e),
                }
            }
            result => result,
        };
        // A directory that may not be searched is named itself.
        let entered =
            opened.and_then(|opened| statat(&opened, c".", AtFlags::empty()).map(|_| opened));
        match entered {
            Ok(entered) => dir = Some(entered),
            Err(e) => return fail(at + length, e),
        }
        at += length + slashes;
    }
}

fn open(
    dir: BorrowedFd<'_>,
    name: &std::ffi::CStr,
    follow: bool,
) -> std::result::Result<OwnedFd, Errno> {
    let mut flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, !follow);
    let file = openat(dir, name, flags, Mode::empty())?;
    above_standard(file).map_err(|e| Errno::from_io_error(&e).unwrap_or(Errno::IO))
}

fn announce(path: &OsStr) {
    note(&format!("creating directory {}", quoteaf(path)));
}

fn cannot_create(quoted: String, e: Errno) {
    diagnostics::error_io(&format!("cannot create directory {quoted}"), &e.into());
}
