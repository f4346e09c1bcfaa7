//! Moving: a rename where the file system can, a copy where it can't.

use super::copier::{Copier, Done, Failed, failed, list, refused};
use super::overwrite::{Way, quoted_backup};
use super::place::{Facts, Place, is_same_entry};
use super::source::Source;
use crate::fs::names::last_component;
use crate::fs::update::Update;
use crate::program::diagnostics;
use rustix::fs::{AtFlags, RenameFlags, renameat, renameat_with, unlinkat};
use rustix::io::Errno;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;

/// What became of an operand that was to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It is there.
    Renamed,
    /// A whole copy is there, on another file system: the source is to be removed.
    Copied,
    /// It stays where it is, as it was asked for.
    Kept,
}

/// rename(2), where nothing is to be replaced.
///
/// # Errors
/// Those of rename(2), and `EEXIST`.
pub fn rename_new(from: &Place<'_>, to: &Place<'_>) -> Result<(), Errno> {
    match renameat_with(from.dir, from.name, to.dir, to.name, RenameFlags::NOREPLACE) {
        // File systems that can't rename without replacing; or it goes into itself.
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => match to.stat(false) {
            Ok(_) => Err(Errno::EXIST),
            Err(_) => renameat(from.dir, from.name, to.dir, to.name),
        },
        result => result,
    }
}

impl Copier {
    /// Moves an operand. `tried` is how [`rename_new`] failed, where that was tried already.
    ///
    /// # Errors
    /// It could not be moved, which was reported, and is where it was.
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
        let (old, backup) = match self.make_room(from, &source, to)? {
            Way::Skip => return Ok(Moved::Kept),
            Way::Into(old) => (Some(old), None),
            Way::Clear(backup) => (None, backup),
        };
        if facts.is_dir() && self.seen.is_repeated_folder(&facts, to) {
            let name = from.quoted();
            diagnostics::warning(&format!(
                "warning: source directory {name} specified more than once"
            ));
            return Ok(Moved::Kept);
        }
        if reason == Errno::EXIST {
            match renameat(from.dir, from.name, to.dir, to.name) {
                Ok(()) => return Ok(self.replaced(from, to, backup.as_ref())),
                Err(e) => reason = e,
            }
        }
        let copied = match reason {
            Errno::XDEV if !moving.no_copy => {
                self.copy_across(from, &source, to, old.is_some(), backup.as_ref())
            }
            Errno::INVAL => {
                self.seen.remember_folder(&facts, to);
                Err(cannot_move(from, to, reason))
            }
            _ => Err(cannot_move(from, to, reason)),
        };
        if let (Err(Failed), Some(backup)) = (&copied, backup)
            && to.stat(false).is_err()
        {
            self.restore(&backup, to);
        }
        copied.map(|()| Moved::Copied)
    }

    /// Tells of an operand that [`rename_new`] moved, and remembers it.
    pub fn renamed(&mut self, from: &Place<'_>, to: &Place<'_>) -> Moved {
        self.replaced(from, to, None)
    }

    fn replaced(&mut self, from: &Place<'_>, to: &Place<'_>, backup: Option<&CString>) -> Moved {
        if self.options.verbose {
            let backup = backup.map(|backup| quoted_backup(backup, to));
            self.tell("renamed ", from, to, backup.as_deref());
        }
        self.seen.remember_copy(to);
        Moved::Renamed
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

    /// Looks at what exists at the destination, and puts it aside where that was asked for.
    fn make_room(&mut self, from: &Place<'_>, source: &Source, to: &Place<'_>) -> Done<Way> {
        let old = match to.stat(false) {
            Ok(old) => old,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Way::Clear(None)),
            Err(e) => return Err(failed(&format!("cannot stat {}", to.quoted()), &e)),
        };
        let folder = source.facts.is_dir();
        let update = self.options.update;
        let spared = matches!(update, Update::None | Update::NoneFail);
        if !spared && !self.may_replace(from, source, to, &old) {
            return Err(refused(&format!(
                "{} and {} are the same file",
                from.quoted(),
                to.quoted()
            )));
        }
        let is_kept = self.is_kept(source, to, &old)?;
        if is_kept {
            if update == Update::Older && source.facts.links > 1 {
                // Names of one file stay together, even those that are passed over.
                if !self.link_to_earlier(&source.facts, to)? {
                    self.seen.remember_first(&source.facts, to);
                }
            }
            if self.options.debug {
                list(&format!("skipped {}\n", to.quoted()));
            }
            return Ok(Way::Skip);
        }
        let aside = self.options.backup.is_some();
        match (folder, old.is_dir()) {
            (true, false) if !aside => {
                let (from, to) = (from.quoted(), to.quoted());
                return Err(refused(&format!(
                    "cannot overwrite non-directory {to} with directory {from}"
                )));
            }
            (false, true) if !aside => {
                let message = "cannot overwrite directory";
                return Err(refused(&format!(
                    "{message} {} with non-directory",
                    to.quoted()
                )));
            }
            (_, true) => {}
            (_, false) => {
                if !self.is_numbered() && self.seen.is_copy(to, &old) {
                    let (from, to) = (from.quoted(), to.quoted());
                    return Err(refused(&format!(
                        "will not overwrite just-created {to} with {from}"
                    )));
                }
            }
        }
        let dots = matches!(last_component(from.name.to_bytes()), b"." | b"..");
        if aside && !dots {
            return self.back_up(from, source, to);
        }
        Ok(Way::Into(old))
    }

    /// Is what exists another file than the source, so that a rename replaces it and nothing
    /// is lost?
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
        // A link goes in the place of what it leads to, if another name is left for that.
        let leads_there = from.stat(true).is_ok_and(|target| target.id == old.id);
        !leads_there || old.links > 1 && !leads_to_name(from, to)
    }

    /// Copies to another file system, where nothing may be left of what existed.
    fn copy_across(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
        exists: bool,
        backup: Option<&CString>,
    ) -> Done {
        let folder = source.facts.is_dir();
        if exists {
            let flags = if folder {
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
        if self.options.verbose && !folder && !self.seen.is_first_known(&source.facts) {
            let backup = backup.map(|backup| quoted_backup(backup, to));
            self.announce(from, to, backup.as_deref());
        }
        self.copy(from, to, true)
    }
}

/// Is the name that a link finally leads to this very one?
fn leads_to_name(link: &Place<'_>, to: &Place<'_>) -> bool {
    let Ok(end) = std::fs::canonicalize(OsStr::from_bytes(link.name.to_bytes())) else {
        return false;
    };
    let end = end.as_os_str();
    // A path contains no NUL.
    let name = CString::new(end.as_bytes()).unwrap_or_default();
    is_same_entry(&Place::new(&name, end), to)
}

fn cannot_move(from: &Place<'_>, to: &Place<'_>, e: Errno) -> Failed {
    let (from, to) = (from.quoted(), to.quoted());
    match e {
        Errno::INVAL => refused(&format!(
            "cannot move {from} to a subdirectory of itself, {to}"
        )),
        // The destination must be what is wrong.
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
