//! Colors: the database in `LS_COLORS`, which `dircolors` creates, and the sequences before and
//! after names.

use super::database::{ITEMS, ITEMS_COUNT, Item, take_value, terminal_has_colors};
use super::entry::{Entry, Kind, is_executable};
use crate::program::diagnostics;
use crate::text::quoting::quote;
use crate::text::words;
use std::collections::BTreeSet;
use std::env::var_os;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};

/// The colors of the database, and whether one has been used.
#[derive(Debug)]
pub(super) struct Colors {
    items: [Option<Vec<u8>>; ITEMS_COUNT],
    /// Later entries of the database come first.
    extensions: Vec<Extension>,
    /// `ln=target`: links have the colors of their targets.
    pub(super) links_as_targets: bool,
    used: bool,
}

#[derive(Debug)]
struct Extension {
    /// The end of the name: `.tar`, `~`.
    text: Vec<u8>,
    sequence: Vec<u8>,
    exact_case: bool,
}

/// The colors of GNU's database.
fn defaults() -> [Option<Vec<u8>>; ITEMS_COUNT] {
    let mut items = [const { None }; ITEMS_COUNT];
    for (item, text) in items.iter_mut().zip(words::all(ITEMS)) {
        *item = text.split_once('=').map(|(_, value)| value.into());
    }
    items
}

impl Colors {
    /// Reads `LS_COLORS`. Returns None if it is invalid, or if it is empty and the terminal has no
    /// colors.
    pub(super) fn of_environment() -> Option<Self> {
        let mut colors = Self {
            items: defaults(),
            extensions: Vec::new(),
            links_as_targets: false,
            used: false,
        };
        let text = var_os("LS_COLORS").unwrap_or_default().into_vec();
        if text.is_empty() {
            return terminal_has_colors().then_some(colors);
        }
        if colors.parse(&text).is_none() {
            diagnostics::warning("unparsable value for LS_COLORS environment variable");
            return None;
        }
        colors.decide_case();
        colors.links_as_targets = colors.get(Item::Link) == Some(b"target");
        Some(colors)
    }

    fn parse(&mut self, mut text: &[u8]) -> Option<()> {
        loop {
            match *text {
                [] => return Some(()),
                [b':', ..] => text = &text[1..],
                [b'*', ..] => {
                    text = &text[1..];
                    let extension = take_value(&mut text, true)?;
                    text = text.strip_prefix(b"=")?;
                    let sequence = take_value(&mut text, false)?;
                    let extension = Extension {
                        text: extension,
                        sequence,
                        exact_case: false,
                    };
                    self.extensions.insert(0, extension);
                }
                [a, b, b'=', ..] => {
                    text = &text[3..];
                    let value = words::all(ITEMS)
                        .position(|item| item.as_bytes().starts_with(&[a, b]))
                        .and_then(|item| Some((item, take_value(&mut text, false)?)));
                    let Some((item, value)) = value else {
                        let prefix = quote(OsStr::from_bytes(&[a, b]));
                        diagnostics::warning(&format!("unrecognized prefix: {prefix}"));
                        return None;
                    };
                    self.items[item] = Some(value);
                }
                _ => return None,
            }
        }
    }

    /// Makes extensions case-sensitive if the database has different colors for two spellings, and
    /// removes duplicates.
    fn decide_case(&mut self) {
        let mut seen = BTreeSet::new();
        self.extensions.retain(|e| seen.insert(e.text.clone()));
        let mut i = 0;
        while i < self.extensions.len() {
            let mut j = i + 1;
            while j < self.extensions.len() {
                let (one, other) = (&self.extensions[i], &self.extensions[j]);
                if !one.text.eq_ignore_ascii_case(&other.text) {
                    j += 1;
                } else if one.sequence == other.sequence {
                    self.extensions.remove(j);
                } else {
                    self.extensions[i].exact_case = true;
                    self.extensions[j].exact_case = true;
                    j += 1;
                }
            }
            i += 1;
        }
    }

    fn get(&self, item: Item) -> Option<&[u8]> {
        self.items[item as usize].as_deref()
    }

    /// Returns whether the item has a color other than the default one.
    pub(super) fn is_colored(&self, item: Item) -> bool {
        self.get(item)
            .is_some_and(|text| !matches!(text, b"" | b"0" | b"00"))
    }

    /// Returns whether colors of regular files depend on permissions, links or capabilities.
    pub(super) fn depends_on_file_modes(&self) -> bool {
        [
            Item::Executable,
            Item::SetUser,
            Item::SetGroup,
            Item::Capability,
            Item::HardLinks,
        ]
        .iter()
        .any(|&item| self.is_colored(item))
    }

    /// Returns whether colors of directories depend on permissions.
    pub(super) fn depends_on_directory_modes(&self) -> bool {
        [Item::OtherWritable, Item::Sticky, Item::StickyOtherWritable]
            .iter()
            .any(|&item| self.is_colored(item))
    }

    /// Returns whether colors of symbolic links depend on their targets.
    pub(super) fn depends_on_link_targets(&self, long: bool) -> bool {
        self.is_colored(Item::Orphan)
            || (self.is_colored(Item::Executable) && self.links_as_targets)
            || (self.is_colored(Item::Missing) && long)
    }

