//! Printing a name: quoted, colored, as a hyperlink, with an indicator.

use super::entry::{Entry, Kind, is_executable};
use super::words::Indicators;
use super::writer::Writer;
use crate::text::locale;
use crate::text::quoting::{Quoting, next_character};
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// Maximum number of links that are followed before a loop is assumed.
const MOST_LINKS: usize = 40;

impl Writer {
    /// Stores the name as it is shown in `shown`. Returns its number of columns, and whether quoting
    /// changed it.
    fn show(&self, name: &[u8], quoting: &Quoting, shown: &mut Vec<u8>) -> (usize, bool) {
        shown.clear();
        quoting.push(name, shown);
        let quoted = shown.first() != name.first() || shown.len() != name.len();
        if self.settings.question_marks {
            replace_unprintable(shown);
        }
        (locale::columns(shown), quoted)
    }

    /// Returns whether quoting changes this name.
    pub(super) fn is_quoted(&self, name: &[u8]) -> bool {
        let mut shown = Vec::new();
        self.settings.names.push(name, &mut shown);
        shown.first() != name.first() || shown.len() != name.len()
    }

    /// Returns the number of columns of an entry's name, without the indicator.
    pub(super) fn name_width(&self, name: &[u8], scratch: &mut Vec<u8>) -> usize {
        let (width, quoted) = self.show(name, &self.settings.names, scratch);
        width + usize::from(self.some_quoted && !quoted)
    }

    /// Prints the name of an entry or, with `target`, of the target of the link. It starts at `column`.
    /// Returns its number of bytes, which GNU ls counts as columns.
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

    /// Prints the heading of a directory.
    pub(super) fn put_heading(&mut self, name: &[u8], path: Option<&[u8]>) {
        let mut shown = Vec::new();
        let (_, quoted) = self.show(name, &self.settings.headings, &mut shown);
        let positions = self.put_linked(&shown, path, quoted);
        if self.settings.dired {
            self.dired.headings.extend(positions);
        }
        self.out.extend_from_slice(b":\n");
    }

    /// Prints a name, as a hyperlink to `path` if there is one. Returns the positions of its start and
    /// end.
    fn put_linked(&mut self, shown: &[u8], path: Option<&[u8]>, quoted: bool) -> [u64; 2] {
        // Quotes with which other names are aligned are not part of the link.
        let outside = path.is_some() && self.some_quoted && quoted && shown.len() > 1;
        let inner = if outside {
            self.out.push(shown[0]);
            &shown[1..shown.len() - 1]
        } else {
            shown
        };
        if let Some(path) = path {
            self.out.extend_from_slice(b"\x1b]8;;file://");
            let host = self.host.get_or_insert_with(|| {
                let mut host = Vec::new();
                let name = rustix::system::uname();
                push_escaped(name.nodename().to_bytes(), false, &mut host);
                host
            });
            self.out.extend_from_slice(host);
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

    /// Returns the indicator of an entry.
    pub(super) fn indicator(&self, entry: &Entry) -> Option<u8> {
        let mode = entry.details.as_ref().map(|d| d.mode);
        self.indicator_of(mode, entry.kind)
    }

    /// Returns the indicator for a mode, or for a file type if the mode is unknown.
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

/// Replaces each character that is not printable with a question mark.
fn replace_unprintable(shown: &mut Vec<u8>) {
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

/// Appends a part of a URL. All except unreserved characters are percent-encoded.
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

/// Returns the path without links, `.` and `..`. The last components need not exist.
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
    let directory = match path.parent() {
        Some(directory) if directory.as_os_str().is_empty() => Path::new("."),
        Some(directory) => directory,
        None => return Err(error),
    };
    if let Ok(target) = std::fs::read_link(path) {
        return follow(&directory.join(target), links - 1);
    }
    let directory = follow(directory, links - 1)?;
    Ok(match path.file_name() {
        Some(name) => directory.join(name),
        None => directory
            .parent()
            .map_or(directory.clone(), Path::to_path_buf),
    })
}
