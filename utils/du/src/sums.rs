//! Sums over directories: space, number of files, and the latest time.

use shared::fs::walk::Status;
use shared::rustix::fs::{FileType, StatxFlags};
use shared::rustix::time::Timespec;
use shared::sys::hash::Set;
use shared::text::words::{Table, table};

/// What is counted of each file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measure {
    /// The apparent size rather than the space on the device.
    pub(crate) apparent: bool,
    /// Count a file once for each of its names.
    pub(crate) count_links: bool,
    /// Leave subdirectories out of the sum of a directory.
    pub(crate) separate_dirs: bool,
    pub(crate) time: Option<Time>,
}

/// Which of a file's times is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    Accessed,
    Changed,
    Modified,
}

/// The values of `--time`. Without one, it is the time of modification.
pub(crate) const TIMES: Table<Time> = table![
    ("atime access use", Time::Accessed),
    ("ctime status", Time::Changed),
];

impl Time {
    fn of(self, status: &Status) -> Timespec {
        match self {
            Self::Accessed => status.accessed,
            Self::Changed => status.changed,
            Self::Modified => status.modified,
        }
    }
}

/// The sum over any number of files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum {
    pub(crate) size: u64,
    pub(crate) inodes: u64,
    /// The latest of the files' times.
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

/// The sums of the directories that a walk is in, and of everything.
#[derive(Debug)]
pub(crate) struct Sums {
    measure: Measure,
    /// Remember all files, as one with a single name may be met twice too.
    hash_all: bool,
    /// The files counted so far, by device and inode number.
    seen: Set<(u64, u64)>,
    open: Vec<Sum>,
    total: Sum,
}

impl Sums {
    pub(crate) fn new(measure: Measure, hash_all: bool) -> Self {
        Self {
            measure,
            hash_all,
            seen: Set::default(),
            open: Vec::new(),
            total: Sum {
                time: Timespec::default(),
                ..Sum::NOTHING
            },
        }
    }

    /// Returns what the walk must ask about each file.
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

    /// Returns whether the file is to be counted: not yet, or under each of its names.
    pub(crate) fn is_first(&mut self, status: &Status) -> bool {
        let only_way = !self.hash_all && (status.is_dir() || status.links <= 1);
        self.measure.count_links || only_way || self.seen.insert(status.identity())
    }

    /// Enters a directory.
    pub(crate) fn enter(&mut self) {
        self.open.push(Sum::NOTHING);
    }

    /// Leaves a directory, and returns its sum.
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

    /// Adds a file to the current directory, and returns what it adds.
    pub(crate) fn add_file(&mut self, status: &Status) -> Sum {
        let own = self.of(status);
        self.total.add(own);
        if let Some(above) = self.open.last_mut() {
            above.add(own);
        }
        own
    }

    /// Drops the open directories after a walk that failed.
    pub(crate) fn abandon_tree(&mut self) {
        self.open.clear();
    }

    /// Returns the sum of all that was counted.
    pub(crate) fn grand_total(&self) -> Sum {
        self.total
    }

    fn of(&self, status: &Status) -> Sum {
        let size = match status.kind() {
            _ if !self.measure.apparent => status.blocks.saturating_mul(512),
            FileType::RegularFile | FileType::Symlink => status.size,
            // POSIX leaves st_size of other types unspecified.
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
