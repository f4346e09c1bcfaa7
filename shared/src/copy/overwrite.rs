//! What exists at the destination: whether it may be replaced, and how it is put aside.

use super::copier::{Copier, Done, Failed, failed, list, refused};
use super::options::{Follow, Making};
use super::place::{Facts, Place, is_same_entry};
use super::same::Relation;
use super::source::{At, Source};
use crate::fs::backup::Scheme;
use crate::fs::mode::letters;
use crate::fs::names::{last_component, without_trailing_slashes};
use crate::fs::update::Update;
use crate::program::ask::confirm;
use crate::program::status;
use crate::text::quoting::quoteaf;
use rustix::fs::{Access, AtFlags, accessat, renameat};
use rustix::io::Errno;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;

/// What is to be done at the destination.
#[derive(Debug)]
pub(super) enum Way {
    /// Nothing exists there (any more); a backup may be what did.
    Clear(Option<CString>),
    /// This exists and is written to, or is a folder to go into.
    Into(Facts),
    /// The source is passed over.
    Skip,
}

impl Copier {
    /// Looks at the destination and prepares it.
    pub(super) fn clear_way(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
        at: &At,
    ) -> Done<Way> {
        self.check_planted(from, source, to, at)?;
        let old = match self.look(source, to) {
            Ok(old) => old,
            Err(Errno::NOENT) => return Ok(Way::Clear(None)),
            Err(Errno::LOOP) if self.options.force => return self.remove(to),
            Err(e) => return Err(failed(&format!("cannot stat {}", to.quoted()), &e.into())),
        };
        let folder = source.facts.is_dir();
        let spared = matches!(self.options.update, Update::None | Update::NoneFail) && !folder;
        match self.relation(from, source, to, &old) {
            _ if spared => {}
            Relation::Apart => {}
            Relation::Done => return Ok(Way::Skip),
            Relation::Same => return Err(same_file(from, to)),
        }
        if !folder && self.is_kept(source, to, &old)? {
            if self.options.update == Update::Older && self.is_shared(&source.facts, at) {
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
        match (folder, old.is_dir()) {
            (true, true) => return Ok(Way::Into(old)),
            (true, false) => {
                let (from, to) = (from.quoted(), to.quoted());
                return Err(refused(&format!(
                    "cannot overwrite non-directory {to} with directory {from}"
                )));
            }
            (false, true) => {
                let message = "cannot overwrite directory";
                return Err(refused(&format!(
                    "{message} {} with non-directory",
                    to.quoted()
                )));
            }
            (false, false) => {}
        }
        if at.operand && !self.is_numbered() && self.seen.is_copy(to, &old) {
            let (from, to) = (from.quoted(), to.quoted());
            return Err(refused(&format!(
                "will not overwrite just-created {to} with {from}"
            )));
        }
        let renewed = self.options.force && self.options.making == Making::SymbolicLinks;
        let aside = renewed || self.options.backup.is_some() || self.options.remove_first;
        if aside && source.follow && old.is_link() && is_same_entry(from, to) {
            // GNU's cp puts the link aside, and then finds that the source is gone.
            return Err(same_file(from, to));
        }
        if self.options.backup.is_some() {
            return self.back_up(from, source, to);
        }
        let unlink = self.options.preserve.links && old.links > 1;
        let renew = self.options.follow != Follow::Always && !source.facts.is_regular();
        if self.options.remove_first || self.options.contents && (unlink || renew) {
            return self.remove(to);
        }
        Ok(Way::Into(old))
    }

    /// A link that another operand just became is not to lead the next one astray.
    fn check_planted(&self, from: &Place<'_>, source: &Source, to: &Place<'_>, at: &At) -> Done {
        let through = at.operand && self.seen.is_several() && self.writes_through(source);
        if through
            && let Ok(itself) = to.stat(false)
            && itself.is_link()
            && self.seen.is_copy(to, &itself)
        {
            let (from, to) = (from.quoted(), to.quoted());
            return Err(refused(&format!(
                "will not copy {from} through just-created symlink {to}"
            )));
        }
        Ok(())
    }

    /// What exists, seen as it will be replaced. Only a file that is written to is seen
    /// through a link.
    fn look(&self, source: &Source, to: &Place<'_>) -> Result<Facts, Errno> {
        let options = &self.options;
        let stat = |follow| {
            to.stat(follow)
                .map_err(|e| Errno::from_io_error(&e).unwrap_or(Errno::IO))
        };
        if source.facts.is_dir() && options.keep_directory_symlink {
            let itself = stat(false)?;
            return Ok(match stat(true) {
                Ok(target) if itself.is_link() && target.is_dir() => target,
                _ => itself,
            });
        }
        stat(self.writes_through(source))
    }

    /// Returns whether the content is written to what a link at the destination leads to.
    fn writes_through(&self, source: &Source) -> bool {
        let options = &self.options;
        source.is_read(options)
            && options.making == Making::Copies
            && options.backup.is_none()
            && !options.remove_first
    }

    pub(super) fn is_numbered(&self) -> bool {
        let backup = self.options.backup.as_ref();
        backup.is_some_and(|b| b.scheme == Scheme::Numbered)
    }

    /// Does what exists stay, by `--update` or by the user's answer?
    pub(super) fn is_kept(&mut self, source: &Source, to: &Place<'_>, old: &Facts) -> Done<bool> {
        match self.options.update {
            Update::All => {}
            Update::None => return Ok(true),
            Update::NoneFail => return Err(refused(&format!("not replacing {}", to.quoted()))),
            // Folders are merged, or replaced where they are empty: their times say nothing.
            Update::Older if source.facts.is_dir() => {}
            Update::Older => {
                let time = |facts: &Facts| (facts.modified.tv_sec, facts.modified.tv_nsec);
                if time(old) >= time(&source.facts) {
                    return Ok(true);
                }
            }
        }
        let asks = self.options.ask || self.options.ask_if_unwritable && !is_writable(to, old);
        if asks && !confirm(&self.question(to, old)) {
            if self.options.debug {
                list(&format!("skipped {}\n", to.quoted()));
            }
            status::set(status::failure());
            return Err(Failed);
        }
        Ok(false)
    }

    fn question(&self, to: &Place<'_>, old: &Facts) -> String {
        let name = to.quoted();
        if is_writable(to, old) {
            return format!("overwrite {name}");
        }
        let mode = old.permissions();
        let letters = String::from_utf8_lossy(&letters(mode)).into_owned();
        let replaced = self.options.remove_first || self.options.moving.is_some();
        if self.options.force || replaced {
            format!("replace {name}, overriding mode {mode:04o} ({letters})")
        } else {
            format!("unwritable {name} (mode {mode:04o}, {letters}); try anyway")
        }
    }

    /// Removes what exists.
    pub(super) fn remove(&self, to: &Place<'_>) -> Done<Way> {
        match to.remove() {
            Ok(()) if self.options.verbose => list(&format!("removed {}\n", to.quoted())),
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(&format!("cannot remove {}", to.quoted()), &e));
            }
            _ => {}
        }
        Ok(Way::Clear(None))
    }

