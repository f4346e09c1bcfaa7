//! What is summed up: space, files, and the latest time.

use shared::fs::walk::Status;
use shared::prelude::*;
use shared::rustix::fs::{FileType, StatxFlags};
use shared::rustix::time::Timespec;
use std::collections::HashSet;

/// What is asked of each file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measure {
    /// Bytes that can be read, rather than those taken on the device.
    pub(crate) apparent: bool,
    /// Every name of a file counts.
    pub(crate) count_links: bool,
    /// Directories don't count for those that hold them.
    pub(crate) separate_dirs: bool,
    pub(crate) time: Option<Time>,
}

/// Which of a file's times.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Time {
    Accessed,
    Changed,
    Modified,
}

impl Time {
    /// Reads the value of `--time`.
    pub(crate) fn parse(word: Option<&OsStr>) -> Result<Self> {
        const WORDS: [(&str, usize); 5] = [
            ("atime", 0),
            ("access", 0),
            ("use", 0),
            ("ctime", 1),
            ("status", 1),
        ];
        let Some(word) = word else {
            return Ok(Self::Modified);
        };
        Ok([Self::Accessed, Self::Changed][keyword("--time", word, &WORDS)?])
    }

    fn of(self, status: &Status) -> Timespec {
        match self {
            Self::Accessed => status.accessed,
            Self::Changed => status.changed,
            Self::Modified => status.modified,
        }
    }
}

/// A file, or many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum {
    pub(crate) size: u64,
    pub(crate) inodes: u64,
    /// The latest of their times.
    pub(crate) time: Timespec,
}

impl Sum {
    const NOTHING: Self = Self {
        size: 0,
        inodes: 0,
        time: Timespec {
            tv_sec: i64::MIN,
            tv_nsec: -1,
        },
    };

    fn add(&mut self, other: Self) {
        self.size = self.size.saturating_add(other.size);
        self.inodes = self.inodes.saturating_add(other.inodes);
        self.time = self.time.max(other.time);
    }
}

/// The sums of the directories that a walk stands in, and of everything.
#[derive(Debug)]
pub(crate) struct Sums {
    measure: Measure,
    /// Files with one name may be met twice as well.
    hash_all: bool,
    seen: HashSet<(u64, u64)>,
    open: Vec<Sum>,
    total: Sum,
}

impl Sums {
    pub(crate) fn new(measure: Measure, hash_all: bool) -> Self {
        Self {
            measure,
            hash_all,
            seen: HashSet::new(),
            open: Vec::new(),
            total: Sum {
                time: Timespec::default(),
                ..Sum::NOTHING
            },
        }
    }

    /// What must be known of each file.
    pub(crate) fn wanted(&self) -> StatxFlags {
        let mut wanted = StatxFlags::empty();
        wanted.set(StatxFlags::SIZE, self.measure.apparent);
        wanted.set(StatxFlags::BLOCKS, !self.measure.apparent);
        wanted.set(StatxFlags::NLINK, !self.measure.count_links);
        wanted |= match self.measure.time {
            None => StatxFlags::empty(),
            Some(Time::Accessed) => StatxFlags::ATIME,
            Some(Time::Changed) => StatxFlags::CTIME,
            Some(Time::Modified) => StatxFlags::MTIME,
        };
        wanted
    }

    /// Has the file not been counted yet, under another name or by another way?
    pub(crate) fn is_first(&mut self, status: &Status) -> bool {
        let only_way = !self.hash_all && (status.is_dir() || status.links <= 1);
        self.measure.count_links || only_way || self.seen.insert(status.identity())
    }

    /// Goes into a directory.
    pub(crate) fn enter(&mut self) {
        self.open.push(Sum::NOTHING);
    }

    /// Leaves a directory, whose sum is returned.
    pub(crate) fn leave(&mut self, status: &Status) -> Sum {
        let mut sum = self.open.pop().unwrap_or(Sum::NOTHING);
        let own = self.of(status);
        sum.add(own);
        self.total.add(own);
        if !self.measure.separate_dirs
            && let Some(above) = self.open.last_mut()
        {
            above.add(sum);
        }
        sum
    }

    /// Adds a file to the directory that holds it.
    pub(crate) fn add_file(&mut self, status: &Status) -> Sum {
        let own = self.of(status);
        self.total.add(own);
        if let Some(above) = self.open.last_mut() {
            above.add(own);
        }
        own
    }

    /// Forgets the directories that a walk could not get back to.
    pub(crate) fn abandon_tree(&mut self) {
        self.open.clear();
    }

    /// All that was counted.
    pub(crate) fn grand_total(&self) -> Sum {
        self.total
    }

    fn of(&self, status: &Status) -> Sum {
        let size = match status.kind() {
            _ if !self.measure.apparent => status.blocks.saturating_mul(512),
            FileType::RegularFile | FileType::Symlink => status.size,
            // What the size of others means is up to the file system.
            _ => 0,
        };
        let time = self
            .measure
            .time
            .map_or(Sum::NOTHING.time, |time| time.of(status));
        Sum {
            size,
            inodes: 1,
            time,
        }
    }
}
