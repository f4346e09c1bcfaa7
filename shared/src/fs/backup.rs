//! Backups of files that are about to be replaced (GNU manual node "Backup options").

use crate::fs::names::{last_component, without_trailing_slashes};
use crate::input::files::above_standard;
use crate::program::error::Result;
use crate::sys::c_string;
use crate::sys::directory::Entries;
use crate::sys::stat::StatExt;
use crate::text::words::{Table, table};
use crate::values::keyword::keyword;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, Mode, OFlags, RenameFlags, openat, statat};
use rustix::io::Errno;
use std::ffi::{CStr, CString, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// How backups are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// `x~`.
    Simple,
    /// Numbered if there are numbered backups already, else simple.
    Existing,
    /// `x.~1~`, `x.~2~`, ….
    Numbered,
}

/// The keywords of `--backup` and `VERSION_CONTROL`. `None` makes no backups.
const CONTROLS: Table<Option<Scheme>> = table![
    ("none off", None),
    ("simple never", Some(Scheme::Simple)),
    ("existing nil", Some(Scheme::Existing)),
    ("numbered t", Some(Scheme::Numbered)),
];

/// Maximum length of the name of a backup, where it has to be shortened. GNU's utilities leave one
/// byte of the file system's limit unused.
const LONGEST_NAME: usize = 254;

/// The options `-b`, `--backup` and `--suffix`.
#[derive(Clone, Debug, Default)]
pub struct Request {
    asked: bool,
    control: Option<&'static OsStr>,
    suffix: Option<&'static OsStr>,
}

impl Request {
    /// Takes `-b`, or `--backup` with its optional value.
    pub fn ask(&mut self, control: Option<&'static OsStr>) {
        self.asked = true;
        self.control = control.or(self.control);
    }

    /// Takes `--suffix`, which also requests backups.
    pub fn suffix(&mut self, suffix: &'static OsStr) {
        self.asked = true;
        self.suffix = Some(suffix);
    }

    /// Returns whether backups were requested, even with a keyword that makes none.
    pub fn is_made(&self) -> bool {
        self.asked
    }

    /// Returns the backups to make. The environment supplies what the options left open.
    ///
    /// # Errors
    /// An unknown keyword.
    pub fn settle(&self) -> Result<Option<Backup>> {
        if !self.asked {
            return Ok(None);
        }
        let control = std::env::var_os("VERSION_CONTROL").filter(|v| !v.is_empty());
        let scheme = match (self.control.filter(|c| !c.is_empty()), &control) {
            (Some(given), _) => keyword("backup type", given, &CONTROLS)?,
            (None, Some(given)) => keyword("$VERSION_CONTROL", given, &CONTROLS)?,
            (None, None) => Some(Scheme::Existing),
        };
        let Some(scheme) = scheme else {
            return Ok(None);
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
    /// Returns the name that a backup of `name` would get. Both are relative to `dir`.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn name(&self, dir: BorrowedFd<'_>, name: &CStr) -> io::Result<CString> {
        Ok(self.name_and_kind(dir, name)?.0)
    }

    /// Returns the name of a simple backup of `name`.
    ///
    /// # Errors
    /// `EINVAL` if the suffix contains a NUL.
    pub fn simple_name(&self, name: &CStr) -> Result<CString, Errno> {
        c_string(&[without_trailing_slashes(name.to_bytes()), &self.suffix].concat())
    }

    /// Returns the name, and whether it is a numbered one.
    fn name_and_kind(&self, dir: BorrowedFd<'_>, name: &CStr) -> io::Result<(CString, bool)> {
        let name = &c_string(without_trailing_slashes(name.to_bytes()))?;
        let highest = match self.scheme {
            Scheme::Simple => {
                // The file system reports names that are too long.
                return Ok((self.simple_name(name)?, false));
            }
            Scheme::Existing => highest_number(dir, name)?,
            Scheme::Numbered => Some(highest_number(dir, name)?.unwrap_or_default()),
        };
        let suffix = match &highest {
            Some(highest) => [b".~", &*successor(highest), b"~"].concat(),
            None => self.suffix.clone(),
        };
        Ok((with_suffix(name.to_bytes(), &suffix)?, highest.is_some()))
    }

    /// Renames `name` to the name of its backup and returns that.
    ///
    /// # Errors
    /// Those of rename(2) and of reading the directory.
    pub fn make(&self, dir: BorrowedFd<'_>, name: &CStr) -> io::Result<CString> {
        let mut taken = None;
        loop {
            let (backup, numbered) = self.name_and_kind(dir, name)?;
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
                // Another process has just taken the number. If the name is the same as before,
                // there was no room for a number, and the existing file is another backup.
                Err(Errno::EXIST) if numbered && taken.as_ref() != Some(&backup) => {
                    taken = Some(backup);
                }
                // The file system has no rename that refuses to replace.
                Err(Errno::INVAL | Errno::NOSYS) => {
                    if numbered {
                        match statat(dir, &*backup, AtFlags::SYMLINK_NOFOLLOW) {
                            Err(Errno::NOENT) => {}
                            Ok(_) => return Err(Errno::EXIST.into()),
                            Err(e) => return Err(e.into()),
                        }
                    }
                    rustix::fs::renameat(dir, name, dir, &*backup)?;
                    return Ok(backup);
                }
                Err(e) => return Err(e.into()),
            }
        }
    }

