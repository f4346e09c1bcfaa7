//! The long format: mode, links, owner, group, size and time before the name.

use super::entry::{Details, Entry, Kind};
use super::layout::{Widths, context, decimal_width, pad, push_padded};
use super::writer::Writer;
use crate::fs::mode;
use crate::fs::users::Names;
use crate::text::locale;

impl Writer {
    /// Measures the fields that occur only in the long format.
    pub(super) fn measure_long(&mut self, entries: &[Entry], widths: &mut Widths) {
        let mut text = Vec::new();
        for entry in entries {
            let Some(details) = &entry.details else {
                for width in [&mut widths.links, &mut widths.size] {
                    *width = (*width).max(1);
                }
                for width in [&mut widths.owner, &mut widths.group, &mut widths.author] {
                    *width = (*width).max(1);
                }
                continue;
            };
            self.any_mark |= details.mark != b' ';
            widths.links = widths.links.max(decimal_width(details.links.into()));
            if self.settings.owner || self.settings.author {
                let width = id_width(&mut self.users, details.user);
                widths.owner = widths.owner.max(width);
                widths.author = widths.owner;
            }
            if self.settings.group {
                widths.group = widths.group.max(id_width(&mut self.groups, details.group));
            }
            if is_device(details) {
                widths.major = widths.major.max(decimal_width(details.device.0.into()));
                widths.minor = widths.minor.max(decimal_width(details.device.1.into()));
                widths.size = widths.size.max(widths.major + 2 + widths.minor);
            } else {
                text.clear();
                self.settings.file_sizes.push(details.size, 1, &mut text);
                widths.size = widths.size.max(locale::columns(&text));
            }
        }
    }

    /// Prints a line without its end.
    pub(super) fn put_long(&mut self, entry: &Entry, widths: &Widths) {
        if let Some(colors) = &mut self.colors {
            colors.normal(&mut self.out);
        }
        self.indent_for_dired();
        let mut start = self.out.len();
        if self.settings.inode {
            self.put_inode(entry, widths);
        }
        if self.settings.blocks {
            self.put_blocks(entry, widths);
        }
        self.put_mode(entry);
        let details = entry.details.as_deref();
        match details {
            Some(details) => push_padded(details.links.into(), widths.links, &mut self.out),
            None => self.put_unknown(widths.links),
        }
        self.out.push(b' ');
        let ids = self.out.len();
        self.put_ids(details, widths);
        if self.settings.context {
            let context = context(entry);
            self.out.extend_from_slice(context);
            pad(widths.context + 1, context.len(), &mut self.out);
        }
        if self.out.len() > ids {
            // GNU ls counts columns (in bytes) from here.
            start = self.out.len();
        }
        self.put_size(details, widths);
        self.out.push(b' ');
        self.put_time(details);
        self.out.push(b' ');
        let column = self.out.len() - start;
        let width = self.put_name(entry, false, column);
        let link = details.and_then(|d| d.link.as_ref());
        match link {
            Some(link) => {
                self.out.extend_from_slice(b" -> ");
                self.put_name(entry, true, column + width + 4);
                let mode = link.mode.filter(|_| entry.kind == Kind::Link);
                self.out
                    .extend(mode.and_then(|mode| self.indicator_of(Some(mode), Kind::Unknown)));
            }
            None if entry.kind == Kind::Link => {}
            None => self.out.extend(self.indicator(entry)),
        }
    }

    /// Prints owner, group and author.
    fn put_ids(&mut self, details: Option<&Details>, widths: &Widths) {
        let user = details.map(|d| d.user);
        if self.settings.owner {
            put_id(&mut self.users, user, widths.owner, &mut self.out);
        }
        if self.settings.group {
            let group = details.map(|d| d.group);
            put_id(&mut self.groups, group, widths.group, &mut self.out);
        }
        if self.settings.author {
            put_id(&mut self.users, user, widths.author, &mut self.out);
        }
    }

    fn put_mode(&mut self, entry: &Entry) {
        match &entry.details {
            Some(details) => {
                self.out.push(Kind::of_mode(details.mode).letter());
                self.out.extend_from_slice(&mode::letters(details.mode));
                if self.any_mark {
                    self.out.push(details.mark);
                }
            }
            None => {
                self.out.push(entry.kind.letter());
                self.out.extend_from_slice(b"?????????");
                if self.any_mark {
                    self.out.push(b'?');
                }
            }
        }
        self.out.push(b' ');
    }

    fn put_size(&mut self, details: Option<&Details>, widths: &Widths) {
        let Some(details) = details else {
            return self.put_unknown(widths.size);
        };
        if is_device(details) {
            let blanks = widths.size - (widths.major + 2 + widths.minor);
            push_padded(
                details.device.0.into(),
                widths.major + blanks,
                &mut self.out,
            );
            self.out.extend_from_slice(b", ");
            push_padded(details.device.1.into(), widths.minor, &mut self.out);
            return;
        }
        let mut text = Vec::new();
        self.settings.file_sizes.push(details.size, 1, &mut text);
        pad(widths.size, locale::columns(&text), &mut self.out);
        self.out.extend_from_slice(&text);
    }

    fn put_time(&mut self, details: Option<&Details>) {
        let Some(dates) = &mut self.settings.dates else {
            return;
        };
        let time = details.and_then(|d| d.time);
        if let Some((seconds, nanoseconds)) = time
            && dates.push(seconds, nanoseconds, &mut self.out)
        {
            return;
        }
        let text = time.map_or("?".to_owned(), |(seconds, _)| seconds.to_string());
        pad(dates.usual_width(), text.len(), &mut self.out);
        self.out.extend_from_slice(text.as_bytes());
    }

    fn put_unknown(&mut self, width: usize) {
        pad(width, 1, &mut self.out);
        self.out.push(b'?');
    }
}

fn is_device(details: &Details) -> bool {
    matches!(Kind::of_mode(details.mode), Kind::Block | Kind::Character)
}

fn id_width(names: &mut Names, id: u32) -> usize {
    match names.get(id) {
        Some(name) => locale::columns(name),
        None => decimal_width(id.into()),
    }
}

/// Prints a left-aligned name or a right-aligned number, and a blank.
fn put_id(names: &mut Names, id: Option<u32>, width: usize, out: &mut Vec<u8>) {
    let Some(id) = id else {
        out.push(b'?');
        return pad(width + 1, 1, out);
    };
    match names.get(id) {
        Some(name) => {
            out.extend_from_slice(name);
            pad(width, locale::columns(name), out);
        }
        None => push_padded(id.into(), width, out),
    }
    out.push(b' ');
}
