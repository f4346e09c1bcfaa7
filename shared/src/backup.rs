//! Backups of what is about to be replaced. GNU manual node "Backup options".

use crate::cli::keyword;
use crate::error::Result;
use crate::files::above_standard;
use crate::names::{last_component, without_trailing_slashes};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, Mode, OFlags, RawDir, RenameFlags, openat, statat};
use rustix::io::Errno;
use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::mem::MaybeUninit;
use std::os::unix::ffi::OsStrExt;

/// How backups are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `x~`.
    Simple,
    /// Numbered where numbered ones exist, else simple.
    Existing,
    /// `x.~1~`, `x.~2~`, ….
    Numbered,
}

/// Words for the schemes, each with its number.
const CONTROLS: [(&str, usize); 8] = [
    ("none", 0),
    ("off", 0),
    ("simple", 1),
    ("never", 1),
    ("existing", 2),
    ("nil", 2),
    ("numbered", 3),
    ("t", 3),
];

/// The bytes that a name may have on every file system that matters.
const LONGEST_NAME: usize = 255;

/// What `-b`, `--backup` and `--suffix` ask for, as they are read.
#[derive(Clone, Debug, Default)]
pub struct Request {
    asked: bool,
    control: Option<&'static OsStr>,
    suffix: Option<&'static OsStr>,
}

impl Request {
    /// `-b`, or `--backup` with the value that it may have.
    pub fn ask(&mut self, control: Option<&'static OsStr>) {
        self.asked = true;
        self.control = control.or(self.control);
    }

    /// `--suffix`, which asks for backups too.
    pub fn suffix(&mut self, suffix: &'static OsStr) {
        self.asked = true;
        self.suffix = Some(suffix);
    }

    /// Are backups asked for (be it in a scheme that makes none)?
    pub fn is_made(&self) -> bool {
        self.asked
    }

    /// The backups to make, with the environment's say in what was left open.
    ///
    /// # Errors
    /// A word for no scheme.
    pub fn settle(&self) -> Result<Option<Backup>> {
        if !self.asked {
            return Ok(None);
        }
        let control = std::env::var_os("VERSION_CONTROL").filter(|v| !v.is_empty());
        let number = match (self.control.filter(|c| !c.is_empty()), &control) {
            (Some(given), _) => keyword("backup type", given, &CONTROLS)?,
            (None, Some(given)) => keyword("$VERSION_CONTROL", given, &CONTROLS)?,
            (None, None) => 2,
        };
        let scheme = match number {
            0 => return Ok(None),
            1 => Scheme::Simple,
            2 => Scheme::Existing,
            _ => Scheme::Numbered,
        };
        let usable = |s: &OsStr| !s.is_empty() && !s.as_bytes().contains(&b'/');
        let suffix = match self.suffix {
            Some(given) => Some(given.to_owned()),
            None => std::env::var_os("SIMPLE_BACKUP_SUFFIX"),
        }
        .filter(|s| usable(s));
        Ok(Some(Backup {
            scheme,
            suffix: suffix.map_or(b"~".to_vec(), |s| s.as_bytes().to_vec()),
        }))
    }
}

/// Backups to make.
#[derive(Clone, Debug)]
pub struct Backup {
    /// How they are named.
    pub scheme: Scheme,
    suffix: Vec<u8>,
}

impl Backup {
    /// The name that a backup of `name`, which is relative to `dir`, would get.
    ///
    /// # Errors
    /// The folder can't be read.
    pub fn name(&self, dir: BorrowedFd<'_>, name: &CStr) -> io::Result<CString> {
        let name = &CString::new(without_trailing_slashes(name.to_bytes())).unwrap_or_default();
        let number = match self.scheme {
            Scheme::Simple => None,
            Scheme::Existing => highest_number(dir, name)?,
            Scheme::Numbered => Some(highest_number(dir, name)?.unwrap_or(0)),
        };
        let suffix = match number {
            Some(highest) => format!(".~{}~", highest.saturating_add(1)).into_bytes(),
            None => self.suffix.clone(),
        };
        Ok(with_suffix(name.to_bytes(), &suffix))
    }

