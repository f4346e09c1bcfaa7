//! Removes a file, after overwriting its name with shorter and shorter ones.

use shared::fs::names::{last_component, parent, without_trailing_slashes};
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::{
    CWD, Mode, OFlags, RenameFlags, fdatasync, fsync, open, renameat_with, unlink,
};
use shared::rustix::io::Errno;
use shared::text::words::{Table, table};

/// The letters of the new names, in the order in which they are tried.
const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.";

/// How files are removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Removal {
    /// Unlink the file.
    Unlink,
    /// Rename it to shorter and shorter names first.
    Wipe,
    /// Also synchronize the directory after each step.
    #[default]
    WipeAndSync,
}

/// The values of `--remove`.
pub(crate) const WORDS: Table<Removal> = table![
    ("unlink", Removal::Unlink),
    ("wipe", Removal::Wipe),
    ("wipesync", Removal::WipeAndSync),
];

impl Removal {
    /// Removes a file. What fails is reported.
    pub(crate) fn remove(self, operand: &OsStr, verbose: bool) {
        let path = without_trailing_slashes(operand.as_bytes());
        let file = Removed {
            path,
            base: path.len() - last_component(path).len(),
            directory: self.directory(path),
            verbose,
        };
        let name = quotef(operand);
        file.note(&format!("{name}: removing"));
        let last = match self {
            Self::Unlink => path.to_vec(),
            Self::Wipe | Self::WipeAndSync => file.wipe_name(),
        };
        let last = OsStr::from_bytes(&last);
        match unlink(last) {
            Ok(()) => file.note(&format!("{name}: removed")),
            Err(e) => {
                diagnostics::error_io(&format!("{}: failed to remove", quotef(last)), &e.into());
            }
        }
        file.synchronize();
    }

    /// Opens the directory of `path`, if it is to be synchronized.
    fn directory(self, path: &[u8]) -> Option<OwnedFd> {
        if self != Self::WipeAndSync {
            return None;
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOCTTY | OFlags::NONBLOCK;
        let parent = OsStr::from_bytes(parent(path));
        // A directory that can't be opened is not synchronized, and the file is removed anyway.
        open(parent, flags | OFlags::CLOEXEC, Mode::empty()).ok()
    }
}

/// A file about to be removed.
struct Removed<'a> {
    path: &'a [u8],
    /// Where the last component of the path starts.
    base: usize,
    directory: Option<OwnedFd>,
    verbose: bool,
}

impl Removed<'_> {
    /// Renames the file to names of decreasing length, and returns the last one.
    fn wipe_name(&self) -> Vec<u8> {
        let mut current = self.path.to_vec();
        for length in (1..=self.path.len() - self.base).rev() {
            let mut next = self.path[..self.base].to_vec();
            next.resize(self.base + length, LETTERS[0]);
            loop {
                let (from, to) = (OsStr::from_bytes(&current), OsStr::from_bytes(&next));
                match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
                    Ok(()) => {
                        self.synchronize();
                        self.note(&format!("{}: renamed to {}", quotef(from), quotef(to)));
                        current = next;
                        break;
                    }
                    Err(Errno::EXIST) if increment(&mut next[self.base..]) => {}
                    Err(_) => break,
                }
            }
        }
        current
    }

    fn synchronize(&self) {
        if let Some(directory) = &self.directory {
            // Some file systems can't; the file is removed all the same.
            let unsupported = |e: &Errno| matches!(*e, Errno::INVAL | Errno::BADF | Errno::NOTSUP);
            let failed = match fdatasync(directory) {
                Err(e) if unsupported(&e) => ("fsync failed", fsync(directory)),
                result => ("fdatasync failed", result),
            };
            if let (what, Err(e)) = failed
                && !unsupported(&e)
            {
                let name = quotef(OsStr::from_bytes(parent(self.path)));
                diagnostics::error_io(&format!("{name}: {what}"), &e.into());
            }
        }
    }

    fn note(&self, what: &str) {
        if self.verbose {
            diagnostics::warning(what);
        }
    }
}

/// Changes `name` to the next one of its length. Returns false after the last.
fn increment(name: &mut [u8]) -> bool {
    for byte in name.iter_mut().rev() {
        let place = LETTERS.iter().position(|letter| letter == byte);
        match place.and_then(|place| LETTERS.get(place + 1)) {
            Some(next) => {
                *byte = *next;
                return true;
            }
            None => *byte = LETTERS[0],
        }
    }
    false
}
