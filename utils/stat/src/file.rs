//! Directives about files. statx(2) is asked only for the fields that the format shows.

use crate::directive::{Spec, Value};
use crate::format::{Format, Part, Piece, Printer, Quotes};
use shared::fs::filetype;
use shared::fs::mode;
use shared::fs::mounts::mount_point;
use shared::fs::selinux;
use shared::fs::users::Names;
use shared::fs::walk::Status;
use shared::prelude::*;
use shared::rustix::fs::{
    self, AtFlags, CWD, FileType, Statx, StatxFlags, StatxTimestamp, makedev,
};
use shared::rustix::io::Errno;
use shared::rustix::stdio::stdin;
use shared::sys::stat::statx;
use shared::text::quoting::Style;
use shared::time::Moment;
use shared::time::format::format;

/// Prints the status of files.
#[derive(Debug)]
pub(crate) struct Files {
    /// The formats for files in general and for devices.
    pub(crate) formats: [Format; 2],
    follow: bool,
    flags: AtFlags,
    pub(crate) quotes: Quotes,
    users: Names,
    groups: Names,
    /// The fields that the formats show; set at the first file.
    wanted: Option<StatxFlags>,
}

struct File<'a> {
    name: &'static OsStr,
    statx: &'a Statx,
}

impl Files {
    pub(crate) fn new(follow: bool, flags: AtFlags) -> Self {
        let mut files = Self {
            formats: Default::default(),
            follow,
            flags,
            quotes: Quotes::default(),
            users: Names::of_users(),
            groups: Names::of_groups(),
            wanted: None,
        };
        files.flags.set(AtFlags::SYMLINK_NOFOLLOW, !follow);
        files
    }

    pub(crate) fn print(&mut self, name: &'static OsStr, printer: &mut Printer) -> Result {
        let wanted = *self.wanted.get_or_insert_with(|| wanted(&self.formats[0]));
        let is_stdin = name == "-";
        let asked = if is_stdin {
            let flags = (self.flags - AtFlags::SYMLINK_NOFOLLOW) | AtFlags::EMPTY_PATH;
            statx(stdin(), c"", flags, wanted)
        } else {
            statx(CWD, name, self.flags, wanted)
        };
        let statx = match asked {
            Ok(statx) => statx,
            Err(e) => {
                let message = if is_stdin {
                    "cannot stat standard input".to_owned()
                } else {
                    format!("cannot statx {}", quoteaf(name))
                };
                diagnostics::error_io(&message, &e.into());
                return Ok(());
            }
        };
        let kind = file_type(&statx);
        let device = matches!(kind, FileType::BlockDevice | FileType::CharacterDevice);
        let place = usize::from(device);
        let format = std::mem::take(&mut self.formats[place]);
        let file = File {
            name,
            statx: &statx,
        };
        let printed = format.print(printer, &mut |piece, printer| {
            self.answer(piece, &file, printer)
        });
        self.formats[place] = format;
        printed
    }

    fn answer(&mut self, piece: &Piece, file: &File<'_>, printer: &mut Printer) -> Result<bool> {
        let &Piece::Directive { spec, part, letter } = piece else {
            return Ok(false);
        };
        let s = file.statx;
        let value = match letter {
            b'C' => spec.cut(self.context(file, printer)?),
            b'G' => spec.cut(name_or_unknown(&mut self.groups, s.stx_gid)),
            b'm' => match mount_point(file.name, &Status::from(*s)) {
                Ok(dir) => spec.cut(dir),
                Err(e) => {
                    let message = format!("failed to canonicalize {}", quoteaf(file.name));
                    printer.error(&message, e)?;
                    spec.cut(b"?".to_vec())
                }
            },
            b'N' => {
                self.put_quoted(spec, file, printer)?;
                return Ok(true);
            }
            b'Q' => {
                let name = file.name.as_bytes();
                spec.cut(self.quotes.quoted(name, Style::ShellEscape))
            }
            b'n' => spec.cut(file.name.as_bytes().to_vec()),
            b'U' => spec.cut(name_or_unknown(&mut self.users, s.stx_uid)),
            _ => match status_value(s, spec, part, letter) {
                Some(value) => value,
                None => return Ok(false),
            },
        };
        printer.put(spec, value)?;
        Ok(true)
    }

    /// Returns the SELinux context, or `?` after reporting why there is none.
    fn context(&self, file: &File<'_>, printer: &mut Printer) -> Result<Vec<u8>> {
        let e = match selinux::of_file(file.name.as_bytes(), self.follow) {
            Ok(context) => return Ok(context),
            Err(e) if selinux::is_missing(e) => Errno::NODATA,
            Err(e) => e,
        };
        let name = quoteaf(file.name);
        printer.error(&format!("failed to get security context of {name}"), e)?;
        Ok(b"?".to_vec())
    }

    /// Prints the quoted name, and for a symbolic link where it leads.
    fn put_quoted(&mut self, spec: Spec, file: &File<'_>, printer: &mut Printer) -> Result {
        let always = Style::ShellEscapeAlways;
        let quoted = self.quotes.quoted(file.name.as_bytes(), always);
        printer.put(spec, spec.cut(quoted))?;
        if file_type(file.statx) != FileType::Symlink {
            return Ok(());
        }
        match fs::readlinkat(CWD, file.name, Vec::new()) {
            Ok(target) => {
                printer.put(Spec::default(), Value::Text(b" -> ".to_vec()))?;
                let quoted = self.quotes.quoted(target.as_bytes(), always);
                printer.put(spec, spec.cut(quoted))
            }
            Err(e) => {
                let message = format!("cannot read symbolic link {}", quoteaf(file.name));
                printer.error(&message, e)
            }
        }
    }
}

