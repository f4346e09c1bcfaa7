//! The destination of cp, mv, ln and install: `-t DIRECTORY`, `-T`, or the last operand (GNU manual
//! node "Target directory").

use crate::fs::names::{c_name, last_component, without_trailing_slashes};
use crate::input::files;
use crate::program::error::{Error, Result};
use crate::text::quoting::quoteaf;
use rustix::fd::OwnedFd;
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::ffi::{CString, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// The options `-t` and `-T`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Choice {
    /// The directory of `-t`.
    pub directory: Option<&'static OsStr>,
    /// `-T`: the last operand is not a directory that receives files.
    pub none: bool,
}

impl Choice {
    /// Takes `-t`.
    ///
    /// # Errors
    /// It was given before.
    pub fn set_directory(&mut self, directory: &'static OsStr) -> Result {
        match self.directory.replace(directory) {
            Some(_) => Err(Error::new("multiple target directories specified")),
            None => Ok(()),
        }
    }

    /// Checks that `-t` and `-T` were not combined.
    ///
    /// # Errors
    /// Both were given.
    pub fn check(&self) -> Result {
        if self.none && self.directory.is_some() {
            return Err(Error::new(
                "cannot combine --target-directory (-t) and --no-target-directory (-T)",
            ));
        }
        Ok(())
    }
}

/// Returns the usage error for no operands.
pub fn missing() -> Error {
    Error::usage("missing file operand")
}

/// Returns the usage error for a single operand if two are needed.
pub fn missing_destination(source: &OsStr) -> Error {
    Error::usage(format!(
        "missing destination file operand after {}",
        quoteaf(source)
    ))
}

/// Returns the usage error for a third operand with `-T`.
pub fn extra(operand: &OsStr) -> Error {
    Error::usage(format!("extra operand {}", quoteaf(operand)))
}

/// Opens a directory to use it as the base of other names.
///
/// # Errors
/// Those of open(2).
pub fn open(name: &OsStr) -> io::Result<OwnedFd> {
    files::open(name, OFlags::PATH | OFlags::DIRECTORY)
}

/// Opens the directory of `-t`.
///
/// # Errors
/// Those of open(2), in GNU's words.
pub fn open_given(name: &OsStr) -> Result<OwnedFd> {
    open(name).map_err(|e| Error::io(format!("target directory {}", quoteaf(name)), &e))
}

/// Returns the error to stop with if the last operand could not be opened as a directory: `several`
/// sources need one. Otherwise the operand is a name to be given, unless it may be a directory for
/// all we know: it, or a link to it, would be replaced.
pub fn not_a_directory(name: &OsStr, several: bool, e: &io::Error) -> Option<Error> {
    // What leads to the last two fails in the same way later, with a better message.
    let is_none = matches!(
        Errno::from_io_error(e),
        Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::NAMETOOLONG | Errno::ACCESS)
    );
    (several || !is_none).then(|| Error::io(format!("target {}", quoteaf(name)), e))
}

/// Joins a directory and a name below it.
pub fn join(directory: &[u8], below: &[u8]) -> Vec<u8> {
    let mut path = directory.to_vec();
    match (directory.ends_with(b"/"), below.starts_with(b"/")) {
        _ if below.is_empty() => {}
        (true, true) => {
            path.pop();
        }
        (false, false) => path.push(b'/'),
        _ => {}
    }
    path.extend_from_slice(below);
    path
}

/// Returns the name that `source` gets in a directory.
///
/// # Errors
/// Those of [`c_name`].
pub fn name_within(source: &OsStr) -> Result<CString> {
    match last_component(without_trailing_slashes(source.as_bytes())) {
        b"" | b"/" => Ok(c".".to_owned()),
        name => c_name(name),
    }
}
