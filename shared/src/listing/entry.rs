//! A file of a listing: its name, its kind, and as much else as is asked for.

use rustix::fs::{FileType, Statx};

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Unknown,
    Fifo,
    Character,
    Directory,
    Block,
    File,
    Link,
    Socket,
}

/// A file of a listing.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: Box<[u8]>,
    pub(super) kind: Kind,
    /// 0 where it isn't known.
    pub(super) inode: u64,
    /// An operand whose content is to be listed, not itself.
    pub(super) is_heading: bool,
    /// Columns that the name takes as it is shown; known where columns are made.
    pub(super) width: usize,
    /// None where it wasn't looked at, or couldn't be.
    pub(super) details: Option<Box<Details>>,
}

/// What statx(2) and its like tell.
#[derive(Debug)]
pub(super) struct Details {
    pub(super) mode: u32,
    pub(super) links: u32,
    pub(super) user: u32,
    pub(super) group: u32,
    pub(super) size: u64,
    /// Of 512 bytes.
    pub(super) blocks: u64,
    pub(super) device: (u32, u32),
    /// The time that is shown or sorted by.
    pub(super) time: Option<(i64, u32)>,
    pub(super) link: Option<Link>,
    pub(super) capability: bool,
    /// `+` for access lists, `.` for just a security context, or a blank.
    pub(super) mark: u8,
    pub(super) context: Option<Box<[u8]>>,
    /// Where a hyperlink leads.
    pub(super) target: Option<Box<[u8]>>,
}

/// A symbolic link.
#[derive(Debug)]
pub(super) struct Link {
    /// What it says.
    pub(super) name: Box<[u8]>,
    /// The mode of what it leads to, where that was looked at and is there.
    pub(super) mode: Option<u32>,
}

impl Kind {
    /// From what getdents(2) tells.
    pub(super) fn of_type(kind: FileType) -> Self {
        match kind {
            FileType::RegularFile => Self::File,
            FileType::Directory => Self::Directory,
            FileType::Symlink => Self::Link,
            FileType::Fifo => Self::Fifo,
            FileType::Socket => Self::Socket,
            FileType::CharacterDevice => Self::Character,
            FileType::BlockDevice => Self::Block,
            FileType::Unknown => Self::Unknown,
        }
    }

    /// From a mode.
    pub(super) fn of_mode(mode: u32) -> Self {
        Self::of_type(FileType::from_raw_mode(mode))
    }

    /// The letter before the permissions.
    pub(super) fn letter(self) -> u8 {
        match self {
            Self::Unknown => b'?',
            Self::Fifo => b'p',
            Self::Character => b'c',
            Self::Directory => b'd',
            Self::Block => b'b',
            Self::File => b'-',
            Self::Link => b'l',
            Self::Socket => b's',
        }
    }
}

impl Entry {
    /// Is it a directory, or a link that is known to lead to one?
    pub(super) fn leads_to_directory(&self) -> bool {
        let link = self.details.as_ref().and_then(|d| d.link.as_ref());
        self.kind == Kind::Directory
            || link
                .and_then(|link| link.mode)
                .is_some_and(|mode| Kind::of_mode(mode) == Kind::Directory)
    }
}

impl Details {
    pub(super) fn new(stat: &Statx, time: Option<(i64, u32)>) -> Self {
        Self {
            mode: stat.stx_mode.into(),
            links: stat.stx_nlink,
            user: stat.stx_uid,
            group: stat.stx_gid,
            size: stat.stx_size,
            blocks: stat.stx_blocks,
            device: (stat.stx_rdev_major, stat.stx_rdev_minor),
            time,
            link: None,
            capability: false,
            mark: b' ',
            context: None,
            target: None,
        }
    }
}

/// May anybody execute it?
pub(super) fn is_executable(mode: u32) -> bool {
    mode & 0o111 != 0
}
