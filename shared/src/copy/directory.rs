//! Directories: creating or opening the destination, and reading the names in the source.

use super::copier::{Copier, Done, failed, list};
use super::handle::Handle;
use super::place::{Facts, Id, Place};
use super::source::{Job, Source};
use crate::fs::names::without_trailing_slashes;
use crate::input::files::above_standard;
use crate::sys::c_string;
use crate::sys::chmod::{chmod_opened, fchmod};
use crate::sys::directory::Entries;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{FileType, Mode, OFlags, mkdirat, openat};
use std::ffi::CStr;
use std::io;

const DIRECTORY: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

/// A directory that is being copied.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) from: Directory,
    pub(super) to: Directory,
    pub(super) facts: Facts,
    pub(super) old: Option<Facts>,
    pub(super) settle: Option<u32>,
    pub(super) names: Names,
    pub(super) failed: bool,
}

#[derive(Debug)]
pub(super) struct Directory {
    /// None while it is closed, or if it could not be opened.
    pub(super) file: Option<OwnedFd>,
    /// Whether it is open for reading, and not only as a path.
    pub(super) readable: bool,
    pub(super) id: Id,
    /// Whether it was reached through a symbolic link. Then its `..` is not the previous directory.
    pub(super) linked: bool,
}

impl Directory {
    pub(super) fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.file.as_ref().map(AsFd::as_fd)
    }

    pub(super) fn handle(&self) -> Option<Handle<'_>> {
        let file = self.fd()?;
        Some(if self.readable {
            Handle::Open(file)
        } else {
            Handle::Named(file, c".")
        })
    }

    /// Opens this directory again, as the parent of `child`.
    pub(super) fn reopen(&mut self, child: &Self) -> io::Result<()> {
        if self.file.is_some() {
            return Ok(());
        }
        let below = child.fd().ok_or(rustix::io::Errno::NOENT)?;
        let (file, readable) = open(below, c"..", OFlags::empty())?;
        if Facts::of_open(&file)?.id != self.id {
            return Err(rustix::io::Errno::NOENT.into());
        }
        (self.file, self.readable) = (Some(file), readable);
        Ok(())
    }
}

/// Opens a directory. Returns whether it is readable; otherwise it is opened as a path.
fn open(dir: BorrowedFd<'_>, name: &CStr, flags: OFlags) -> io::Result<(OwnedFd, bool)> {
    let open = |how| {
        rustix::io::retry_on_intr(|| openat(dir, name, DIRECTORY | flags | how, Mode::empty()))
    };
    match open(OFlags::RDONLY) {
        Ok(file) => Ok((above_standard(file)?, true)),
        Err(rustix::io::Errno::ACCESS) => Ok((above_standard(open(OFlags::PATH)?)?, false)),
        Err(e) => Err(e.into()),
    }
}

/// Opens a directory that was just created. Whatever has replaced it since is left unchanged: a
/// symbolic link is never followed. Returns also the permissions that it had, if they had to change.
fn open_made(to: &Place<'_>, accessible: u32) -> io::Result<(OwnedFd, Option<u32>)> {
    // With a slash at the end of the name, the kernel would follow a link despite `O_NOFOLLOW`.
    let name = c_string(without_trailing_slashes(to.name.to_bytes()))?;
    let to = Place { name: &name, ..*to };
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    match to.open(OFlags::RDONLY | flags, 0) {
        // The umask withholds access from the owner. No other error justifies a change of mode.
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
            let made = to.open(OFlags::PATH | flags, 0)?;
            let permissions = Facts::of_open(&made)?.permissions();
            chmod_opened(made.as_fd(), accessible).map_err(|_| e)?;
            Ok((to.open(OFlags::RDONLY | flags, 0)?, Some(permissions)))
        }
        result => Ok((result?, None)),
    }
}

/// The names in a directory, sorted by inode number: the order on disk, so that a rotating disk
/// seeks less.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// All names, each terminated by NUL.
    bytes: Vec<u8>,
    entries: Vec<(u64, usize, FileType)>,
    next: usize,
}