    /// Returns whether a simple backup of `name` may be called `other`.
    pub fn may_be_called(&self, name: &[u8], other: &[u8]) -> bool {
        self.scheme != Scheme::Numbered && other.strip_prefix(name) == Some(&self.suffix)
    }
}

/// Appends `suffix` to `name`. If the result is too long, the end of the name is replaced by `~`.
fn with_suffix(name: &[u8], suffix: &[u8]) -> Result<CString, Errno> {
    let base = last_component(name).len();
    let mut backup = name.to_vec();
    if base + suffix.len() <= LONGEST_NAME {
        backup.extend_from_slice(suffix);
    } else {
        let excess = base.saturating_sub(LONGEST_NAME - 1);
        backup.truncate(name.len() - excess);
        backup.push(b'~');
    }
    c_string(&backup)
}

/// Removes `name` if it still exists, because rename(2) does nothing if both names belong to the
/// same file.
fn drop_second_name(dir: BorrowedFd<'_>, name: &CStr, backup: &CStr) {
    let stat = |name: &CStr| statat(dir, name, AtFlags::SYMLINK_NOFOLLOW);
    if let Ok(left) = stat(name)
        && stat(backup).is_ok_and(|renamed| renamed.is_same_file(&left))
        && name != backup
    {
        // If this fails, what replaces the name reports why.
        let _ = rustix::fs::unlinkat(dir, name, AtFlags::empty());
    }
}

/// Returns the highest number among the existing backups of `name`.
fn highest_number(dir: BorrowedFd<'_>, name: &CStr) -> io::Result<Option<Vec<u8>>> {
    let name = name.to_bytes();
    let base = last_component(name);
    let parent = match name.len() - base.len() {
        0 => b".",
        length => &name[..length],
    };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = above_standard(openat(dir, parent, flags, Mode::empty())?)?;
    let mut entries = Entries::new(folder)?;
    let mut highest: Option<Vec<u8>> = None;
    while let Some(entry) = entries.next() {
        let entry = entry?;
        if let Some(digits) = number(entry.name.to_bytes(), base)
            && highest
                .as_deref()
                .is_none_or(|highest| (highest.len(), highest) < (digits.len(), digits))
        {
            highest = Some(digits.to_vec());
        }
    }
    Ok(highest)
}

/// Returns the next number. There is no upper limit.
fn successor(digits: &[u8]) -> Vec<u8> {
    let kept = digits
        .iter()
        .rposition(|&d| d != b'9')
        .map_or(&[][..], |last| &digits[..=last]);
    let mut next = match kept.split_last() {
        Some((last, before)) => [before, &[last + 1]].concat(),
        None => vec![b'1'],
    };
    next.resize(next.len() + digits.len() - kept.len(), b'0');
    next
}

/// Returns the number of the backup `candidate`, if it is a numbered backup of `base`.
fn number<'a>(candidate: &'a [u8], base: &[u8]) -> Option<&'a [u8]> {
    let digits = candidate
        .strip_prefix(base)?
        .strip_prefix(b".~")?
        .strip_suffix(b"~")?;
    let plain = digits.iter().all(u8::is_ascii_digit) && !digits.starts_with(b"0");
    (plain && !digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found() {
        assert_eq!(number(b"a.~12~", b"a"), Some(&b"12"[..]));
        assert_eq!(number(b"a.~012~", b"a"), None);
        assert_eq!(number(b"a.~~", b"a"), None);
        assert_eq!(number(b"a~", b"a"), None);
        assert_eq!(number(b"ab.~1~", b"a"), None);
    }

    #[test]
    fn numbers_have_successors() {
        for (number, next) in [("", "1"), ("1", "2"), ("9", "10"), ("199", "200")] {
            assert_eq!(successor(number.as_bytes()), next.as_bytes());
        }
        let most = u64::MAX.to_string();
        assert_eq!(successor(most.as_bytes()), b"18446744073709551616");
    }

    #[test]
    fn long_names_keep_a_tilde() {
        assert_eq!(with_suffix(b"d/a", b"~").unwrap().as_bytes(), b"d/a~");
        let long = [b'x'; 255];
        assert_eq!(
            with_suffix(&long, b".~1~").unwrap().as_bytes(),
            [&long[..253], b"~"].concat()
        );
    }
}
