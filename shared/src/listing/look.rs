//! Examining files, with only the system calls that the settings require.

use super::attributes::{has_capability, mark};
use super::color::Colors;
use super::database::Item;
use super::entry::{Details, Entry, Kind, Link};
use super::name::canonical;
use super::settings::Settings;
use super::words::{Follow, Format, Indicators, Sort, Time};
use super::writer::Writer;
use crate::fs::selinux;
use crate::program::error::Result;
use crate::sys::stat::statx;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, Statx, StatxFlags, readlinkat};
use rustix::io::Errno;
use std::io;

/// What must be known about files.
pub(super) struct Needs {
    /// More than the file type, of all files.
    details: bool,
    kind: bool,
    executable: bool,
    directory_mode: bool,
    /// More than the file type, of symbolic links.
    links: bool,
    /// The targets of symbolic links.
    link_targets: bool,
    what: StatxFlags,
}

/// A file to examine.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    /// The directory that contains it.
    pub(super) directory: BorrowedFd<'a>,
    /// The path of that directory.
    pub(super) path: &'a [u8],
    pub(super) name: &'a [u8],
    /// The file type, if the directory entry contains it.
    pub(super) kind: Kind,
    pub(super) operand: bool,
}

impl File<'_> {
    /// Returns the path of the file, as it appears in messages.
    fn whole(&self) -> Vec<u8> {
        if self.path == b"." || self.path.is_empty() {
            return self.name.to_vec();
        }
        append(self.path, self.name)
    }
}

/// The entries of one directory, or those of the operands.
pub(super) struct Gatherer {
    needs: Needs,
    pub(super) entries: Vec<Entry>,
    /// Total size, in units of 512 bytes.
    pub(super) blocks: u64,
}

impl Gatherer {
    pub(super) fn new(writer: &Writer) -> Self {
        Self {
            needs: Needs::new(&writer.settings, writer.colors.as_ref()),
            entries: Vec::new(),
            blocks: 0,
        }
    }

