//! An entry of a listing: name, file type, and other attributes that are needed.

use rustix::fs::{FileType, Statx};

/// A file type.
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

/// An entry of a listing.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: Box<[u8]>,
    pub(super) kind: Kind,
    /// The inode number. 0 if unknown.
    pub(super) inode: u64,
    /// Whether this is an operand whose contents are listed instead of itself.
    pub(super) is_heading: bool,
    /// Number of columns of the name as it is shown. Set only if the layout needs it.
    pub(super) width: usize,
    /// None if the file was not examined, or could not be.
    pub(super) details: Option<Box<Details>>,
}

/// The results of statx(2) and similar system calls.
#[derive(Debug)]
pub(super) struct Details {
    pub(super) mode: u32,
    pub(super) links: u32,
    pub(super) user: u32,
    pub(super) group: u32,
    pub(super) size: u64,
    /// Allocated blocks of 512 bytes.
    pub(super) blocks: u64,
    pub(super) device: (u32, u32),
    /// The time that is shown or sorted by. None if the file system does not store it.
    pub(super) time: Option<(i64, u32)>,
    pub(super) link: Option<Link>,
    pub(super) capability: bool,
    /// `+` for an access list, `.` for only a security context, otherwise a blank.
    pub(super) mark: u8,
    pub(super) context: Option<Box<[u8]>>,
    /// The path of the hyperlink.
    pub(super) target: Option<Box<[u8]>>,
}

/// A symbolic link.
#[derive(Debug)]
pub(super) struct Link {
    /// The content of the link.
    pub(super) name: Box<[u8]>,
    /// The mode of the target, if it was examined and exists.
    pub(super) mode: Option<u32>,
}

impl Kind {
    /// Converts the type that getdents(2) returns.
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

    /// Converts a mode.
    pub(super) fn of_mode(mode: u32) -> Self {
        Self::of_type(FileType::from_raw_mode(mode))
    }

    /// Returns the letter before the permissions.
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
    /// Returns whether this is a directory, or a link that is known to lead to one.
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

/// Returns whether any execute permission is set.
pub(super) fn is_executable(mode: u32) -> bool {
    mode & 0o111 != 0
}
