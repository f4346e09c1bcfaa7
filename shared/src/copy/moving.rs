//! Moving: by rename(2), or by copying to another file system.

use super::copier::{Copier, Done, Failed, failed, list, refused};
use super::overwrite::{
    Destination, directory_over_file, file_over_directory, just_created, quoted_backup, same_file,
};
use super::place::{Facts, Place, is_same_entry, leads_to};
use super::source::Source;
use crate::fs::names::{last_component, without_trailing_slashes};
use crate::fs::update::Update;
use crate::program::diagnostics;
use crate::sys::c_string;
use rustix::fs::{AtFlags, RenameFlags, renameat, renameat_with, unlinkat};
use rustix::io::Errno;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;

/// The result of moving an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It has been moved.
    Renamed,
    /// It has been copied completely to another file system. The source is to be removed.
    Copied,
    /// It was skipped, as requested.
    Kept,
}

/// Calls rename(2), but does not replace an existing file.
///
/// # Errors
/// Those of rename(2), and `EEXIST` if the destination exists.
pub fn rename_new(from: &Place<'_>, to: &Place<'_>) -> Result<(), Errno> {
    match renameat_with(from.dir, from.name, to.dir, to.name, RenameFlags::NOREPLACE) {
        // The file system does not support the flag, or a directory is moved into itself.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => match to.stat(false) {
            Ok(_) => Err(Errno::EXIST),
            Err(_) => renameat(from.dir, from.name, to.dir, to.name),
        },
        result => result,
    }
}

impl Copier {
    /// Moves an operand. `tried` is the error of [`rename_new`], if that was called already.
    ///
    /// # Errors
    /// It could not be moved and is still in place. That has been reported.
    pub fn relocate(
        &mut self,
        from: &Place<'_>,
        to: &Place<'_>,
        tried: Option<Errno>,
    ) -> Done<Moved> {
        let moving = self.options.moving.unwrap_or_default();
        if moving.exchange {
            return self.exchange(from, to);
        }
        let mut reason = match tried.map_or_else(|| rename_new(from, to), Err) {
            Ok(()) => return Ok(self.renamed(from, to)),
            Err(e) => e,
        };
        let facts = from
            .stat(false)
            .map_err(|e| failed(&format!("cannot stat {}", from.quoted()), &e))?;
        let source = Source {
            facts,
            follow: false,
            file: None,
        };
        let destination = self.make_room(from, &source, to, reason == Errno::EXIST)?;
        if matches!(destination, Destination::Skip) {
            return Ok(Moved::Kept);
        }
        if facts.is_dir() && self.seen.is_repeated_directory(&facts, to) {
            let name = from.quoted();
            diagnostics::warning(&format!(
                "warning: source directory {name} specified more than once"
            ));
            return Ok(Moved::Kept);
        }
        if reason == Errno::EXIST {
            match renameat(from.dir, from.name, to.dir, to.name) {
                Ok(()) => {
                    self.list_renamed(from, to, destination.backup());
                    self.seen.remember_moved(facts.id, to);
                    return Ok(Moved::Renamed);
                }
                Err(e) => reason = e,
            }
        }
        let copied = match reason {
            Errno::XDEV if !moving.no_copy => self.copy_across(from, &source, to, &destination),
            Errno::INVAL => {
                self.seen.remember_directory(&facts, to);
                Err(cannot_move(from, to, reason))
            }
            _ => Err(cannot_move(from, to, reason)),
        };
        if let (Err(Failed), Some(backup)) = (&copied, destination.backup())
            && to.stat(false).is_err()
        {
            self.restore(backup, to);
        }
        copied.map(|()| Moved::Copied)
    }

    /// Lists and remembers an operand that [`rename_new`] has moved.
    pub fn renamed(&mut self, from: &Place<'_>, to: &Place<'_>) -> Moved {
        self.list_renamed(from, to, None);
        self.seen.remember_copy(to);
        Moved::Renamed
    }

    fn list_renamed(&self, from: &Place<'_>, to: &Place<'_>, backup: Option<&CString>) {
        if self.options.verbose {
            let backup = backup.map(|backup| quoted_backup(backup, to));
            self.announce_as("renamed ", from, to, backup.as_deref());
        }
    }

    fn exchange(&mut self, from: &Place<'_>, to: &Place<'_>) -> Done<Moved> {
        let flags = RenameFlags::EXCHANGE;
        let result = renameat_with(from.dir, from.name, to.dir, to.name, flags);
        let (source, target) = (from.quoted(), to.quoted());
        match result {
            Ok(()) => {
                if self.options.verbose {
                    list(&format!("exchanged {source} <-> {target}\n"));
                }
                Ok(Moved::Renamed)
            }
            Err(e) => Err(match from.stat(false) {
                Err(missing) => failed(&format!("cannot stat {source}"), &missing),
                Ok(_) => failed(&format!("cannot exchange {source} and {target}"), &e.into()),
            }),
        }
    }