    /// Examines a file as far as needed and appends an entry for it.
    pub(super) fn gather(&mut self, writer: &mut Writer, file: &File<'_>) -> Result {
        let mut entry = Entry {
            name: file.name.into(),
            kind: file.kind,
            inode: 0,
            is_heading: false,
            width: 0,
            details: None,
        };
        if writer.settings.align_quotes && !writer.some_quoted {
            writer.some_quoted = writer.is_quoted(file.name);
        }
        if file.operand || self.needs.look_at(file.kind) {
            let (stat, followed) = match self.look(&writer.settings, file) {
                Ok(found) => found,
                Err(e) => {
                    writer.file_error(file.operand, "cannot access", &file.whole(), &e.into())?;
                    if !file.operand {
                        self.entries.push(entry);
                    }
                    return Ok(());
                }
            };
            let mut details = Details::new(&stat, time_of(&stat, writer.settings.time));
            entry.kind = Kind::of_mode(details.mode);
            entry.inode = stat.stx_ino;
            entry.is_heading =
                file.operand && entry.kind == Kind::Directory && !writer.settings.immediate;
            self.read_details(writer, file, followed, &mut details)?;
            self.blocks = self.blocks.saturating_add(details.blocks);
            entry.details = Some(Box::new(details));
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Calls statx(2). Returns whether a symbolic link was followed.
    fn look(&self, settings: &Settings, file: &File<'_>) -> rustix::io::Result<(Statx, bool)> {
        let ask = |flags: AtFlags| {
            statx(
                file.directory,
                file.name,
                flags | AtFlags::NO_AUTOMOUNT,
                self.needs.what,
            )
        };
        match settings.follow {
            Follow::Always => return Ok((ask(AtFlags::empty())?, true)),
            Follow::Operands if file.operand => return Ok((ask(AtFlags::empty())?, true)),
            Follow::OperandsToDirectories if file.operand => match ask(AtFlags::empty()) {
                Ok(stat) if Kind::of_mode(stat.stx_mode.into()) == Kind::Directory => {
                    return Ok((stat, true));
                }
                // A link that can't be followed is shown itself.
                Ok(_) | Err(Errno::NOENT | Errno::LOOP) => {}
                Err(e) => return Err(e),
            },
            _ => {}
        }
        Ok((ask(AtFlags::SYMLINK_NOFOLLOW)?, false))
    }

    /// Reads attributes that statx(2) does not return.
    fn read_details(
        &self,
        writer: &mut Writer,
        file: &File<'_>,
        followed: bool,
        details: &mut Details,
    ) -> Result {
        let kind = Kind::of_mode(details.mode);
        let long = writer.settings.format == Format::Long;
        if writer.settings.hyperlink {
            match linked(file, followed || kind == Kind::Link, &mut writer.parent) {
                Ok(target) => details.target = Some(target),
                Err(e) => {
                    writer.file_error(file.operand, "error canonicalizing", &file.whole(), &e)?
                }
            }
        }
        let capability = |colors: &Colors| colors.is_colored(Item::Capability);
        if kind == Kind::File && writer.colors.as_ref().is_some_and(capability) {
            details.capability = has_capability(&file.whole());
        }
        if long {
            details.mark = mark(&file.whole(), kind, followed);
        }
        if writer.settings.context {
            let context = selinux::of_file(&file.whole(), followed);
            // An unknown context is shown as `?`.
            details.context = context.ok().map(Vec::into_boxed_slice);
        }
        if kind == Kind::Link && (long || self.needs.link_targets) {
            match self.read_link(&writer.settings, file) {
                Ok(link) => details.link = Some(link),
                Err(e) => writer.file_error(
                    file.operand,
                    "cannot read symbolic link",
                    &file.whole(),
                    &e.into(),
                )?,
            }
        }
        Ok(())
    }

    /// Reads a symbolic link and, if needed, the mode of its target.
    fn read_link(&self, settings: &Settings, file: &File<'_>) -> rustix::io::Result<Link> {
        let target = readlinkat(file.directory, file.name, Vec::new())?;
        let mut mode = None;
        if self.needs.link_targets || settings.indicators >= Indicators::FileType {
            let flags = AtFlags::empty();
            let stat = statx(file.directory, file.name, flags, StatxFlags::MODE);
            // A dangling link has no mode of its target.
            mode = stat.ok().map(|stat| stat.stx_mode.into());
        }
        Ok(Link {
            name: target.as_bytes().into(),
            mode,
        })
    }
}

pub(super) fn append(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let slash: &[u8] = if directory.ends_with(b"/") { b"" } else { b"/" };
    [directory, slash, name].concat()
}

/// Returns the path of a file without links. `parent` is a directory and its path without links.
fn linked(
    file: &File<'_>,
    may_be_link: bool,
    parent: &mut (Vec<u8>, Box<[u8]>),
) -> io::Result<Box<[u8]>> {
    if file.operand || may_be_link || matches!(file.name, b"." | b"..") {
        return canonical(&file.whole());
    }
    if parent.1.is_empty() || parent.0 != file.path {
        let path = if file.path.is_empty() {
            b"."
        } else {
            file.path
        };
        *parent = (file.path.to_vec(), canonical(path)?);
    }
    Ok(append(&parent.1, file.name).into())
}

impl Needs {
    pub(super) fn new(settings: &Settings, colors: Option<&Colors>) -> Self {
        let long = settings.format == Format::Long;
        let dated = long || settings.sort == Sort::Time;
        let asks = |f: fn(&Colors) -> bool| colors.is_some_and(f);
        let mut what = StatxFlags::TYPE | StatxFlags::MODE;
        for (needed, flags) in [
            (settings.inode, StatxFlags::INO),
            (long, StatxFlags::NLINK | StatxFlags::UID | StatxFlags::GID),
            (long || settings.sort == Sort::Size, StatxFlags::SIZE),
            (long || settings.blocks, StatxFlags::BLOCKS),
            (asks(|c| c.is_colored(Item::HardLinks)), StatxFlags::NLINK),
            (
                dated && settings.time == Time::Modification,
                StatxFlags::MTIME,
            ),
            (dated && settings.time == Time::Change, StatxFlags::CTIME),
            (dated && settings.time == Time::Access, StatxFlags::ATIME),
            (dated && settings.time == Time::Birth, StatxFlags::BTIME),
        ] {
            if needed {
                what |= flags;
            }
        }
        let classify = settings.indicators == Indicators::Classify;
        let link_targets =
            settings.directories_first || colors.is_some_and(|c| c.depends_on_link_targets(long));
        Self {
            details: settings.sort == Sort::Time
                || settings.sort == Sort::Size
                || long
                || settings.context
                || settings.blocks
                || settings.inode
                || settings.hyperlink,
            kind: settings.recursive
                || colors.is_some()
                || settings.directories_first
                || settings.indicators != Indicators::Nothing,
            executable: classify || asks(Colors::depends_on_file_modes),
            directory_mode: asks(Colors::depends_on_directory_modes),
            links: link_targets
                || settings.follow == Follow::Always
                || asks(|c| c.links_as_targets),
            link_targets,
            what,
        }
    }

    /// Returns whether statx(2) is needed for a file of this type.
    fn look_at(&self, kind: Kind) -> bool {
        self.details
            || self.kind
                && match kind {
                    Kind::Unknown => true,
                    Kind::Directory => self.directory_mode,
                    Kind::Link => self.links,
                    Kind::File => self.executable,
                    _ => false,
                }
    }
}

fn time_of(stat: &Statx, time: Time) -> Option<(i64, u32)> {
    let (stamp, flag) = match time {
        Time::Modification => (stat.stx_mtime, StatxFlags::MTIME),
        Time::Change => (stat.stx_ctime, StatxFlags::CTIME),
        Time::Access => (stat.stx_atime, StatxFlags::ATIME),
        Time::Birth => (stat.stx_btime, StatxFlags::BTIME),
    };
    let known = stat.stx_mask & flag.bits() != 0;
    known.then_some((stamp.tv_sec, stamp.tv_nsec))
}
