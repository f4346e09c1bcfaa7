//! Tree walks by directory descriptors, for `du`, `chmod`, `chown`, `chcon` and `rm` (GNU's use
//! fts(3)).
//!
//! Each entry comes with a descriptor of its directory, so that the tree cannot be swapped while
//! it is processed: no path is resolved twice, directories are opened without following links
//! (unless that was requested), and an opened directory must be the one that was examined
//! before. Only the deepest few directories stay open. The way up is `..`, which must lead to the
//! directory that the walk came from. So the depth is limited only by memory.
//!
//! Two utilities have walks of their own, which need something else: `cp` goes through source and
//! destination in parallel ([`crate::copy`]), and `ls` reads and sorts a directory completely
//! before it enters any below it ([`crate::listing`]).
//!
//! ```ignore
//! let mut walk = Walk::new(operand, options);
//! while let Some(entry) = walk.next() {
//!     match entry.visit {
//!         Visit::Directory if unwanted(&entry) => walk.skip(),
//!         …
//!     }
//! }
//! ```

mod level;
mod listing;
mod scope;
mod status;

use crate::sys::c_string;
use crate::sys::hash::Set;
use level::{Level, open_directory, parent_of};
use listing::Listing;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{CWD, FileType, StatxFlags};
use rustix::io::Errno;
pub use scope::{Scope, refuse_root, root_directory, warn_of_cycle};
pub use status::Status;
use std::ffi::{CStr, CString, OsStr};
use std::mem;
use std::os::unix::ffi::OsStrExt;

/// Number of directories that are kept open.
const OPEN_LEVELS: usize = 16;

/// Number of links that may be followed on the way down, the kernel's limit for one path. Each
/// keeps a directory open.
const MOST_LINKS: usize = 40;

/// Which symbolic links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// `-P`: none.
    Never,
    /// `-H`: operands.
    Operands,
    /// `-L`: all.
    Always,
}

/// How a tree is walked.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Which symbolic links are followed.
    pub follow: Follow,
    /// Do not enter file systems other than the operand's: [`Visit::OtherFileSystem`].
    pub one_file_system: bool,
    /// Which fields of [`Status`] are needed, besides type, mode, device and inode number.
    pub wanted: StatxFlags,
    /// Request the status of directories only. For other files, only the type is known.
    pub only_directories: bool,
}

/// Why an entry is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// A directory, before it is opened. [`Walk::skip`] prevents that.
    Directory,
    /// A directory, after everything in it.
    AfterDirectory,
    /// Any other file.
    File,
    /// A symbolic link that is to be followed, but whose target does not exist. The status is that
    /// of the link.
    Dangling,
    /// A directory or file on a file system other than the operand's.
    OtherFileSystem,
    /// A directory that contains itself, because of a followed link or a mount.
    Cycle {
        /// Whether a file system is mounted somewhere in the cycle.
        mounted: bool,
    },
    /// A directory that could not be opened or read. It was returned as [`Self::Directory`] before.
    Unreadable(Errno),
    /// A directory that could not be read completely, after the entries that could be read.
    HalfRead(Errno),
    /// A file without a status.
    Inaccessible(Errno),
    /// A directory from which the walk cannot return to its parent. The walk ends here.
    Lost(Errno),
}

/// An entry of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Why it is returned.
    pub visit: Visit,
    /// The directory that contains it.
    pub dir: BorrowedFd<'a>,
    /// Its name in `dir`. An operand is relative to the working directory.
    pub name: &'a CStr,
    /// Its path, starting with the operand, for messages.
    pub path: &'a OsStr,
    /// Its status.
    pub status: &'a Status,
    /// Number of directories between it and the operand.
    pub depth: usize,
}

/// A walk through the tree of one operand.
#[derive(Debug)]
pub struct Walk {
    options: Options,
    operand: Result<CString, Errno>,
    /// The directories from the operand to the current position.
    levels: Vec<Level>,
    /// The identities of `levels`, to find cycles.
    above: Set<(u64, u64)>,
    /// The path and status of the last entry.
    path: Vec<u8>,
    status: Status,
    step: Step,
    device: u64,
    /// Listings that are kept for reuse of their memory.
    spare: Vec<Listing>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Return the operand.
    Start,
    /// Open the directory that was returned.
    Enter,
    /// Proceed to the next entry.
    Next,
    /// The walk has ended.
    End,
}

