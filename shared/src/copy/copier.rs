//! The state of a copy, and how its steps report failures.

use super::options::Options;
use super::place::{Id, Place};
use super::seen::Seen;
use crate::fs::output::OutputFile;
use crate::program::diagnostics;
use crate::program::output::stdout;
use std::io::{self, Write};

/// A step that failed, which was reported.
#[derive(Clone, Copy, Debug)]
pub struct Failed;

/// The outcome of a step.
pub type Done<T = ()> = Result<T, Failed>;

/// Copies operands, one after the other, and remembers what must not be lost between them.
#[derive(Debug)]
pub struct Copier {
    pub(super) options: Options,
    pub(super) seen: Seen,
    /// Pairs of devices between which blocks can't be shared.
    pub(super) unclonable: Vec<(u64, u64)>,
    pub(super) buffer: Vec<u8>,
    umask: Option<u32>,
    /// The folders that the walk is in, to notice symbolic links that lead back.
    pub(super) ancestors: Vec<Id>,
    /// The regular file that was made last, if it was made with [`Options::mode`].
    made: Option<OutputFile>,
    /// The operand in work goes into itself: there would be no end.
    pub(super) stopped: bool,
}

impl Copier {
    /// A copier. With several operands for one folder, none may overwrite another's copy.
    pub fn new(options: Options, several: bool) -> Self {
        Self {
            options,
            seen: Seen::new(several),
            unclonable: Vec::new(),
            buffer: Vec::new(),
            umask: None,
            ancestors: Vec::new(),
            made: None,
            stopped: false,
        }
    }

    /// What was asked for.
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

    /// The umask, read once.
    pub(super) fn umask(&mut self) -> u32 {
        *self.umask.get_or_insert_with(crate::fs::mode::umask)
    }

    /// Lists a copy: `'a' -> 'b'`.
    pub(super) fn announce(&self, from: &Place<'_>, to: &Place<'_>, backup: Option<&str>) {
        let what = match self.options.moving {
            Some(_) => "copied ",
            None => "",
        };
        self.tell(what, from, to, backup);
    }

    pub(super) fn tell(&self, what: &str, from: &Place<'_>, to: &Place<'_>, backup: Option<&str>) {
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
/// Data may be lost, which was reported.
pub fn close(file: OutputFile, to: &Place<'_>) -> Done {
    file.close()
        .map_err(|e| failed(&format!("failed to close {}", to.quoted()), &e))
}

/// Reports a failure: `what: reason`.
pub(super) fn failed(what: &str, error: &io::Error) -> Failed {
    diagnostics::error_io(what, error);
    Failed
}

/// Reports a failure that has no error number.
pub(super) fn refused(message: &str) -> Failed {
    diagnostics::error(message);
    Failed
}

/// Lists what was done, on standard output. That it can't be written is told at the end.
pub(super) fn list(line: &str) {
    let _ = stdout().write_all(line.as_bytes());
}
