//! Folders and all below them, with few descriptors open however deep it goes.

use super::attributes::{Handle, Kept};
use super::entry::{At, Next, Source};
use super::place::{Facts, Id, Place};
use super::{Copier, Done, Failed, failed, list};
use crate::input::files::above_standard;
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use rustix::fs::{FileType, Mode, OFlags, RawDir, mkdirat, openat};
use std::ffi::{CStr, OsStr};
use std::io;
use std::os::unix::ffi::OsStrExt;

/// The levels whose folders are open. Those above are opened again on the way back.
const OPEN_LEVELS: usize = 12;

/// Bytes of names read at once.
const NAMES: usize = 32 * 1024;

const FOLDER: OFlags = OFlags::DIRECTORY.union(OFlags::CLOEXEC);

/// A folder that is being copied.
#[derive(Debug)]
pub(super) struct Level {
    from: Folder,
    to: Folder,
    facts: Facts,
    old: Option<Facts>,
    settle: Option<u32>,
    names: Names,
    failed: bool,
}

#[derive(Debug)]
struct Folder {
    /// None while it is closed, or where it couldn't be opened at all.
    file: Option<OwnedFd>,
    /// It can be read, not just gone through.
    readable: bool,
    id: Id,
    /// It was reached through a link: the way back isn't its `..`.
    linked: bool,
}

