//! Walking trees by directory descriptors, as fts(3) does for GNU's utilities: `du`, `chmod`,
//! `chown`, `rm`.
//!
//! Each entry comes with a descriptor of the directory that holds it, so that work on it can
//! not be led elsewhere: no path is walked twice, directories are opened without following
//! links (but where following was asked for), and what was opened must be what was seen. Only
//! the deepest few directories are kept open, so depth is limited by memory alone: the way up
//! is `..`, which must be the directory that we came from.
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
use level::{Level, open_directory, parent_of};
use listing::Listing;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{CWD, FileType, StatxFlags};
use rustix::io::Errno;
pub use scope::{Scope, refuse_root, root_directory, warn_of_cycle};
pub use status::Status;
use std::collections::HashSet;
use std::ffi::{CStr, CString, OsStr};
use std::mem;
use std::os::unix::ffi::OsStrExt;

/// Directories that are kept open on the way down.
const OPEN_LEVELS: usize = 16;

/// Links that may be followed on the way down, as the kernel follows no more within one path.
/// Each keeps a directory open.
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
    /// Stays out of file systems other than the operand's: [`Visit::OtherFileSystem`].
    pub one_file_system: bool,
    /// What is wanted of the status, beside type, mode, device and inode number.
    pub wanted: StatxFlags,
    /// Asks for the status of directories only: of other files just the type is known.
    pub only_directories: bool,
}

/// Why an entry is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// A directory, before it is opened. [`Walk::skip`] leaves it so.
    Directory,
    /// A directory, after all that it holds.
    AfterDirectory,
    /// Anything else.
    File,
    /// A symbolic link that should be followed and leads nowhere; the status is its own.
    Dangling,
    /// A directory or file on a file system that is not the operand's.
    OtherFileSystem,
    /// A directory that holds itself, by a followed link or by a mount.
    Cycle {
        /// A file system is mounted somewhere on the way round.
        mounted: bool,
    },
    /// A directory, shown before, that could not be opened or read at all.
    Unreadable(Errno),
    /// A directory after what could be read of it.
    HalfRead(Errno),
    /// A file without a status.
    Inaccessible(Errno),
    /// A directory that the walk can't get back from; it ends here.
    Lost(Errno),
}

/// A file met on the way.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Why it is shown.
    pub visit: Visit,
    /// The directory that holds it.
    pub dir: BorrowedFd<'a>,
    /// Its name there; an operand is named from the working directory.
    pub name: &'a CStr,
    /// Its name from the operand on, as messages show it.
    pub path: &'a OsStr,
    /// Its status.
    pub status: &'a Status,
    /// How many directories it is below the operand.
    pub depth: usize,
}

/// A walk through the tree at one operand.
#[derive(Debug)]
pub struct Walk {
    options: Options,
    operand: Result<CString, Errno>,
    /// The directories from the operand to where we are.
    levels: Vec<Level>,
    /// What tells them apart.
    above: HashSet<(u64, u64)>,
    /// The path of the entry that was shown last, and its status.
    path: Vec<u8>,
    status: Status,
    step: Step,
    device: u64,
    buffer: Vec<u8>,
    /// Listings to be used again, for their memory.
    spare: Vec<Listing>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Show the operand.
    Start,
    /// Open the directory that was shown.
    Enter,
    /// Go to the next entry.
    Next,
    /// There is no more.
    End,
}

impl Walk {
    /// A walk that starts at `operand`.
    pub fn new(operand: &OsStr, options: Options) -> Self {
        let operand = operand.as_bytes();
        Self {
            options,
            operand: c_string(operand),
            levels: Vec::new(),
            above: HashSet::new(),
            path: shown(operand).to_vec(),
            status: Status::default(),
            step: Step::Start,
            device: 0,
            buffer: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// The next entry, none at the end.
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

    /// Stays out of the directory that was shown last; it will not be shown again.
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

    /// Where the current entry is: the directory that holds it, and its name there.
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

    /// What the current entry is.
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

    /// Opens and lists the directory that was shown.
    fn enter(&mut self) -> Result<(), Errno> {
        let (parent, name) = self.place();
        let dir = open_directory(parent, name, self.follows())?;
        let opened = Status::of_open(dir.as_fd(), self.options.wanted)?;
        if opened.identity() != self.status.identity() {
            // A file system that is mounted when somebody looks is mounted now. Anything
            // else has been put in the directory's place.
            if opened.device == self.status.device || self.options.one_file_system {
                return Err(Errno::NOENT);
            }
        }
        let mut listing = self.spare.pop().unwrap_or_default();
        let failure = listing.read(&dir, &mut self.buffer).err();
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
        let path = self.path.len();
        if !self.path.ends_with(b"/") {
            self.path.push(b'/');
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

    /// Goes up, and shows the directory that was left.
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

/// An operand as it is shown: of slashes at its end, one is left.
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
    fn of_slashes_at_the_end_one_is_shown() {
        assert_eq!(shown(b"a"), b"a");
        assert_eq!(shown(b"a/"), b"a/");
        assert_eq!(shown(b"a/b///"), b"a/b/");
        assert_eq!(shown(b"/"), b"/");
        assert_eq!(shown(b"//"), b"//");
        assert_eq!(shown(b"///"), b"/");
    }
}
