//! How many blocks and inodes are used and free.

use shared::prelude::*;
use shared::rustix::fs::statvfs;
use shared::rustix::io::{Errno, Result as Outcome};

/// What statvfs(3) reports. `None` is unknown.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    /// Bytes in a block.
    pub(crate) block: u64,
    pub(crate) blocks: Option<u64>,
    pub(crate) free: Option<u64>,
    /// Free blocks for users. Negative once users have taken from the reserve for root.
    pub(crate) available: Option<i128>,
    pub(crate) inodes: Option<u64>,
    pub(crate) free_inodes: Option<u64>,
}

/// Blocks or inodes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Amounts {
    /// Bytes in each; inodes count as 1.
    pub(crate) each: u64,
    pub(crate) total: Option<i128>,
    pub(crate) used: Option<i128>,
    pub(crate) available: Option<i128>,
}

impl Usage {
    pub(crate) fn of(path: &OsStr) -> Outcome<Self> {
        let s = statvfs(path)?;
        let known = |value: u64| (value != u64::MAX).then_some(value);
        Ok(Self {
            block: if s.f_frsize > 0 {
                s.f_frsize
            } else {
                s.f_bsize
            },
            blocks: known(s.f_blocks),
            free: known(s.f_bfree),
            available: known(s.f_bavail).map(|blocks| i128::from(blocks as i64)),
            inodes: known(s.f_files),
            free_inodes: known(s.f_ffree),
        })
    }

    pub(crate) fn in_blocks(&self) -> Amounts {
        Amounts::new(self.block, self.blocks, self.free, self.available)
    }

    pub(crate) fn in_inodes(&self) -> Amounts {
        let free = self.free_inodes.map(i128::from);
        Amounts::new(1, self.inodes, self.free_inodes, free)
    }
}

impl Amounts {
    fn new(each: u64, total: Option<u64>, free: Option<u64>, available: Option<i128>) -> Self {
        let total = total.map(i128::from);
        Self {
            each,
            total,
            used: total
                .zip(free)
                .map(|(total, free)| total - i128::from(free)),
            available,
        }
    }

    /// Adds `other` to this sum, which is in single units.
    pub(crate) fn add(&mut self, other: &Self) {
        self.each = 1;
        let each = i128::from(other.each);
        for (sum, more) in [
            (&mut self.total, other.total),
            (&mut self.used, other.used),
            (&mut self.available, other.available),
        ] {
            if let Some(more) = more {
                *sum = Some(sum.unwrap_or(0) + more * each);
            }
        }
    }

    /// Returns the percentage of what users may have that is used, rounded up.
    pub(crate) fn percent(&self) -> Option<i128> {
        let (used, all) = (self.used?, self.used? + self.available?);
        (all != 0).then(|| (used * 100).div_euclid(all) + i128::from((used * 100) % all != 0))
    }
}

/// Returns whether `--all` shows a mount with this error as a row without numbers.
pub(crate) fn is_inaccessible(e: Errno) -> bool {
    matches!(e, Errno::ACCESS | Errno::NOENT)
}