impl Names {
    fn read(directory: BorrowedFd<'_>) -> io::Result<Self> {
        let mut names = Self::default();
        let mut entries = Entries::of(directory)?;
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.name;
            if name == c"." || name == c".." {
                continue;
            }
            let start = names.bytes.len();
            names.entries.push((entry.inode, start, entry.kind));
            names.bytes.extend_from_slice(name.to_bytes_with_nul());
        }
        names.entries.sort_by_key(|&(inode, ..)| inode);
        Ok(names)
    }

    pub(super) fn next(&mut self) -> Option<(&CStr, FileType)> {
        let &(_, start, kind) = self.entries.get(self.next)?;
        self.next += 1;
        let name = CStr::from_bytes_until_nul(&self.bytes[start..]).ok()?;
        Some((name, kind))
    }
}

impl Copier {
    /// Creates or opens the destination directory and reads the names in the source. If the source
    /// cannot be read, that is reported and the level contains no names.
    pub(super) fn enter(
        &mut self,
        job: &Job<'_>,
        source: &Source,
        old: Option<Facts>,
    ) -> Done<Level> {
        let Job { from, to, at } = job;
        let facts = source.facts;
        let (made, settle) = match &old {
            None => self.make_directory(from, &facts, to)?,
            Some(old) => (self.open_directory(to, old)?, None),
        };
        let mut level = Level {
            from: Directory {
                file: None,
                readable: true,
                id: facts.id,
                linked: source.follow && at.kind != FileType::Directory,
            },
            to: made,
            facts,
            old,
            settle,
            names: Names::default(),
            failed: false,
        };
        let mut flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK;
        flags.set(OFlags::NOFOLLOW, !source.follow);
        let opened = from.open(flags, 0).and_then(|file| {
            let entered = !self.options.one_file_system
                || at.device.is_none_or(|device| device == facts.id.0);
            if entered {
                level.names = Names::read(file.as_fd())?;
            }
            level.from.id = Facts::of_open(&file)?.id;
            Ok(file)
        });
        match opened {
            Ok(file) => level.from.file = Some(file),
            Err(e) => {
                failed(&format!("cannot access {}", from.quoted()), &e);
                level.failed = true;
            }
        }
        Ok(level)
    }

    /// Creates a directory. Returns also the permissions to set at the end, if they differ.
    fn make_directory(
        &mut self,
        from: &Place<'_>,
        facts: &Facts,
        to: &Place<'_>,
    ) -> Done<(Directory, Option<u32>)> {
        let withheld = self.withheld(facts.mode);
        let mode = facts.permissions() & !withheld;
        let cannot_create =
            |e: io::Error| failed(&format!("cannot create directory {}", to.quoted()), &e);
        mkdirat(to.dir, to.name, Mode::from_raw_mode(mode)).map_err(|e| cannot_create(e.into()))?;
        match self.options.moving {
            _ if !self.options.verbose => {}
            Some(_) => list(&format!("created directory {}\n", to.quoted())),
            None => self.announce(from, to, None),
        }
        let accessible = (mode & !self.umask()) | 0o700;
        let (file, permissions) = open_made(to, accessible).map_err(cannot_create)?;
        let made = Facts::of_open(&file)
            .map_err(|e| failed(&format!("cannot stat {}", to.quoted()), &e))?;
        self.seen.remember_made(&made);
        let permissions = permissions.unwrap_or(made.permissions());
        let mut settle = None;
        if permissions & 0o700 != 0o700 {
            settle = Some(permissions);
            fchmod(file.as_fd(), permissions | 0o700).map_err(|e| {
                let what = format!("setting permissions for {}", to.quoted());
                failed(&what, &e.into())
            })?;
        }
        if self.options.preserve.mode.is_none() {
            let missing = facts.permissions() & withheld;
            if missing != 0 && missing & !self.umask() != 0 {
                let given = settle.unwrap_or(permissions);
                settle = Some(given | missing & !self.umask());
            }
        }
        let directory = Directory {
            file: Some(file),
            readable: true,
            id: made.id,
            linked: false,
        };
        Ok((directory, settle))
    }

    fn open_directory(&self, to: &Place<'_>, old: &Facts) -> Done<Directory> {
        let through = self.options.keep_directory_symlink;
        let mut flags = OFlags::empty();
        flags.set(OFlags::NOFOLLOW, !through);
        let (file, readable) = open(to.dir, to.name, flags)
            .map_err(|e| failed(&format!("cannot access {}", to.quoted()), &e))?;
        Ok(Directory {
            file: Some(file),
            readable,
            id: old.id,
            linked: through,
        })
    }
}
