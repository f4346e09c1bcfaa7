//! The state of a copy, and how its steps report failures.

use super::options::Options;
use super::place::{Id, Place};
use super::seen::Seen;
use crate::bytes::memory::Block;
use crate::fs::output::OutputFile;
use crate::program::diagnostics;
use crate::program::output::stdout;
use std::io::{self, Write};

/// A failure that has been reported.
#[derive(Clone, Copy, Debug)]
pub struct Failed;

/// The outcome of a step.
pub type Done<T = ()> = Result<T, Failed>;

/// Copies operands one after another. Its state connects them: hard links between files of
/// different operands, and copies that must not be overwritten.
#[derive(Debug)]
pub struct Copier {
    pub(super) options: Options,
    pub(super) seen: Seen,
    /// Pairs of devices that cannot share blocks.
    pub(super) unclonable: Vec<(u64, u64)>,
    pub(super) buffer: Block,
    umask: Option<u32>,
    /// The directories that the walk is in, to detect symbolic links that lead back.
    pub(super) ancestors: Vec<Id>,
    /// The regular file that was created last, if it was created with [`Options::mode`].
    made: Option<OutputFile>,
    /// Set if a directory is copied into itself, which would never end.
    pub(super) stopped: bool,
}

impl Copier {
    /// Returns a copier. `several` says that several operands go to one directory: then none may
    /// overwrite the copy of another.
    pub fn new(options: Options, several: bool) -> Self {
        Self {
            options,
            seen: Seen::new(several),
            unclonable: Vec::new(),
            buffer: Block::default(),
            umask: None,
            ancestors: Vec::new(),
            made: None,
            stopped: false,
        }
    }

    /// Returns the options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Returns the regular file that was copied last, open. With [`Options::mode`], the caller
    /// sets its attributes by this descriptor, and closes it.
    pub fn take_made(&mut self) -> Option<OutputFile> {
        self.made.take()
    }

    /// Closes a copy, or keeps it for [`Self::take_made`].
    pub(super) fn finish_file(&mut self, file: OutputFile, to: &Place<'_>) -> Done {
        if self.options.mode.is_some() {
            self.made = Some(file);
            return Ok(());
        }
        close(file, to)
    }

    /// Returns the umask, which is read only once.
    pub(super) fn umask(&mut self) -> u32 {
        *self.umask.get_or_insert_with(crate::fs::mode::umask)
    }

    /// Lists a copy: `'a' -> 'b'`.
    pub(super) fn announce(&self, from: &Place<'_>, to: &Place<'_>, backup: Option<&str>) {
        let what = match self.options.moving {
            Some(_) => "copied ",
            None => "",
        };
        self.announce_as(what, from, to, backup);
    }

    pub(super) fn announce_as(
        &self,
        what: &str,
        from: &Place<'_>,
        to: &Place<'_>,
        backup: Option<&str>,
    ) {
        let (from, to) = (from.quoted(), to.quoted());
        list(&match backup {
            Some(backup) => format!("{what}{from} -> {to} (backup: {backup})\n"),
            None => format!("{what}{from} -> {to}\n"),
        });
    }
}

/// Closes a copy, and reports a failure.
///
/// # Errors
/// Data may be lost. That has been reported.
pub fn close(file: OutputFile, to: &Place<'_>) -> Done {
    file.close()
        .map_err(|e| failed(&format!("failed to close {}", to.quoted()), &e))
}

/// Reports an error as `what: reason`.
pub(super) fn failed(what: &str, error: &io::Error) -> Failed {
    diagnostics::error_io(what, error);
    Failed
}

/// Reports an error without an error number.
pub(super) fn refused(message: &str) -> Failed {
    diagnostics::error(message);
    Failed
}

/// Writes a line of `--verbose` or `--debug` to standard output.
pub(super) fn list(line: &str) {
    // A write error is reported when standard output is closed at exit.
    let _ = stdout().write_all(line.as_bytes());
}
