//! A file to copy, its destination, and where the walk found it.

use super::options::Options;
use super::place::{Facts, Place};
use rustix::fd::OwnedFd;
use rustix::fs::FileType;

/// What the walk knows about a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// The type, if the directory entry contains it.
    pub(super) kind: FileType,
    /// Whether nothing can exist at the destination, because its directory is new.
    pub(super) fresh: bool,
    /// Whether the file is an operand.
    pub(super) operand: bool,
    /// The device of the source directory.
    pub(super) device: Option<u64>,
    /// The device of the destination directory.
    pub(super) to_device: Option<u64>,
}

impl At {
    pub(super) fn operand(fresh: bool) -> Self {
        Self {
            kind: FileType::Unknown,
            fresh,
            operand: true,
            device: None,
            to_device: None,
        }
    }
}

/// A file to copy, and where to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job<'a> {
    pub(super) from: Place<'a>,
    pub(super) to: Place<'a>,
    pub(super) at: At,
}

/// The status of a file to copy.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) facts: Facts,
    /// Whether symbolic links were followed.
    pub(super) follow: bool,
    /// The open file, if opening it was the cheapest way to read its status.
    pub(super) file: Option<OwnedFd>,
}

impl Source {
    /// Returns whether the file is copied by reading it.
    pub(super) fn is_read(&self, options: &Options) -> bool {
        match self.facts.kind() {
            FileType::RegularFile => true,
            FileType::Directory | FileType::Symlink => false,
            _ => options.special_as_regular,
        }
    }
}