    /// Examines the destination and makes a backup if requested. `exists` says that rename(2)
    /// found something there.
    fn make_room(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
        exists: bool,
    ) -> Done<Destination> {
        if exists && self.is_spared(to)? {
            self.skip(source, to, source.facts.links > 1)?;
            return Ok(Destination::Skip);
        }
        let old = match to.stat(false) {
            Ok(old) => old,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return match link_before_slash(to).filter(|_| exists) {
                    Some(link) => self.make_room_at_link(from, source, to, &link),
                    None => Ok(Destination::Absent(None)),
                };
            }
            Err(e) => return Err(failed(&format!("cannot stat {}", to.quoted()), &e)),
        };
        let update = self.options.update;
        let spared = matches!(update, Update::None | Update::NoneFail);
        if !spared && !self.may_replace(from, source, to, &old) {
            return Err(same_file(from, to));
        }
        if self.is_kept(source, to, &old)? {
            self.skip(source, to, source.facts.links > 1)?;
            return Ok(Destination::Skip);
        }
        let aside = self.options.backup.is_some();
        match (source.facts.is_dir(), old.is_dir()) {
            (true, false) if !aside => return Err(directory_over_file(from, to)),
            (false, true) if !aside => return Err(file_over_directory(to)),
            (_, true) => {}
            (_, false) => {
                if !self.is_numbered() && self.seen.is_copy(to, &old) {
                    return Err(just_created(from, to));
                }
            }
        }
        let dots = matches!(last_component(from.name.to_bytes()), b"." | b"..");
        if aside && !dots {
            return self.back_up(from, source, to);
        }
        Ok(Destination::Existing(old))
    }

    /// Like [`make_room`](Self::make_room), for a destination that is the name of a link that leads
    /// nowhere, and a slash. rename(2) finds the link there, but can't replace it.
    fn make_room_at_link(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
        link: &Facts,
    ) -> Done<Destination> {
        if self.is_kept(source, to, link)? {
            self.skip(source, to, source.facts.links > 1)?;
            return Ok(Destination::Skip);
        }
        if self.options.backup.is_some() {
            return self.back_up(from, source, to);
        }
        match source.facts.is_dir() {
            true => Err(directory_over_file(from, to)),
            false => Ok(Destination::Absent(None)),
        }
    }

    /// Returns whether the destination can be replaced without losing the source: they are different
    /// files.
    fn may_replace(&self, from: &Place<'_>, source: &Source, to: &Place<'_>, old: &Facts) -> bool {
        let same = source.facts.id == old.id;
        let backup = self.options.backup.is_some();
        if source.facts.is_link() && old.is_link() {
            return !is_same_entry(from, to) && (backup || !same);
        }
        if backup {
            return !same || !is_same_entry(from, to);
        }
        if old.is_link() {
            return true;
        }
        if !source.facts.is_link() {
            return !same;
        }
        // A link may replace its target if the target has another name.
        let leads_there = leads_to(from, old.id);
        !leads_there || old.links > 1 && !leads_to_name(from, to)
    }

    /// Copies to another file system, after removing what exists there.
    fn copy_across(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
        destination: &Destination,
    ) -> Done {
        let is_dir = source.facts.is_dir();
        if matches!(destination, Destination::Existing(_)) {
            let flags = if is_dir {
                AtFlags::REMOVEDIR
            } else {
                AtFlags::empty()
            };
            match unlinkat(to.dir, to.name, flags) {
                Ok(()) | Err(Errno::NOENT) => {}
                Err(e) => {
                    let (from, to) = (from.quoted(), to.quoted());
                    return Err(failed(
                        &format!(
                            "inter-device move failed: {from} to {to}; unable to remove target"
                        ),
                        &e.into(),
                    ));
                }
            }
        }
        if self.options.verbose && !is_dir && !self.seen.is_first_known(&source.facts) {
            let backup = destination.backup().map(|backup| quoted_backup(backup, to));
            self.announce(from, to, backup.as_deref());
        }
        self.copy(from, to, true)
    }
}

/// Returns the status of the link whose name `to` is, with a slash behind it.
fn link_before_slash(to: &Place<'_>) -> Option<Facts> {
    let name = to.name.to_bytes();
    let bare = without_trailing_slashes(name);
    if bare == name {
        return None;
    }
    let name = &*c_string(bare).ok()?;
    let link = (Place { name, ..*to }).stat(false).ok()?;
    Some(link).filter(Facts::is_link)
}

/// Returns whether the link finally leads to the name `to`.
fn leads_to_name(link: &Place<'_>, to: &Place<'_>) -> bool {
    let Ok(end) = std::fs::canonicalize(OsStr::from_bytes(link.name.to_bytes())) else {
        return false;
    };
    let end = end.as_os_str();
    c_string(end.as_bytes()).is_ok_and(|name| is_same_entry(&Place::new(&name, end), to))
}

fn cannot_move(from: &Place<'_>, to: &Place<'_>, e: Errno) -> Failed {
    let (from, to) = (from.quoted(), to.quoted());
    match e {
        Errno::INVAL => refused(&format!(
            "cannot move {from} to a subdirectory of itself, {to}"
        )),
        // These concern the destination.
        Errno::DQUOT
        | Errno::EXIST
        | Errno::ISDIR
        | Errno::MLINK
        | Errno::NOSPC
        | Errno::NOTEMPTY
        | Errno::TXTBSY => failed(&format!("cannot overwrite {to}"), &e.into()),
        _ => failed(&format!("cannot move {from} to {to}"), &e.into()),
    }
}