impl Folder {
    fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.file.as_ref().map(AsFd::as_fd)
    }

    fn handle(&self) -> Option<Handle<'_>> {
        let file = self.fd()?;
        Some(if self.readable {
            Handle::Open(file)
        } else {
            Handle::Named(file, c".")
        })
    }

    /// Opens the folder above `child` again.
    fn reopen(&mut self, child: &Self) -> io::Result<()> {
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

/// Opens a folder; only to go through it, where it may not be read.
fn open(dir: BorrowedFd<'_>, name: &CStr, flags: OFlags) -> io::Result<(OwnedFd, bool)> {
    let open =
        |how| rustix::io::retry_on_intr(|| openat(dir, name, FOLDER | flags | how, Mode::empty()));
    match open(OFlags::RDONLY) {
        Ok(file) => Ok((above_standard(file)?, true)),
        Err(rustix::io::Errno::ACCESS) => Ok((above_standard(open(OFlags::PATH)?)?, false)),
        Err(e) => Err(e.into()),
    }
}

/// The names in a folder, by inode: where the disk turns, that is the way it turns.
#[derive(Debug, Default)]
struct Names {
    /// Each with a NUL behind it.
    bytes: Vec<u8>,
    entries: Vec<(u64, usize, FileType)>,
    next: usize,
}

impl Names {
    fn read(folder: BorrowedFd<'_>, buffer: &mut Vec<u8>) -> io::Result<Self> {
        let mut names = Self::default();
        buffer.clear();
        buffer.reserve(NAMES);
        let mut entries = RawDir::new(folder, buffer.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.file_name();
            if name == c"." || name == c".." {
                continue;
            }
            let start = names.bytes.len();
            names.entries.push((entry.ino(), start, entry.file_type()));
            names.bytes.extend_from_slice(name.to_bytes_with_nul());
        }
        names.entries.sort_by_key(|&(inode, ..)| inode);
        Ok(names)
    }

    fn next(&mut self) -> Option<(&CStr, FileType)> {
        let &(_, start, kind) = self.entries.get(self.next)?;
        self.next += 1;
        let name = CStr::from_bytes_until_nul(&self.bytes[start..]).ok()?;
        Some((name, kind))
    }
}

/// A name that grows and shrinks with the walk.
struct Path {
    bytes: Vec<u8>,
    /// Lengths of what contains it.
    above: Vec<usize>,
}

impl Path {
    fn new(top: &Place<'_>) -> Self {
        Self {
            bytes: top.shown.as_bytes().to_vec(),
            above: Vec::new(),
        }
    }

    fn push(&mut self, name: &CStr) {
        self.above.push(self.bytes.len());
        if !self.bytes.ends_with(b"/") {
            self.bytes.push(b'/');
        }
        self.bytes.extend_from_slice(name.to_bytes());
    }

    fn pop(&mut self) {
        self.bytes.truncate(self.above.pop().unwrap_or(0));
    }

    fn shown(&self) -> &OsStr {
        OsStr::from_bytes(&self.bytes)
    }
}

impl Copier {
    /// Copies what a folder holds, and all below.
    pub(super) fn tree(&mut self, top: Level, from: &Place<'_>, to: &Place<'_>) -> Done {
        let (mut from_path, mut to_path) = (Path::new(from), Path::new(to));
        let mut stack = Vec::new();
        self.ancestors.clear();
        self.descend(&mut stack, top);
        loop {
            let Some(level) = stack.last_mut() else {
                return Ok(());
            };
            let failed = match self.step(level, &mut from_path, &mut to_path) {
                Some(Ok(Next::Done)) => {
                    from_path.pop();
                    to_path.pop();
                    continue;
                }
                Some(Ok(Next::Descend(below))) => {
                    self.descend(&mut stack, *below);
                    continue;
                }
                Some(Err(Failed)) => {
                    from_path.pop();
                    to_path.pop();
                    level.failed = true;
                    continue;
                }
                None => self.leave(&mut stack, &from_path, &to_path).is_err(),
            };
            match stack.last_mut() {
                Some(above) => above.failed |= failed,
                None if failed => return Err(Failed),
                None => {}
            }
            from_path.pop();
            to_path.pop();
        }
    }

    /// Copies the next entry of a folder. None where there is none left.
    fn step(&mut self, level: &mut Level, from: &mut Path, to: &mut Path) -> Option<Done<Next>> {
        if self.stopped {
            return None;
        }
        let (name, kind) = level.names.next()?;
        from.push(name);
        to.push(name);
        let at = At {
            kind,
            fresh: level.old.is_none(),
            operand: false,
            device: Some(level.facts.id.0),
            to_device: Some(level.to.id.0),
        };
        let (Some(from_dir), Some(to_dir)) = (level.from.fd(), level.to.fd()) else {
            return Some(Err(Failed));
        };
        let from = Place {
            dir: from_dir,
            name,
            shown: from.shown(),
        };
        let to = Place {
            dir: to_dir,
            name,
            shown: to.shown(),
        };
        Some(self.entry(&from, &to, &at))
    }

    fn descend(&mut self, stack: &mut Vec<Level>, level: Level) {
        self.ancestors.push(level.facts.id);
        stack.push(level);
        if let Some(far) = stack.len().checked_sub(OPEN_LEVELS + 1) {
            let (linked_from, linked_to) = (stack[far + 1].from.linked, stack[far + 1].to.linked);
            if !linked_from {
                stack[far].from.file = None;
            }
            if !linked_to {
                stack[far].to.file = None;
            }
        }
    }

    /// Finishes the innermost folder.
    fn leave(&mut self, stack: &mut Vec<Level>, from: &Path, to: &Path) -> Done {
        self.ancestors.pop();
        let Some(level) = stack.pop() else {
            return Ok(());
        };
        let mut failure = level.failed;
        if let Some(above) = stack.last_mut() {
            let reopened = above
                .from
                .reopen(&level.from)
                .and_then(|()| above.to.reopen(&level.to));
            if let Err(e) = reopened {
                let name = crate::text::quoting::quoteaf(from.shown());
                failed(&format!("cannot leave directory {name}"), &e);
                failure = true;
            }
        }
        if let Some(made) = level.to.handle() {
            let kept = Kept {
                source: level.from.handle(),
                facts: &level.facts,
                to: Place::new(c".", to.shown()),
                made,
                old: level.old.as_ref(),
                settle: level.settle,
            };
            failure |= self.keep(&kept).is_err();
        }
        if failure { Err(Failed) } else { Ok(()) }
    }

    /// Makes a folder or opens the one that exists, and reads what the source holds. None
    /// where the source can't be read, and all else is done.
    pub(super) fn enter(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
        old: Option<Facts>,
        at: &At,
    ) -> Done<Option<Level>> {
        let facts = source.facts;
        let (made, settle) = match &old {
            None => {
                let made = self.make_folder(from, &facts, to)?;
                (made.0, made.1)
            }
            Some(old) => (self.open_folder(to, old)?, None),
        };
        let mut level = Level {
            from: Folder {
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
                level.names = Names::read(file.as_fd(), &mut self.buffer)?;
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
        Ok(Some(level))
    }

    fn make_folder(
        &mut self,
        from: &Place<'_>,
        facts: &Facts,
        to: &Place<'_>,
    ) -> Done<(Folder, Option<u32>)> {
        let withheld = self.withheld(facts.mode);
        let mode = facts.permissions() & !withheld;
        let complain =
            |e: io::Error| failed(&format!("cannot create directory {}", to.quoted()), &e);
        mkdirat(to.dir, to.name, Mode::from_raw_mode(mode)).map_err(|e| complain(e.into()))?;
        match self.options.moving {
            _ if !self.options.verbose => {}
            Some(_) => list(&format!("created directory {}\n", to.quoted())),
            None => self.announce(from, to, None),
        }
        let opened = to
            .open(OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW, 0)
            .or_else(|e| {
                // A umask that keeps even its owner out.
                let mode = Mode::from_raw_mode((mode & !self.umask()) | 0o700);
                rustix::fs::chmodat(to.dir, to.name, mode, rustix::fs::AtFlags::empty())
                    .map_err(|_| e)?;
                to.open(OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW, 0)
            });
        let file = opened.map_err(complain)?;
        let made = Facts::of_open(&file)
            .map_err(|e| failed(&format!("cannot stat {}", to.quoted()), &e))?;
        self.seen.remember_made(&made);
        let mut settle = None;
        if made.mode & 0o700 != 0o700 {
            settle = Some(made.permissions());
            rustix::fs::fchmod(&file, Mode::from_raw_mode(made.permissions() | 0o700)).map_err(
                |e| {
                    failed(
                        &format!("setting permissions for {}", to.quoted()),
                        &e.into(),
                    )
                },
            )?;
        }
        if self.options.preserve.mode.is_none() {
            let missing = facts.permissions() & withheld;
            if missing != 0 && missing & !self.umask() != 0 {
                let given = settle.unwrap_or(made.permissions());
                settle = Some(given | missing & !self.umask());
            }
        }
        let folder = Folder {
            file: Some(file),
            readable: true,
            id: made.id,
            linked: false,
        };
        Ok((folder, settle))
    }

    fn open_folder(&self, to: &Place<'_>, old: &Facts) -> Done<Folder> {
        let through = self.options.keep_directory_symlink;
        let mut flags = OFlags::empty();
        flags.set(OFlags::NOFOLLOW, !through);
        let (file, readable) = open(to.dir, to.name, flags)
            .map_err(|e| failed(&format!("cannot access {}", to.quoted()), &e))?;
        Ok(Folder {
            file: Some(file),
            readable,
            id: old.id,
            linked: through,
        })
    }
}
