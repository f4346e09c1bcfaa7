//! Operands and directories: what is listed, in which order, under which headings.

use super::color::Colors;
use super::dired::Dired;
use super::entry::{Entry, Kind};
use super::layout::Widths;
use super::look::Needs;
use super::name::canonical;
use super::order::sort;
use super::settings::Settings;
use super::words::{Format, Sort};
use crate::fs::users::Names;
use crate::program::diagnostics;
use crate::program::error::{Result, reason};
use crate::program::output::stdout;
use crate::program::status;
use crate::text::quoting::{STYLES, quoteaf, quotef};
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, RawDir, StatxFlags, openat, statx};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::mem::{MaybeUninit, take};
use std::os::unix::ffi::OsStrExt;

/// Bytes for getdents(2).
const BUFFER: usize = 64 * 1024;

/// Bytes of output that are kept.
const OUTPUT: usize = 32 * 1024;

/// A listing in the making.
pub(super) struct Lister {
    pub(super) settings: Settings,
    pub(super) colors: Option<Colors>,
    pub(super) users: Names,
    pub(super) groups: Names,
    pub(super) out: Vec<u8>,
    pub(super) dired: Dired,
    /// Of the directory that is listed: does quoting change a name, and are names aligned
    /// for that? Does a file have an access list or a context?
    pub(super) some_quoted: bool,
    pub(super) any_mark: bool,
    pub(super) scratch: Vec<u8>,
    widths: Widths,
    pub(super) needs: Needs,
    pub(super) entries: Vec<Entry>,
    /// Of 512 bytes, in all.
    pub(super) blocks: u64,
    pending: Vec<Pending>,
    /// Directories that are being listed, the one at hand last.
    active: Vec<(u32, u32, u64)>,
    headings: bool,
    first_heading: bool,
    /// Bytes that went out already.
    written: u64,
}

/// What is to be done later, the last first.
#[derive(Debug)]
enum Pending {
    List { name: Vec<u8>, operand: bool },
    Leave,
}

impl Lister {
    pub(super) fn new(settings: Settings) -> Result<Self> {
        let colors = if settings.color {
            Colors::of_environment()
        } else {
            None
        };
        Ok(Self {
            needs: Needs::new(&settings, colors.as_ref()),
            settings,
            colors,
            users: Names::of_users(),
            groups: Names::of_groups(),
            out: Vec::with_capacity(2 * OUTPUT),
            dired: Dired::default(),
            some_quoted: false,
            any_mark: false,
            scratch: Vec::new(),
            widths: Widths::default(),
            entries: Vec::new(),
            blocks: 0,
            pending: Vec::new(),
            active: Vec::new(),
            headings: true,
            first_heading: true,
            written: 0,
        })
    }

