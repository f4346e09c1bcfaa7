//! The order in which operands and directories are listed, and their headings.

use super::entry::Kind;
use super::layout::Widths;
use super::look::{File, Gatherer, append};
use super::name::canonical;
use super::order::sort;
use super::settings::Settings;
use super::words::{Follow, Format, Sort};
use super::writer::Writer;
use crate::program::diagnostics;
use crate::program::error::Result;
use crate::program::status;
use crate::sys::directory::Entries;
use crate::sys::stat::statx;
use crate::text::quoting::{STYLES, quotef};
use crate::text::words;
use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, StatxFlags, openat};
use std::ffi::OsStr;
use std::io;
use std::mem::take;
use std::os::unix::ffi::OsStrExt;

/// A listing in progress.
pub struct Lister {
    writer: Writer,
    gatherer: Gatherer,
    widths: Widths,
    pending: Vec<Pending>,
    /// Identities of the directories that are being listed. The current one is the last.
    active: Vec<(u32, u32, u64)>,
    headings: bool,
    first_heading: bool,
}

/// A directory to list later. The last one is taken first.
#[derive(Debug)]
enum Pending {
    List { name: Vec<u8>, operand: bool },
    Leave,
}

impl Lister {
    pub(super) fn new(settings: Settings) -> Self {
        let writer = Writer::new(settings);
        Self {
            gatherer: Gatherer::new(&writer),
            writer,
            widths: Widths::default(),
            pending: Vec::new(),
            active: Vec::new(),
            headings: true,
            first_heading: true,
        }
    }

    /// Lists the operands.
    pub(super) fn list(mut self, operands: &[&'static OsStr]) -> Result {
        if !operands.is_empty() {
            for operand in operands {
                self.gather_operand(operand.as_bytes(), Kind::Unknown)?;
            }
        } else if self.writer.settings.immediate {
            self.gather_operand(b".", Kind::Directory)?;
        } else {
            self.pending.push(Pending::List {
                name: b".".to_vec(),
                operand: true,
            });
        }
        if !self.gatherer.entries.is_empty() {
            self.arrange()?;
            if !self.writer.settings.immediate {
                self.defer_directories(None);
            }
        }
        if !self.gatherer.entries.is_empty() {
            self.put_all()?;
            if !self.pending.is_empty() {
                self.writer.out.push(b'\n');
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
        if let Some(colors) = &mut self.writer.colors {
            colors.restore(&mut self.writer.out);
        }
        if self.writer.settings.dired {
            let style = self.writer.settings.names.style();
            let word = words::nth(STYLES.words, style as usize).unwrap_or_default();
            self.writer.dired.push(word, &mut self.writer.out);
        }
        self.writer.flush()
    }

    fn gather_operand(&mut self, name: &[u8], kind: Kind) -> Result {
        let file = File {
            directory: CWD,
            path: b"",
            name,
            kind,
            operand: true,
        };
        self.gatherer.gather(&mut self.writer, &file)
    }

    fn list_directory(&mut self, name: &[u8], operand: bool) -> Result {
        // Operands that are directories have been counted, but are not part of the total.
        self.gatherer.blocks = 0;
        (self.writer.some_quoted, self.writer.any_mark) = (false, false);
        let mut flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        if !operand && self.writer.settings.follow != Follow::Always {
            // It was a directory, but may have become a link to one that is nobody's business.
            flags |= OFlags::NOFOLLOW;
        }
        let directory = match openat(CWD, name, flags, Mode::empty()) {
            Ok(directory) => directory,
            Err(e) => {
                return self
                    .writer
                    .file_error(operand, "cannot open directory", name, &e.into());
            }
        };
        if self.writer.settings.recursive && !self.enter(directory.as_fd(), name, operand)? {
            return Ok(());
        }
        if self.writer.settings.recursive || self.headings {
            self.put_heading_of(name, operand)?;
        }
        let streams = self.writer.settings.format == Format::OnePerLine
            && self.writer.settings.sort == Sort::Nothing
            && !self.writer.settings.blocks
            && !self.writer.settings.recursive;
        self.read(directory.as_fd(), name, operand, streams)?;
        drop(directory);
        self.arrange()?;
        if self.writer.settings.recursive {
            self.defer_directories(Some(name));
        }
        if self.writer.settings.format == Format::Long || self.writer.settings.blocks {
            self.writer.indent_for_dired();
            self.writer.out.extend_from_slice(b"total ");
            self.writer
                .settings
                .block_sizes
                .push(self.gatherer.blocks, 512, &mut self.writer.out);
            self.writer.end_line()?;
        }
        self.put_all()
    }

    /// Notes that a directory is being listed. Returns false if it is one of its own ancestors.
    fn enter(&mut self, directory: BorrowedFd<'_>, name: &[u8], operand: bool) -> Result<bool> {
        let stat = match statx(directory, "", AtFlags::EMPTY_PATH, StatxFlags::INO) {
            Ok(stat) => stat,
            Err(e) => {
                self.writer.file_error(
                    operand,
                    "cannot determine device and inode of",
                    name,
                    &e.into(),
                )?;
                return Ok(false);
            }
        };
        let id = (stat.stx_dev_major, stat.stx_dev_minor, stat.stx_ino);
        if self.active.contains(&id) {
            self.writer.flush()?;
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
            self.writer.out.push(b'\n');
        }
        self.writer.indent_for_dired();
        let mut path = None;
        if self.writer.settings.hyperlink {
            match canonical(name) {
                Ok(canonical) => path = Some(canonical),
                Err(e) => self
                    .writer
                    .file_error(operand, "error canonicalizing", name, &e)?,
            }
        }
        self.writer.put_heading(name, path.as_deref());
        Ok(())
    }

    fn read(
        &mut self,
        directory: BorrowedFd<'_>,
        name: &[u8],
        operand: bool,
        streams: bool,
    ) -> Result {
        let mut entries = Entries::of(directory).map_err(io::Error::from)?;
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) => {
                    return self
                        .writer
                        .file_error(operand, "reading directory", name, &e.into());
                }
            };
            let file = entry.name.to_bytes();
            if self.writer.settings.ignores(file) {
                continue;
            }
            let kind = Kind::of_type(entry.kind);
            self.gatherer.gather(
                &mut self.writer,
                &File {
                    directory,
                    path: name,
                    name: file,
                    kind,
                    operand: false,
                },
            )?;
            if streams {
                self.arrange()?;
                self.put_all()?;
            }
        }
        Ok(())
    }

