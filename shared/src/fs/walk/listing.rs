//! The names in a directory, read at once.

use crate::sys::directory::Entries;
use rustix::fd::BorrowedFd;
use rustix::fs::FileType;
use rustix::io::Errno;
use std::ffi::CStr;

/// Number of entries from which they are visited in order of inode numbers, which avoids seeks on a
/// disk.
const SORT_FROM: usize = 10_000;

/// The names in a directory.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The names, each followed by a NUL.
    names: Vec<u8>,
    items: Vec<Item>,
    /// Number of entries that were visited.
    passed: usize,
}

#[derive(Clone, Copy, Debug)]
struct Item {
    inode: u64,
    start: u32,
    /// The type that the directory states.
    kind: FileType,
}

impl Listing {
    /// Reads a directory. After a failure, the entries read before are kept.
    pub(super) fn read(&mut self, dir: BorrowedFd<'_>) -> Result<(), Errno> {
        let result = self.read_entries(dir);
        if self.items.len() > SORT_FROM {
            self.items.sort_unstable_by_key(|item| item.inode);
        }
        result
    }

    fn read_entries(&mut self, dir: BorrowedFd<'_>) -> Result<(), Errno> {
        let mut entries = Entries::of(dir)?;
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.name.to_bytes_with_nul();
            if matches!(name, b".\0" | b"..\0") {
                continue;
            }
            let Ok(start) = u32::try_from(self.names.len()) else {
                return Err(Errno::OVERFLOW);
            };
            self.names.extend_from_slice(name);
            self.items.push(Item {
                inode: entry.inode,
                start,
                kind: entry.kind,
            });
        }
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.names.clear();
        self.items.clear();
        self.passed = 0;
    }

    pub(super) fn advance(&mut self) -> bool {
        self.passed += 1;
        self.passed <= self.items.len()
    }

    fn current(&self) -> Option<&Item> {
        self.items.get(self.passed.checked_sub(1)?)
    }

    pub(super) fn name(&self) -> &CStr {
        self.current()
            .and_then(|item| CStr::from_bytes_until_nul(&self.names[item.start as usize..]).ok())
            .unwrap_or_default()
    }

    pub(super) fn kind(&self) -> FileType {
        self.current().map_or(FileType::Unknown, |item| item.kind)
    }
}
