//! Options that `chmod`, `chown`, `chgrp` and `chcon` share to choose files in a tree, and their
//! messages for files that a walk cannot reach.

use super::{Entry, Follow, Status, Visit};
use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::text::quoting::{quoteaf, quotef};
use rustix::fs::StatxFlags;
use rustix::io::Errno;
use std::ffi::OsStr;

/// The options for trees and links.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// `-R`.
    pub recursive: bool,
    /// `-H`, `-L`, `-P`.
    pub follow: Follow,
    /// Whether the target of a link is changed if the link is not entered: `--dereference`, `-h`.
    pub dereference: Option<bool>,
    preserve_root: bool,
}

impl Scope {
    /// Returns the default, with `follow` used unless `-H`, `-L` or `-P` is given.
    pub fn new(follow: Follow) -> Self {
        Self {
            recursive: false,
            follow,
            dereference: None,
            preserve_root: false,
        }
    }

    /// Takes the option `name`. Returns false if it is not one of these.
    pub fn set(&mut self, name: &str) -> bool {
        match name {
            "dereference" => self.dereference = Some(true),
            "no-dereference" => self.dereference = Some(false),
            "no-preserve-root" => self.preserve_root = false,
            "preserve-root" => self.preserve_root = true,
            "recursive" => self.recursive = true,
            "H" => self.follow = Follow::Operands,
            "L" => self.follow = Follow::Always,
            "P" => self.follow = Follow::Never,
            _ => return false,
        }
        true
    }

    /// Checks the combination of options.
    ///
    /// # Errors
    /// They exclude each other.
    pub fn settle(&mut self) -> Result {
        if self.recursive && self.follow == Follow::Never {
            if self.dereference == Some(true) {
                return Err(Error::new("-R --dereference requires either -H or -L"));
            }
            self.dereference = Some(false);
        }
        Ok(())
    }

    /// Returns the identity of the root directory if it must not be changed.
    ///
    /// # Errors
    /// See [`root_directory`].
    pub fn protected_root(&self) -> Result<Option<(u64, u64)>> {
        (self.recursive && self.preserve_root)
            .then(root_directory)
            .transpose()
    }
}

impl Entry<'_> {
    /// Returns the message and the reason if the walk could not reach the entry.
    ///
    /// # Errors
    /// The walk ended here.
    pub fn failure(&self) -> Result<Option<(String, Errno)>> {
        let quoted = || quoteaf(self.path);
        Ok(match self.visit {
            Visit::Lost(e) => return Err(Error::io("fts_read failed", &e.into())),
            Visit::HalfRead(e) => Some((quotef(self.path), e)),
            Visit::Unreadable(e) => Some((format!("cannot read directory {}", quoted()), e)),
            Visit::Inaccessible(e) => Some((format!("cannot access {}", quoted()), e)),
            _ => None,
        })
    }
}

/// Reports a directory that contains itself although no link was followed.
pub fn warn_of_cycle(path: &OsStr) {
    diagnostics::error(&format!(
        "WARNING: Circular directory structure.\n\
         This almost certainly means that you have a corrupted file system.\n\
         NOTIFY YOUR SYSTEM MANAGER.\n\
         The following directory is part of the cycle:\n  {}\n",
        quotef(path)
    ));
}

/// Reports that `--preserve-root` protects the root directory.
pub fn refuse_root(path: &OsStr) {
    diagnostics::error(&if path == "/" {
        format!(
            "it is dangerous to operate recursively on {}",
            quoteaf(path)
        )
    } else {
        format!(
            "it is dangerous to operate recursively on {} (same as {})",
            quoteaf(path),
            quoteaf(OsStr::new("/"))
        )
    });
    diagnostics::error("use --no-preserve-root to override this failsafe");
}

/// Returns the identity of the root directory, for `--preserve-root`.
///
/// # Errors
/// Its status cannot be read.
pub fn root_directory() -> Result<(u64, u64)> {
    let status = Status::of_reference(OsStr::new("/"), StatxFlags::empty())?;
    Ok(status.identity())
}
