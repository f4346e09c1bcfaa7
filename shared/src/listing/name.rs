//! A name as it is shown: quoted, in its color, as a hyperlink, with an indicator behind it.

use super::entry::{Entry, Kind, is_executable};
use super::words::Indicators;
use super::writer::Writer;
use crate::text::locale;
use crate::text::quoting::{Quoting, next_character};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Links that are followed before they are taken to go round in circles.
const MOST_LINKS: usize = 40;

impl Writer {
    /// Puts a name as it is shown into `shown`. Returns the columns that it takes, and
    /// whether quoting changed it.
    fn show(&self, name: &[u8], quoting: &Quoting, shown: &mut Vec<u8>) -> (usize, bool) {
        shown.clear();
        quoting.push(name, shown);
        let quoted = shown.first() != name.first() || shown.len() != name.len();
        if self.settings.question_marks {
            question(shown);
        }
        (locale::columns(shown), quoted)
    }

    /// Would quotes change this name?
    pub(super) fn is_quoted(&self, name: &[u8]) -> bool {
        let mut shown = Vec::new();
        self.settings.names.push(name, &mut shown);
        shown.first() != name.first() || shown.len() != name.len()
    }

    /// The columns that an entry's name takes, without the indicator.
    pub(super) fn name_width(&self, name: &[u8], scratch: &mut Vec<u8>) -> usize {
        let (width, quoted) = self.show(name, &self.settings.names, scratch);
        width + usize::from(self.some_quoted && !quoted)
    }

    /// Writes the name of an entry, or of what the link leads to, from `column` on. Returns
    /// the bytes that it takes, which GNU's counts as columns here.
    pub(super) fn put_name(&mut self, entry: &Entry, target: bool, column: usize) -> usize {
        let link = entry.details.as_ref().and_then(|d| d.link.as_ref());
        let name = match link {
            Some(link) if target => &link.name,
            _ => &entry.name,
        };
        let mut shown = std::mem::take(&mut self.scratch);
        let (_, quoted) = self.show(name, &self.settings.names, &mut shown);
        let mut width = shown.len();
        if self.some_quoted && !quoted && !target {
            self.out.push(b' ');
            width += 1;
        }
        let colored = match &mut self.colors {
            Some(colors) => colors.begin(entry, target, &mut self.out),
            None => false,
        };
        let path = entry.details.as_ref().and_then(|d| d.target.as_deref());
        let positions = self.put_linked(&shown, path, quoted);
        if self.settings.dired && !target {
            self.dired.names.extend(positions);
        }
        if let (Some(colors), true) = (&mut self.colors, colored) {
            colors.end(&mut self.out);
            let line = self.settings.width;
            if line > 0 && column / line != (column + width).saturating_sub(1) / line {
                colors.clear_to_end(&mut self.out);
            }
        }
        self.scratch = shown;
        width
    }

    /// Writes the name of a directory over its content.
    pub(super) fn put_heading(&mut self, name: &[u8], path: Option<&[u8]>) {
        let mut shown = Vec::new();
        let (_, quoted) = self.show(name, &self.settings.headings, &mut shown);
        let positions = self.put_linked(&shown, path, quoted);
        if self.settings.dired {
            self.dired.headings.extend(positions);
        }
        self.out.extend_from_slice(b":\n");
    }

    /// Writes what is shown, as a hyperlink to `path` if there is one, and returns where it
    /// starts and ends.
    fn put_linked(&mut self, shown: &[u8], path: Option<&[u8]>, quoted: bool) -> [u64; 2] {
        // Quotes that others are aligned with stay out of the link.
        let outside = path.is_some() && self.some_quoted && quoted && shown.len() > 1;
        let inner = if outside {
            self.out.push(shown[0]);
            &shown[1..shown.len() - 1]
        } else {
            shown
        };
        if let Some(path) = path {
            self.out.extend_from_slice(b"\x1b]8;;file://");
            let host = rustix::system::uname().nodename().to_bytes().to_vec();
            push_escaped(&host, false, &mut self.out);
            if !path.starts_with(b"/") {
                self.out.push(b'/');
            }
            push_escaped(path, true, &mut self.out);
            self.out.extend_from_slice(b"\x1b\\");
        }
        let start = self.position();
        self.out.extend_from_slice(inner);
        let end = self.position();
        if path.is_some() {
            self.out.extend_from_slice(b"\x1b]8;;\x1b\\");
        }
        if outside {
            self.out.push(shown[shown.len() - 1]);
        }
        [start, end]
    }

    /// The indicator of an entry.
    pub(super) fn indicator(&self, entry: &Entry) -> Option<u8> {
        let mode = entry.details.as_ref().map(|d| d.mode);
        self.indicator_of(mode, entry.kind)
    }

    /// The indicator of a file of this mode, or of this kind where the mode isn't known.
    pub(super) fn indicator_of(&self, mode: Option<u32>, kind: Kind) -> Option<u8> {
        let style = self.settings.indicators;
        if style == Indicators::Nothing {
            return None;
        }
        match mode.map_or(kind, Kind::of_mode) {
            Kind::Directory => Some(b'/'),
            Kind::File => {
                (style == Indicators::Classify && mode.is_some_and(is_executable)).then_some(b'*')
            }
            _ if style == Indicators::Slash => None,
            Kind::Link => Some(b'@'),
            Kind::Fifo => Some(b'|'),
            Kind::Socket => Some(b'='),
            _ => None,
        }
    }
}

/// Puts a question mark in the place of each character that can't be printed.
fn question(shown: &mut Vec<u8>) {
    if shown.iter().all(|b| (0x20..0x7f).contains(b)) {
        return;
    }
    let text = std::mem::take(shown);
    let mut rest = text.as_slice();
    while !rest.is_empty() {
        match next_character(&mut rest) {
            (character, true) => shown.extend_from_slice(character),
            _ => shown.push(b'?'),
        }
    }
}

/// Appends a part of a URL: all but the unreserved characters as `%2f`.
fn push_escaped(text: &[u8], is_path: bool, out: &mut Vec<u8>) {
    for &byte in text {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (is_path && byte == b'/') {
            out.push(byte);
        } else {
            let digits = b"0123456789abcdef";
            out.extend([
                b'%',
                digits[usize::from(byte >> 4)],
                digits[usize::from(byte & 15)],
            ]);
        }
    }
}

/// The path without links, `.` and `..`; the last parts need not exist.
pub(super) fn canonical(path: &[u8]) -> io::Result<Box<[u8]>> {
    let path = follow(Path::new(OsStr::from_bytes(path)), MOST_LINKS)?;
    Ok(path.into_os_string().into_vec().into())
}

fn follow(path: &Path, links: usize) -> io::Result<PathBuf> {
    let error = match std::fs::canonicalize(path) {
        Ok(path) => return Ok(path),
        Err(e) => e,
    };
    if links == 0 || error.raw_os_error() == Some(libc::ELOOP) {
        return Err(error);
    }
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Err(error),
    };
    if let Ok(target) = std::fs::read_link(path) {
        return follow(&folder.join(target), links - 1);
    }
    let folder = follow(folder, links - 1)?;
    Ok(match path.file_name() {
        Some(name) => folder.join(name),
        None => folder.parent().map_or(folder.clone(), Path::to_path_buf),
    })
}
