//! A file to copy, and where the walk found it.

use super::options::Options;
use super::place::Facts;
use rustix::fd::OwnedFd;
use rustix::fs::FileType;

/// Where in a tree a file was met.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// The type, as far as the folder told.
    pub(super) kind: FileType,
    /// Nothing exists at the destination, as its folder was made just now.
    pub(super) fresh: bool,
    /// It is an operand.
    pub(super) operand: bool,
    /// The device of the folder that it is in.
    pub(super) device: Option<u64>,
    /// The device of the folder that it goes to.
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

/// A file to copy.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) facts: Facts,
    /// Symbolic links were followed to it.
    pub(super) follow: bool,
    /// It, open for reading, where that was the quickest way to learn what it is.
    pub(super) file: Option<OwnedFd>,
}

impl Source {
    /// Is it copied by reading it?
    pub(super) fn is_read(&self, options: &Options) -> bool {
        match self.facts.kind() {
            FileType::RegularFile => true,
            FileType::Directory | FileType::Symlink => false,
            _ => options.special_as_regular,
        }
    }
}