    /// Lists the operands.
    pub(super) fn list(mut self, operands: &[&'static OsStr]) -> Result {
        if self.settings.numeric_ids {
            (self.users, self.groups) = (Names::none(), Names::none());
        }
        if !operands.is_empty() {
            for operand in operands {
                self.gather(CWD, b"", operand.as_bytes(), Kind::Unknown, true)?;
            }
        } else if self.settings.immediate {
            self.gather(CWD, b"", b".", Kind::Directory, true)?;
        } else {
            self.pending.push(Pending::List {
                name: b".".to_vec(),
                operand: true,
            });
        }
        if !self.entries.is_empty() {
            self.arrange();
            if !self.settings.immediate {
                self.put_off_directories(None);
            }
        }
        if !self.entries.is_empty() {
            self.put_all()?;
            if !self.pending.is_empty() {
                self.out.push(b'\n');
            }
        } else if operands.len() <= 1 && self.pending.len() == 1 {
            self.headings = false;
        }
        while let Some(next) = self.pending.pop() {
            match next {
                Pending::List { name, operand } => {
                    self.list_directory(&name, operand)?;
                    self.headings = true;
                }
                Pending::Leave => {
                    self.active.pop();
                }
            }
        }
        if let Some(colors) = &mut self.colors {
            colors.restore(&mut self.out);
        }
        if self.settings.dired {
            let style = self.settings.names.style();
            let word = STYLES.iter().find(|s| s.1 == style).map_or("", |s| s.0);
            self.dired.push(word, &mut self.out);
        }
        self.emit()
    }

    fn list_directory(&mut self, name: &[u8], operand: bool) -> Result {
        // What operands that are directories left behind does not count here.
        (self.blocks, self.some_quoted, self.any_mark) = (0, false, false);
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let directory = match openat(CWD, name, flags, Mode::empty()) {
            Ok(directory) => directory,
            Err(e) => return self.complain(operand, "cannot open directory", name, e),
        };
        if self.settings.recursive && !self.enter(directory.as_fd(), name, operand)? {
            return Ok(());
        }
        if self.settings.recursive || self.headings {
            self.put_heading_of(name, operand)?;
        }
        let streams = self.settings.format == Format::OnePerLine
            && self.settings.sort == Sort::Nothing
            && !self.settings.blocks
            && !self.settings.recursive;
        self.read(directory.as_fd(), name, operand, streams)?;
        drop(directory);
        self.arrange();
        if self.settings.recursive {
            self.put_off_directories(Some(name));
        }
        if self.settings.format == Format::Long || self.settings.blocks {
            self.indent_for_dired();
            self.out.extend_from_slice(b"total ");
            self.settings
                .block_sizes
                .push(self.blocks, 512, &mut self.out);
            self.end_line()?;
        }
        self.put_all()
    }

    /// Notes that a directory is being listed; false where it is already, further up.
    fn enter(&mut self, directory: BorrowedFd<'_>, name: &[u8], operand: bool) -> Result<bool> {
        let stat = match statx(directory, "", AtFlags::EMPTY_PATH, StatxFlags::INO) {
            Ok(stat) => stat,
            Err(e) => {
                self.complain(operand, "cannot determine device and inode of", name, e)?;
                return Ok(false);
            }
        };
        let id = (stat.stx_dev_major, stat.stx_dev_minor, stat.stx_ino);
        if self.active.contains(&id) {
            self.emit()?;
            let name = quotef(OsStr::from_bytes(name));
            diagnostics::warning(&format!("{name}: not listing already-listed directory"));
            status::set(2);
            return Ok(false);
        }
        self.active.push(id);
        Ok(true)
    }

    fn put_heading_of(&mut self, name: &[u8], operand: bool) -> Result {
        if !std::mem::replace(&mut self.first_heading, false) {
            self.out.push(b'\n');
        }
        self.indent_for_dired();
        let mut path = None;
        if self.settings.hyperlink {
            match canonical(name) {
                Ok(canonical) => path = Some(canonical),
                Err(e) => self.complain_io(operand, "error canonicalizing", name, &e)?,
            }
        }
        self.put_heading(name, path.as_deref());
        Ok(())
    }

    fn read(
        &mut self,
        directory: BorrowedFd<'_>,
        name: &[u8],
        operand: bool,
        streams: bool,
    ) -> Result {
        let mut buffer = vec![MaybeUninit::uninit(); BUFFER];
        let mut entries = RawDir::new(directory, &mut buffer);
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                // The directory was removed while it was read.
                Err(Errno::NOENT) => break,
                Err(e) => return self.complain(operand, "reading directory", name, e),
            };
            let file = entry.file_name().to_bytes();
            if self.settings.ignores(file) {
                continue;
            }
            let kind = Kind::of_type(entry.file_type());
            self.gather(directory, name, file, kind, false)?;
            if streams {
                self.arrange();
                self.put_all()?;
            }
        }
        Ok(())
    }

    /// Measures and sorts what was gathered.
    fn arrange(&mut self) {
        let mut entries = take(&mut self.entries);
        let table = matches!(
            self.settings.format,
            Format::Columns | Format::Across | Format::Commas
        );
        if (table && self.settings.width > 0) || self.settings.sort == Sort::Width {
            let mut scratch = take(&mut self.scratch);
            for entry in &mut entries {
                entry.width = self.name_width(&entry.name, &mut scratch);
            }
            self.scratch = scratch;
        }
        self.widths = self.measure(&entries);
        sort(&mut entries, &self.settings);
        self.entries = entries;
    }

    /// Takes directories out of the entries, or, below operands, just notes them, to be
    /// listed by and by.
    fn put_off_directories(&mut self, parent: Option<&[u8]>) {
        if parent.is_some() {
            self.pending.push(Pending::Leave);
        }
        for entry in self.entries.iter().rev() {
            let itself = matches!(&*entry.name, b"." | b"..") && parent.is_some();
            if entry.kind != Kind::Directory || itself {
                continue;
            }
            self.pending.push(Pending::List {
                name: match parent {
                    Some(parent) => append(parent, &entry.name),
                    None => entry.name.to_vec(),
                },
                operand: parent.is_none(),
            });
        }
        self.entries.retain(|entry| !entry.is_heading);
    }

    /// Prints what was gathered, and starts afresh.
    fn put_all(&mut self) -> Result {
        let mut entries = take(&mut self.entries);
        if !entries.is_empty() {
            let widths = take(&mut self.widths);
            self.put_entries(&entries, &widths)?;
        }
        entries.clear();
        self.entries = entries;
        self.blocks = 0;
        self.any_mark = false;
        self.some_quoted = false;
        Ok(())
    }

    /// Where in the output the next byte stands.
    pub(super) fn position(&self) -> u64 {
        self.written + self.out.len() as u64
    }

    pub(super) fn indent_for_dired(&mut self) {
        if self.settings.dired {
            self.out.extend_from_slice(b"  ");
        }
    }

    pub(super) fn end_line(&mut self) -> Result {
        self.out.push(self.settings.end_of_line);
        if self.out.len() >= OUTPUT {
            self.emit()?;
        }
        Ok(())
    }

    /// Hands on what was made so far.
    fn emit(&mut self) -> Result {
        self.written += self.out.len() as u64;
        stdout().write_all(&self.out)?;
        self.out.clear();
        Ok(())
    }

    /// Reports a failure, which is serious where an operand is concerned.
    pub(super) fn complain(&mut self, serious: bool, what: &str, name: &[u8], e: Errno) -> Result {
        self.complain_io(serious, what, name, &e.into())
    }

    pub(super) fn complain_io(
        &mut self,
        serious: bool,
        what: &str,
        name: &[u8],
        e: &io::Error,
    ) -> Result {
        self.emit()?;
        let name = quoteaf(OsStr::from_bytes(name));
        diagnostics::warning(&format!("{what} {name}: {}", reason(e)));
        status::set(status::current().max(if serious { 2 } else { 1 }));
        Ok(())
    }
}

/// The path of a file in a directory, as messages name it: nothing for `.`.
pub(super) fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    if directory == b"." || directory.is_empty() {
        return name.to_vec();
    }
    append(directory, name)
}

fn append(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let slash: &[u8] = if directory.ends_with(b"/") { b"" } else { b"/" };
    [directory, slash, name].concat()
}