    /// Renames `name` to its backup's name, and returns that.
    ///
    /// # Errors
    /// Those of rename(2) and of reading the folder.
    pub fn make(&self, dir: BorrowedFd<'_>, name: &CStr) -> io::Result<CString> {
        loop {
            let backup = self.name(dir, name)?;
            let numbered = self.scheme != Scheme::Simple
                && statat(dir, &*backup, AtFlags::SYMLINK_NOFOLLOW).is_err();
            let flags = if numbered {
                RenameFlags::NOREPLACE
            } else {
                RenameFlags::empty()
            };
            match rustix::fs::renameat_with(dir, name, dir, &*backup, flags) {
                Ok(()) => {
                    if !numbered {
                        drop_second_name(dir, name, &backup);
                    }
                    return Ok(backup);
                }
                // Somebody else took the number just now.
                Err(Errno::EXIST) if numbered => {}
                // File systems that can't rename without replacing.
                Err(Errno::INVAL | Errno::NOSYS) => {
                    rustix::fs::renameat(dir, name, dir, &*backup)?;
                    return Ok(backup);
                }
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// Would a simple backup of a file called `name` be called `other`?
    pub fn may_be_called(&self, name: &[u8], other: &[u8]) -> bool {
        self.scheme != Scheme::Numbered && other.strip_prefix(name) == Some(&self.suffix)
    }
}

/// `name` and `suffix`; where that gets too long, `~` in the place of the name's end.
fn with_suffix(name: &[u8], suffix: &[u8]) -> CString {
    let base = last_component(name).len();
    let mut backup = name.to_vec();
    if base + suffix.len() <= LONGEST_NAME {
        backup.extend_from_slice(suffix);
    } else {
        let excess = base.saturating_sub(LONGEST_NAME - 1);
        backup.truncate(name.len() - excess);
        backup.push(b'~');
    }
    CString::new(backup).unwrap_or_default()
}

/// A rename leaves two names of one file as they are: then the one to be put aside goes.
fn drop_second_name(dir: BorrowedFd<'_>, name: &CStr, backup: &CStr) {
    let id = |name: &CStr| {
        let stat = statat(dir, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        Some((stat.st_dev, stat.st_ino))
    };
    if let Some(left) = id(name)
        && Some(left) == id(backup)
        && name != backup
    {
        let _ = rustix::fs::unlinkat(dir, name, AtFlags::empty());
    }
}

/// The highest number among the backups of `name` that exist.
fn highest_number(dir: BorrowedFd<'_>, name: &CStr) -> io::Result<Option<u64>> {
    let name = name.to_bytes();
    let base = last_component(name);
    let parent = match name.len() - base.len() {
        0 => b".",
        length => &name[..length],
    };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = above_standard(openat(dir, parent, flags, Mode::empty())?)?;
    let mut buffer = [MaybeUninit::uninit(); 8192];
    let mut entries = RawDir::new(folder.as_fd(), &mut buffer);
    let mut highest = None;
    while let Some(entry) = entries.next() {
        highest = highest.max(number(entry?.file_name().to_bytes(), base));
    }
    Ok(highest)
}

/// The number of the backup called `candidate`, if it is a numbered one of `base`.
fn number(candidate: &[u8], base: &[u8]) -> Option<u64> {
    let digits = candidate
        .strip_prefix(base)?
        .strip_prefix(b".~")?
        .strip_suffix(b"~")?;
    let plain = digits.iter().all(u8::is_ascii_digit) && !digits.starts_with(b"0");
    std::str::from_utf8(digits)
        .ok()
        .filter(|_| plain)?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found() {
        assert_eq!(number(b"a.~12~", b"a"), Some(12));
        assert_eq!(number(b"a.~012~", b"a"), None);
        assert_eq!(number(b"a.~~", b"a"), None);
        assert_eq!(number(b"a~", b"a"), None);
        assert_eq!(number(b"ab.~1~", b"a"), None);
        assert_eq!(number(b"a.~99999999999999999999~", b"a"), None);
    }

    #[test]
    fn long_names_keep_a_tilde() {
        assert_eq!(with_suffix(b"d/a", b"~").as_bytes(), b"d/a~");
        let long = [b'x'; 255];
        assert_eq!(
            with_suffix(&long, b".~1~").as_bytes(),
            [&long[..254], b"~"].concat()
        );
    }
}
