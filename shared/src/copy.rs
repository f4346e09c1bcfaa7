//! Copying files and trees: the engine of cp, and of mv and install where they must copy.
//!
//! [`Copier::copy`] takes one operand to one place. `entry` decides what becomes of one
//! file, `overwrite` and `same` whether what exists there may go, `regular` and `data` fill
//! regular files, `special` makes everything else, `tree` walks folders, and `attributes`
//! with `xattr` give copies what they keep of their source.
//!
//! Gaps: no default SELinux context is computed (`-Z`), only one of the source is kept; and
//! times are compared as they are, without regard to file systems that keep them coarser.

mod attributes;
mod data;
mod entry;
mod links;
mod moving;
mod options;
mod overwrite;
mod parents;
mod place;
mod regular;
mod same;
mod special;
mod tree;
mod xattr;

pub use moving::{Moved, Moving, rename_new};
pub use options::{Follow, Making, Options, Preserve, Reflink, Sparse};
pub use parents::Parents;
pub use place::{Facts, Place};
pub use special::replace;

use crate::program::diagnostics;
use crate::program::output::stdout;
use entry::{At, Next};
use links::Seen;
use std::io::{self, Write};

/// A step that failed, which was reported.
#[derive(Clone, Copy, Debug)]
pub struct Failed;

/// The outcome of a step.
pub type Done<T = ()> = Result<T, Failed>;

/// Copies operands, one after the other, and remembers what must not be lost between them.
#[derive(Debug)]
pub struct Copier {
    options: Options,
    seen: Seen,
    /// Pairs of devices between which blocks can't be shared.
    unclonable: Vec<(u64, u64)>,
    buffer: Vec<u8>,
    umask: Option<u32>,
    /// The folders that the walk is in, to notice symbolic links that lead back.
    ancestors: Vec<place::Id>,
    /// The operand in work goes into itself: there would be no end.
    stopped: bool,
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
            stopped: false,
        }
    }

    /// What was asked for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Copies an operand. `fresh` says that nothing can exist at `to`.
    ///
    /// # Errors
    /// Something could not be copied, which was reported; the rest was copied.
    pub fn copy(&mut self, from: &Place<'_>, to: &Place<'_>, fresh: bool) -> Done {
        self.stopped = false;
        self.seen.start_operand();
        let result = match self.entry(from, to, &At::operand(fresh)) {
            Ok(Next::Descend(top)) => self.tree(*top, from, to),
            Ok(Next::Done) => Ok(()),
            Err(failed) => Err(failed),
        };
        if self.stopped {
            let (from, to) = (from.quoted(), to.quoted());
            refused(&format!(
                "cannot copy a directory, {from}, into itself, {to}"
            ));
        }
        result
    }

    /// The umask, read once.
    fn umask(&mut self) -> u32 {
        *self.umask.get_or_insert_with(crate::fs::mode::umask)
    }
}

/// Reports a failure: `what: reason`.
pub(crate) fn failed(what: &str, error: &io::Error) -> Failed {
    diagnostics::error_io(what, error);
    Failed
}

/// Reports a failure that has no error number.
pub(crate) fn refused(message: &str) -> Failed {
    diagnostics::error(message);
    Failed
}

/// Lists what was done, on standard output. That it can't be written is told at the end.
pub(crate) fn list(line: &str) {
    let _ = stdout().write_all(line.as_bytes());
}