    pub(super) fn back_up(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
    ) -> Done<Way> {
        let Some(backup) = &self.options.backup else {
            return Ok(Way::Clear(None));
        };
        let last = |p: &Place<'_>| last_component(p.name.to_bytes()).to_vec();
        if backup.may_be_called(&last(to), &last(from))
            && let Ok(name) = backup.simple_name(to.name)
            && let victim = (Place { name: &name, ..*to })
            && victim
                .stat(false)
                .is_ok_and(|facts| facts.id == source.facts.id)
        {
            let (from, to) = (from.quoted(), to.quoted());
            let done = match self.options.moving {
                Some(_) => "moved",
                None => "copied",
            };
            return Err(refused(&format!(
                "backing up {to} might destroy source;  {from} not {done}"
            )));
        }
        match backup.make(to.dir, to.name) {
            Ok(name) => Ok(Way::Clear(Some(name))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Way::Clear(None)),
            Err(e) => Err(failed(&format!("cannot backup {}", to.quoted()), &e)),
        }
    }

    /// Brings a backup back, as what was to replace it could not be made.
    pub(super) fn restore(&self, backup: &CString, to: &Place<'_>) {
        match renameat(to.dir, &**backup, to.dir, to.name) {
            Ok(()) if self.options.verbose => {
                let backup = quoted_backup(backup, to);
                list(&format!("{backup} -> {} (unbackup)\n", to.quoted()));
            }
            Ok(()) => {}
            Err(e) => {
                failed(&format!("cannot un-backup {}", to.quoted()), &e.into());
            }
        }
    }
}

fn is_writable(to: &Place<'_>, old: &Facts) -> bool {
    old.is_link() || accessat(to.dir, to.name, Access::WRITE_OK, AtFlags::EACCESS).is_ok()
}

fn same_file(from: &Place<'_>, to: &Place<'_>) -> Failed {
    let (from, to) = (from.quoted(), to.quoted());
    refused(&format!("{from} and {to} are the same file"))
}

/// The name of a backup for a message: beside what it is a backup of.
pub(super) fn quoted_backup(backup: &CString, to: &Place<'_>) -> String {
    let shown = without_trailing_slashes(to.shown.as_bytes());
    let mut path = shown[..shown.len() - last_component(shown).len()].to_vec();
    path.extend_from_slice(last_component(backup.to_bytes()));
    quoteaf(OsStr::from_bytes(&path))
}
