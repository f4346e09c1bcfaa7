//! Removing a file, and its name before it.

use shared::fs::names::{last_component, parent, without_trailing_slashes};
use shared::prelude::*;
use shared::rustix::fd::OwnedFd;
use shared::rustix::fs::{CWD, Mode, OFlags, RenameFlags, fsync, open, renameat_with, unlink};
use shared::rustix::io::Errno;
use shared::values::keyword::keyword;

/// What names are overwritten with.
const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.";

/// How files are removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Removal {
    /// As rm does it.
    Unlink,
    /// After renaming them to ever shorter names.
    Wipe,
    /// With each of these names on the disk.
    #[default]
    WipeAndSync,
}

const WORDS: [(&str, usize); 3] = [("unlink", 0), ("wipe", 1), ("wipesync", 2)];

impl Removal {
    pub(crate) fn parse(value: Option<&OsStr>) -> Result<Self> {
        let Some(value) = value else {
            return Ok(Self::default());
        };
        let number = keyword("--remove", value, &WORDS)?;
        Ok([Self::Unlink, Self::Wipe, Self::WipeAndSync][number])
    }

    /// Removes a file. What fails is reported.
    pub(crate) fn remove(self, operand: &OsStr, verbose: bool) {
        let name = quotef(operand).to_string();
        let tell = |what: &str| {
            if verbose {
                diagnostics::warning(what);
            }
        };
        tell(&format!("{name}: removing"));
        let path = without_trailing_slashes(operand.as_bytes());
        let directory = self.directory(path);
        let mut current = path.to_vec();
        let base = path.len() - last_component(path).len();
        let mut length = if self == Self::Unlink {
            0
        } else {
            path.len() - base
        };
        while length > 0 {
            let mut next = path[..base].to_vec();
            next.resize(base + length, LETTERS[0]);
            loop {
                let to = OsStr::from_bytes(&next);
                let from = OsStr::from_bytes(&current);
                match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
                    Ok(()) => {
                        if let Some(directory) = &directory {
                            let _ = fsync(directory);
                        }
                        tell(&format!("{}: renamed to {}", quotef(from), quotef(to)));
                        current = next;
                        break;
                    }
                    Err(Errno::EXIST) if increment(&mut next[base..]) => {}
                    Err(_) => break,
                }
            }
            length -= 1;
        }
        match unlink(OsStr::from_bytes(&current)) {
            Ok(()) => tell(&format!("{name}: removed")),
            Err(e) => {
                let left = quotef(OsStr::from_bytes(&current)).to_string();
                diagnostics::error_io(&format!("{left}: failed to remove"), &e.into());
            }
        }
        if let Some(directory) = &directory {
            let _ = fsync(directory);
        }
    }

    /// The directory, to have its names on the disk.
    fn directory(self, path: &[u8]) -> Option<OwnedFd> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOCTTY | OFlags::NONBLOCK;
        let parent = OsStr::from_bytes(parent(path));
        (self == Self::WipeAndSync)
            .then(|| open(parent, flags | OFlags::CLOEXEC, Mode::empty()).ok())
            .flatten()
    }
}

/// The next name of this length, if there is one.
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