fn file_type(s: &Statx) -> FileType {
    FileType::from_raw_mode(s.stx_mode.into())
}

fn name_or_unknown(names: &mut Names, id: u32) -> Vec<u8> {
    names.get(id).unwrap_or(b"UNKNOWN").to_vec()
}

/// Returns the value of a directive that shows a field of statx(2), `None` for other directives.
fn status_value(s: &Statx, spec: Spec, part: Option<Part>, letter: u8) -> Option<Value> {
    let mode = u32::from(s.stx_mode);
    let kind = file_type(s);
    let device = makedev(s.stx_dev_major, s.stx_dev_minor);
    let special = makedev(s.stx_rdev_major, s.stx_rdev_minor);
    Some(match (letter, part) {
        (b'd', Some(Part::Major)) => Value::Number(s.stx_dev_major.into()),
        (b'd', Some(Part::Minor)) => Value::Number(s.stx_dev_minor.into()),
        (b'r', Some(Part::Major)) => Value::Number(s.stx_rdev_major.into()),
        (b'r', Some(Part::Minor)) => Value::Number(s.stx_rdev_minor.into()),
        (b'a', _) => Value::Octal((mode & mode::ALL).into()),
        (b'A', _) => spec.cut(letters(kind, mode)),
        (b'b', _) => Value::Number(s.stx_blocks),
        (b'B', _) => Value::Number(512),
        (b'd', _) => Value::Number(device),
        (b'D', _) => Value::Hex(device),
        (b'f', _) => Value::Hex(mode.into()),
        (b'F', _) => spec.cut(filetype::name(kind, s.stx_size).as_bytes().to_vec()),
        (b'g', _) => Value::Number(s.stx_gid.into()),
        (b'h', _) => Value::Number(s.stx_nlink.into()),
        (b'i', _) => Value::Number(s.stx_ino),
        (b'o', _) => Value::Number(s.stx_blksize.into()),
        (b'r', _) => Value::Number(special),
        (b'R', _) => Value::Hex(special),
        (b's', _) => Value::Number(s.stx_size),
        (b't', _) => Value::Hex(s.stx_rdev_major.into()),
        (b'T', _) => Value::Hex(s.stx_rdev_minor.into()),
        (b'u', _) => Value::Number(s.stx_uid.into()),
        (b'w', _) if !has_birth(s) => spec.cut(b"-".to_vec()),
        (b'W', _) if !has_birth(s) => Value::Time(0, 0),
        (b'w', _) => spec.cut(readable(&s.stx_btime)),
        (b'x', _) => spec.cut(readable(&s.stx_atime)),
        (b'y', _) => spec.cut(readable(&s.stx_mtime)),
        (b'z', _) => spec.cut(readable(&s.stx_ctime)),
        (b'W', _) => Value::Time(s.stx_btime.tv_sec, s.stx_btime.tv_nsec),
        (b'X', _) => Value::Time(s.stx_atime.tv_sec, s.stx_atime.tv_nsec),
        (b'Y', _) => Value::Time(s.stx_mtime.tv_sec, s.stx_mtime.tv_nsec),
        (b'Z', _) => Value::Time(s.stx_ctime.tv_sec, s.stx_ctime.tv_nsec),
        _ => return None,
    })
}

fn has_birth(s: &Statx) -> bool {
    s.stx_mask & StatxFlags::BTIME.bits() != 0
}

/// Returns the fields of statx(2) that a format needs.
fn wanted(format: &Format) -> StatxFlags {
    let mut wanted = StatxFlags::TYPE | StatxFlags::MODE;
    for letter in format.letters() {
        wanted |= match letter {
            b'b' => StatxFlags::BLOCKS,
            b'F' | b's' => StatxFlags::SIZE,
            b'g' | b'G' => StatxFlags::GID,
            b'h' => StatxFlags::NLINK,
            b'i' => StatxFlags::INO,
            b'u' | b'U' => StatxFlags::UID,
            b'w' | b'W' => StatxFlags::BTIME,
            b'x' | b'X' => StatxFlags::ATIME,
            b'y' | b'Y' => StatxFlags::MTIME,
            b'z' | b'Z' => StatxFlags::CTIME,
            _ => continue,
        }
    }
    wanted
}

/// Formats type and permissions like `ls -l`.
fn letters(kind: FileType, mode: u32) -> Vec<u8> {
    let kind = match kind {
        FileType::RegularFile => b'-',
        FileType::Directory => b'd',
        FileType::Symlink => b'l',
        FileType::BlockDevice => b'b',
        FileType::CharacterDevice => b'c',
        FileType::Fifo => b'p',
        FileType::Socket => b's',
        FileType::Unknown => b'?',
    };
    [&[kind][..], &mode::letters(mode)].concat()
}

fn readable(time: &StatxTimestamp) -> Vec<u8> {
    let mut text = Vec::with_capacity(40);
    let moment = Moment::new(time.tv_sec, time.tv_nsec);
    if format(&mut text, b"%Y-%m-%d %H:%M:%S.%N %z", &moment).is_none() {
        // The year does not fit into a struct tm.
        text = format!("{}.{:09}", time.tv_sec, time.tv_nsec).into_bytes();
    }
    text
}