    /// Returns the color of an entry's name or, with `target`, of the target of the link.
    fn of(&self, entry: &Entry, target: bool) -> Option<&[u8]> {
        let link = entry.details.as_ref().and_then(|d| d.link.as_ref());
        let found = link.and_then(|l| l.mode);
        let mode = match &entry.details {
            Some(_) if target => Some(found.unwrap_or(0)),
            Some(_) if self.links_as_targets && found.is_some() => found,
            Some(details) => Some(details.mode),
            None => None,
        };
        let missing = target && found.is_none();
        let item = match mode {
            _ if missing && self.is_colored(Item::Missing) => Item::Missing,
            None => of_kind(entry.kind),
            Some(mode) => self.of_mode(mode, entry),
        };
        if item == Item::File {
            let name = match link {
                Some(link) if target => &link.name,
                _ => &entry.name,
            };
            if let Some(extension) = self.extensions.iter().find(|e| e.matches(name)) {
                return Some(&extension.sequence);
            }
        }
        let dangles = item == Item::Link && found.is_none() && !target;
        if dangles && (self.links_as_targets || self.is_colored(Item::Orphan)) {
            return self.get(Item::Orphan);
        }
        self.get(item)
    }

    fn of_mode(&self, mode: u32, entry: &Entry) -> Item {
        let details = entry.details.as_ref();
        let has = |bits: u32, item| mode & bits == bits && self.is_colored(item);
        let kind = Kind::of_mode(mode);
        match kind {
            Kind::File if has(0o4000, Item::SetUser) => Item::SetUser,
            Kind::File if has(0o2000, Item::SetGroup) => Item::SetGroup,
            Kind::File if details.is_some_and(|d| d.capability) => Item::Capability,
            Kind::File if is_executable(mode) && self.is_colored(Item::Executable) => {
                Item::Executable
            }
            Kind::File
                if details.is_some_and(|d| d.links > 1) && self.is_colored(Item::HardLinks) =>
            {
                Item::HardLinks
            }
            Kind::Directory if has(0o1002, Item::StickyOtherWritable) => Item::StickyOtherWritable,
            Kind::Directory if has(0o0002, Item::OtherWritable) => Item::OtherWritable,
            Kind::Directory if has(0o1000, Item::Sticky) => Item::Sticky,
            kind => of_kind(kind),
        }
    }

    /// Starts the color of a name. Returns whether it must be ended.
    pub(super) fn begin(&mut self, entry: &Entry, target: bool, out: &mut Vec<u8>) -> bool {
        let Some(color) = self.of(entry, target).map(<[u8]>::to_vec) else {
            return self.is_colored(Item::Normal);
        };
        if self.is_colored(Item::Normal) {
            self.put(&[Item::Left, Item::Right], out);
        }
        self.put(&[Item::Left], out);
        out.extend_from_slice(&color);
        self.put(&[Item::Right], out);
        true
    }

    /// Ends the color of a name.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        if self.items[Item::End as usize].is_some() {
            self.put(&[Item::End], out);
        } else {
            self.put(&[Item::Left, Item::Reset, Item::Right], out);
        }
    }

    /// Starts the color of text that has none of its own.
    pub(super) fn normal(&mut self, out: &mut Vec<u8>) {
        if self.is_colored(Item::Normal) {
            self.put(&[Item::Left, Item::Normal, Item::Right], out);
        }
    }

    /// Clears the rest of a line, whose background a terminal may have colored when it wrapped.
    pub(super) fn clear_to_end(&mut self, out: &mut Vec<u8>) {
        self.put(&[Item::ClearToEnd], out);
    }

    /// Resets the terminal at the end of the listing.
    pub(super) fn restore(&mut self, out: &mut Vec<u8>) {
        let usual = self.get(Item::Left) == Some(b"\x1b[") && self.get(Item::Right) == Some(b"m");
        if self.used && !usual {
            self.put(&[Item::Left, Item::Right], out);
        }
    }

    fn put(&mut self, items: &[Item], out: &mut Vec<u8>) {
        if !std::mem::replace(&mut self.used, true) {
            // Reset the color that the terminal has before the first one.
            self.end(out);
        }
        for &item in items {
            out.extend_from_slice(self.get(item).unwrap_or_default());
        }
    }
}

impl Extension {
    fn matches(&self, name: &[u8]) -> bool {
        let Some(start) = name.len().checked_sub(self.text.len()) else {
            return false;
        };
        let end = &name[start..];
        end == self.text || !self.exact_case && end.eq_ignore_ascii_case(&self.text)
    }
}

/// Returns the color of a file type.
fn of_kind(kind: Kind) -> Item {
    match kind {
        Kind::File => Item::File,
        Kind::Directory => Item::Directory,
        Kind::Link => Item::Link,
        Kind::Fifo => Item::Fifo,
        Kind::Socket => Item::Socket,
        Kind::Block => Item::Block,
        Kind::Character => Item::Character,
        Kind::Unknown => Item::Orphan,
    }
}
