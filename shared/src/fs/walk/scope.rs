//! How far `chmod`, `chown`, `chgrp` and `chcon` go: the options that they have in common,
//! and what GNU's say of files that they don't get at.

use super::{Entry, Follow, Status, Visit};
use crate::program::diagnostics;
use crate::program::error::{Error, Result};
use crate::text::quoting::{quoteaf, quotef};
use rustix::fs::StatxFlags;
use rustix::io::Errno;
use std::ffi::OsStr;

/// What the options say of trees and links.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// `-R`.
    pub recursive: bool,
    /// `-H`, `-L`, `-P`.
    pub follow: Follow,
    /// Are links followed that are not entered? (`--dereference`, `-h`)
    pub dereference: Option<bool>,
    preserve_root: bool,
}

impl Scope {
    /// One operand, where no option says more; `follow` holds without `-H`, `-L` and `-P`.
    pub fn new(follow: Follow) -> Self {
        Self {
            recursive: false,
            follow,
            dereference: None,
            preserve_root: false,
        }
    }

    /// Takes the option `name`. False if it is none of these.
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

    /// Looks at the options together, once all were read.
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

    /// The root directory, where it is not to be touched.
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
    /// What GNU's utilities say of it, and the reason, where the walk did not get at it.
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

/// What GNU's utilities say of a directory that holds itself though no link was followed.
pub fn warn_of_cycle(path: &OsStr) {
    diagnostics::error(&format!(
        "WARNING: Circular directory structure.\n\
         This almost certainly means that you have a corrupted file system.\n\
         NOTIFY YOUR SYSTEM MANAGER.\n\
         The following directory is part of the cycle:\n  {}\n",
        quotef(path)
    ));
}

/// What they say where `--preserve-root` keeps them from the root directory.
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

/// What tells the root directory from all others, for `--preserve-root`.
///
/// # Errors
/// There is none to look at.
pub fn root_directory() -> Result<(u64, u64)> {
    let status = Status::of_reference(OsStr::new("/"), StatxFlags::empty())?;
    Ok(status.identity())
}