    /// Measures and sorts the gathered entries.
    fn arrange(&mut self) -> Result {
        let mut entries = take(&mut self.gatherer.entries);
        let table = matches!(
            self.writer.settings.format,
            Format::Columns | Format::Across | Format::Commas
        );
        if (table && self.writer.settings.width > 0) || self.writer.settings.sort == Sort::Width {
            let mut scratch = take(&mut self.writer.scratch);
            for entry in &mut entries {
                entry.width = self.writer.name_width(&entry.name, &mut scratch);
            }
            self.writer.scratch = scratch;
        }
        self.widths = self.writer.measure(&entries);
        sort(&mut entries, &self.writer.settings).map_err(io::Error::from)?;
        self.gatherer.entries = entries;
        Ok(())
    }

    /// Appends the directories among the entries to those that are listed later. Operands whose
    /// contents are listed are removed from the entries.
    fn defer_directories(&mut self, parent: Option<&[u8]>) {
        if parent.is_some() {
            self.pending.push(Pending::Leave);
        }
        for entry in self.gatherer.entries.iter().rev() {
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
        self.gatherer.entries.retain(|entry| !entry.is_heading);
    }

    /// Prints the gathered entries and clears them.
    fn put_all(&mut self) -> Result {
        let mut entries = take(&mut self.gatherer.entries);
        if !entries.is_empty() {
            let widths = take(&mut self.widths);
            self.writer.put_entries(&entries, &widths)?;
        }
        entries.clear();
        self.gatherer.entries = entries;
        self.gatherer.blocks = 0;
        self.writer.any_mark = false;
        self.writer.some_quoted = false;
        Ok(())
    }
}