impl Walk {
    /// Starts a walk at `operand`.
    pub fn new(operand: &OsStr, options: Options) -> Self {
        let operand = operand.as_bytes();
        Self {
            options,
            operand: c_string(operand),
            levels: Vec::new(),
            above: Set::default(),
            path: shown(operand).to_vec(),
            status: Status::default(),
            step: Step::Start,
            device: 0,
            spare: Vec::new(),
        }
    }

    /// Returns the next entry, or `None` at the end.
    #[allow(
        clippy::should_implement_trait,
        reason = "entries borrow from the walk"
    )]
    pub fn next(&mut self) -> Option<Entry<'_>> {
        let visit = self.advance()?;
        let (dir, name) = self.place();
        Some(Entry {
            visit,
            dir,
            name,
            path: OsStr::from_bytes(&self.path),
            status: &self.status,
            depth: self.levels.len(),
        })
    }

    /// Does not enter the directory that was returned last. It will not be returned again.
    pub fn skip(&mut self) {
        if self.step == Step::Enter {
            self.step = Step::Next;
        }
    }

    fn advance(&mut self) -> Option<Visit> {
        match mem::replace(&mut self.step, Step::Next) {
            Step::Start => {
                return Some(match self.operand {
                    Ok(_) => self.look(),
                    Err(e) => Visit::Inaccessible(e),
                });
            }
            Step::Enter => {
                if let Err(e) = self.enter() {
                    return Some(Visit::Unreadable(e));
                }
            }
            Step::Next => {}
            Step::End => return None,
        }
        let level = self.levels.last_mut()?;
        if level.listing.advance() {
            self.path.truncate(level.prefix);
            self.path.extend_from_slice(level.listing.name().to_bytes());
            Some(self.look())
        } else {
            self.leave()
        }
    }

    /// Returns the current entry's directory and its name there.
    fn place(&self) -> (BorrowedFd<'_>, &CStr) {
        match self.levels.last() {
            Some(level) => (level.descriptor(), level.listing.name()),
            None => (CWD, self.operand.as_deref().unwrap_or_default()),
        }
    }

    fn follows(&self) -> bool {
        match self.options.follow {
            Follow::Never => false,
            Follow::Operands => self.levels.is_empty(),
            Follow::Always => true,
        }
    }

    fn links_above(&self) -> usize {
        self.levels.last().map_or(0, |level| level.links)
    }

    /// Examines the current entry.
    fn look(&mut self) -> Visit {
        let known = self
            .levels
            .last()
            .map_or(FileType::Unknown, |level| level.listing.kind());
        let unasked = match known {
            FileType::Unknown | FileType::Directory => false,
            FileType::Symlink => !self.follows(),
            _ => true,
        };
        if unasked && self.options.only_directories {
            self.status = Status {
                mode: known.as_raw_mode(),
                ..Status::default()
            };
            return Visit::File;
        }
        let follow = self.follows();
        if follow && known == FileType::Symlink && self.links_above() == MOST_LINKS {
            return Visit::Inaccessible(Errno::LOOP);
        }
        let (dir, name) = self.place();
        self.status = match Status::of(dir, name, follow, self.options.wanted) {
            Ok(status) => status,
            Err(Errno::NOENT) if follow => {
                match Status::of(dir, name, false, self.options.wanted) {
                    Ok(status) if status.kind() == FileType::Symlink => {
                        self.status = status;
                        return Visit::Dangling;
                    }
                    _ => return Visit::Inaccessible(Errno::NOENT),
                }
            }
            Err(e) => return Visit::Inaccessible(e),
        };
        if self.levels.is_empty() {
            self.device = self.status.device;
        } else if self.options.one_file_system && self.status.device != self.device {
            return Visit::OtherFileSystem;
        }
        if !self.status.is_dir() {
            return Visit::File;
        }
        let identity = self.status.identity();
        if self.above.contains(&identity) {
            let round = self.levels.iter().rev().map(|level| &level.status);
            let mounted = self.status.mounted
                || round
                    .take_while(|status| status.identity() != identity)
                    .any(|status| status.mounted);
            return Visit::Cycle { mounted };
        }
        self.step = Step::Enter;
        Visit::Directory
    }

    /// Opens and lists the directory that was returned last.
    fn enter(&mut self) -> Result<(), Errno> {
        let (parent, name) = self.place();
        let dir = open_directory(parent, name, self.follows())?;
        let opened = Status::of_open(dir.as_fd(), self.options.wanted)?;
        if opened.identity() != self.status.identity() {
            // Opening an automount point mounts its file system. Any other difference means that
            // the directory was replaced.
            if opened.device == self.status.device || self.options.one_file_system {
                return Err(Errno::NOENT);
            }
        }
        let mut listing = self.spare.pop().unwrap_or_default();
        let failure = listing.read(dir.as_fd()).err();
        if let Some(e) = failure
            && listing.is_empty()
        {
            self.spare.push(listing);
            return Err(e);
        }
        let mut links = self.links_above();
        if let Some(parent) = self.levels.last_mut() {
            links += usize::from(parent.listing.kind() == FileType::Symlink);
            parent.pinned = parent.listing.kind() != FileType::Directory
                && self.options.follow == Follow::Always;
        }
        let mut path = self.path.len();
        if !self.path.ends_with(b"/") {
            self.path.push(b'/');
        } else if listing.is_empty() && self.options.follow == Follow::Always && path > 1 {
            // GNU's fts drops the slash of an operand on the way out of an empty directory, if it
            // follows all links.
            path -= 1;
        }
        self.above.insert(opened.identity());
        self.levels.push(Level {
            dir: Some(dir),
            pinned: false,
            links,
            status: opened,
            listing,
            failure,
            path,
            prefix: self.path.len(),
        });
        if let Some(far) = self.levels.len().checked_sub(OPEN_LEVELS + 1)
            && !self.levels[far].pinned
        {
            self.levels[far].dir = None;
        }
        Ok(())
    }

    /// Goes up and returns the directory that was left.
    fn leave(&mut self) -> Option<Visit> {
        let mut left = self.levels.pop()?;
        self.path.truncate(left.path);
        self.status = left.status;
        self.above.remove(&left.status.identity());
        if let Some(parent) = self.levels.last_mut() {
            parent.pinned = false;
            if parent.dir.is_none() {
                match parent_of(&left, parent) {
                    Ok(dir) => parent.dir = Some(dir),
                    Err(e) => {
                        self.levels.clear();
                        self.step = Step::End;
                        return Some(Visit::Lost(e));
                    }
                }
            }
        }
        left.listing.clear();
        self.spare.push(left.listing);
        Some(left.failure.map_or(Visit::AfterDirectory, Visit::HalfRead))
    }
}

/// Returns an operand for messages: of several trailing slashes, one is kept.
fn shown(operand: &[u8]) -> &[u8] {
    let kept = operand
        .iter()
        .rposition(|&b| b != b'/')
        .map_or(0, |last| last + 1);
    match operand.len() {
        0..=2 => operand,
        length => &operand[..length.min(kept + 1)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operand_with_a_nul_is_inaccessible() {
        let options = Options {
            follow: Follow::Never,
            one_file_system: false,
            wanted: StatxFlags::empty(),
            only_directories: false,
        };
        let mut walk = Walk::new(OsStr::new(".\0/x"), options);
        let visit = walk.next().map(|entry| entry.visit);
        assert_eq!(visit, Some(Visit::Inaccessible(Errno::INVAL)));
        assert!(walk.next().is_none());
    }

    #[test]
    fn of_slashes_at_the_end_one_is_shown() {
        assert_eq!(shown(b"a"), b"a");
        assert_eq!(shown(b"a/"), b"a/");
        assert_eq!(shown(b"a/b///"), b"a/b/");
        assert_eq!(shown(b"/"), b"/");
        assert_eq!(shown(b"//"), b"//");
        assert_eq!(shown(b"///"), b"/");
    }
}
