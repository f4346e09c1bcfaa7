//! Existing destinations: whether they may be replaced, and their backups.

use super::copier::{Copier, Done, Failed, failed, list, refused};
use super::options::{Follow, Making};
use super::place::{Facts, Id, Place, is_same_entry};
use super::same::Relation;
use super::source::{Job, Source};
use crate::fs::backup::Scheme;
use crate::fs::mode::letters;
use crate::fs::names::{last_component, without_trailing_slashes};
use crate::fs::update::Update;
use crate::program::ask::confirm;
use crate::program::status;
use crate::sys::access::may;
use crate::text::quoting::quoteaf;
use rustix::fs::{Access, renameat};
use rustix::io::Errno;
use std::ffi::{CString, OsStr};
use std::os::unix::ffi::OsStrExt;

/// The state of the destination when it has been prepared.
#[derive(Debug)]
pub(super) enum Destination {
    /// Nothing exists, or not any more. If there was a file, this is the name of its backup.
    Absent(Option<CString>),
    /// This file exists and is overwritten, or this directory is merged with the source.
    Existing(Facts),
    /// The source is skipped.
    Skip,
}

impl Destination {
    /// Returns the name of the backup, if there is one.
    pub(super) fn backup(&self) -> Option<&CString> {
        match self {
            Self::Absent(backup) => backup.as_ref(),
            Self::Existing(_) | Self::Skip => None,
        }
    }
}

impl Copier {
    /// Examines the destination and prepares it for the copy.
    pub(super) fn prepare_destination(
        &mut self,
        job: &Job<'_>,
        source: &Source,
    ) -> Done<Destination> {
        let Job { from, to, at } = job;
        self.refuse_new_link(job, source)?;
        let old = match self.look(source, to) {
            Ok(old) => old,
            Err(Errno::NOENT) => return Ok(Destination::Absent(None)),
            // Only what is written to a file removes what is in the way.
            Err(Errno::LOOP) if self.options.force && source.is_read(&self.options) => {
                return self.remove(to);
            }
            Err(Errno::LOOP) if self.options.force => return Ok(Destination::Absent(None)),
            Err(e) => return Err(failed(&format!("cannot stat {}", to.quoted()), &e.into())),
        };
        let is_dir = source.facts.is_dir();
        let spared = matches!(self.options.update, Update::None | Update::NoneFail) && !is_dir;
        match self.relation(from, source, to, &old) {
            _ if spared => {}
            Relation::Apart => {}
            Relation::Done => return Ok(Destination::Skip),
            Relation::Same => return Err(same_file(from, to)),
        }
        if !is_dir && self.is_kept(source, to, &old)? {
            let shared = self.is_shared(&source.facts, at);
            self.skip(source, to, shared)?;
            return Ok(Destination::Skip);
        }
        match (is_dir, old.is_dir()) {
            (true, true) => return Ok(Destination::Existing(old)),
            (true, false) => return Err(directory_over_file(from, to)),
            (false, true) => return Err(file_over_directory(to)),
            (false, false) => {}
        }
        if at.operand && !self.is_numbered() && self.seen.is_copy(to, &old) {
            return Err(just_created(from, to));
        }
        self.make_way(job, source, old)
    }

    /// Removes the existing file or makes a backup of it, as far as the options require that.
    fn make_way(&mut self, job: &Job<'_>, source: &Source, old: Facts) -> Done<Destination> {
        let Job { from, to, .. } = job;
        let options = &self.options;
        let renewed = options.force && options.making == Making::SymbolicLinks;
        let aside = renewed || options.backup.is_some() || options.remove_first;
        if aside && source.follow && old.is_link() && is_same_entry(from, to) {
            // GNU cp makes a backup of the link, and then finds that the source is gone.
            return Err(same_file(from, to));
        }
        if options.backup.is_some() {
            return self.back_up(from, source, to);
        }
        let unlink = options.preserve.links && old.links > 1;
        let renew = options.follow != Follow::Always && !source.facts.is_regular();
        if options.remove_first || options.contents && (unlink || renew) {
            return self.remove(to);
        }
        Ok(Destination::Existing(old))
    }

    /// Skips a source whose destination stays. `shared` says that the source may have other names.
    pub(super) fn skip(&mut self, source: &Source, to: &Place<'_>, shared: bool) -> Done {
        // Preserve hard links to a skipped file, too.
        if self.options.update == Update::Older
            && shared
            && !self.link_to_earlier(&source.facts, to)?
        {
            self.remember_first(&source.facts, to)?;
        }
        if self.options.debug {
            list(&format!("skipped {}\n", to.quoted()));
        }
        Ok(())
    }

    /// Refuses to write through a symbolic link that was created for an earlier operand.
    fn refuse_new_link(&self, job: &Job<'_>, source: &Source) -> Done {
        let Job { from, to, at } = job;
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

    /// Returns the status of the destination. A link is followed only if its target would be
    /// overwritten.
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

    /// Returns whether every existing file stays, because of `--no-clobber` or `--update=none`.
    pub(super) fn is_spared(&self, to: &Place<'_>) -> Done<bool> {
        match self.options.update {
            Update::None => Ok(true),
            Update::NoneFail => Err(refused(&format!("not replacing {}", to.quoted()))),
            Update::All | Update::Older => Ok(false),
        }
    }

    /// Returns whether the existing file stays, because of `--update` or the user's answer.
    pub(super) fn is_kept(&mut self, source: &Source, to: &Place<'_>, old: &Facts) -> Done<bool> {
        if self.is_spared(to)? {
            return Ok(true);
        }
        // Directories are merged, or replaced if empty: their times do not matter.
        if self.options.update == Update::Older && !source.facts.is_dir() {
            let time = |facts: &Facts| (facts.modified.tv_sec, facts.modified.tv_nsec);
            if time(old) >= time(&source.facts) {
                return Ok(true);
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

    /// Removes the existing file.
    pub(super) fn remove(&self, to: &Place<'_>) -> Done<Destination> {
        match to.remove() {
            Ok(()) if self.options.verbose => list(&format!("removed {}\n", to.quoted())),
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(&format!("cannot remove {}", to.quoted()), &e));
            }
            _ => {}
        }
        Ok(Destination::Absent(None))
    }

    pub(super) fn back_up(
        &mut self,
        from: &Place<'_>,
        source: &Source,
        to: &Place<'_>,
    ) -> Done<Destination> {
        let Some(backup) = &self.options.backup else {
            return Ok(Destination::Absent(None));
        };
        let last = |p: &Place<'_>| last_component(p.name.to_bytes()).to_vec();
        if backup.may_be_called(&last(to), &last(from))
            && let Ok(name) = backup.simple_name(to.name)
            && let victim = (Place { name: &name, ..*to })
            && is_or_may_be(&victim, source.facts.id)
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
            Ok(name) => Ok(Destination::Absent(Some(name))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Destination::Absent(None)),
            Err(e) => Err(failed(&format!("cannot backup {}", to.quoted()), &e)),
        }
    }

    /// Restores a backup after the copy has failed.
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
    old.is_link() || may(to.dir, to.name, Access::WRITE_OK).is_ok()
}

pub(super) fn same_file(from: &Place<'_>, to: &Place<'_>) -> Failed {
    let (from, to) = (from.quoted(), to.quoted());
    refused(&format!("{from} and {to} are the same file"))
}

pub(super) fn directory_over_file(from: &Place<'_>, to: &Place<'_>) -> Failed {
    let (from, to) = (from.quoted(), to.quoted());
    refused(&format!(
        "cannot overwrite non-directory {to} with directory {from}"
    ))
}

pub(super) fn file_over_directory(to: &Place<'_>) -> Failed {
    let to = to.quoted();
    refused(&format!(
        "cannot overwrite directory {to} with non-directory"
    ))
}

pub(super) fn just_created(from: &Place<'_>, to: &Place<'_>) -> Failed {
    let (from, to) = (from.quoted(), to.quoted());
    refused(&format!("will not overwrite just-created {to} with {from}"))
}

/// Returns the name of a backup for a message: in the directory of `to` as it is shown.
pub(super) fn quoted_backup(backup: &CString, to: &Place<'_>) -> String {
    let shown = without_trailing_slashes(to.shown.as_bytes());
    let mut path = shown[..shown.len() - last_component(shown).len()].to_vec();
    path.extend_from_slice(last_component(backup.to_bytes()));
    quoteaf(OsStr::from_bytes(&path))
}

/// Returns whether a name is a file's. Where that can't be known, it is: then nothing replaces it.
fn is_or_may_be(place: &Place<'_>, file: Id) -> bool {
    match place.stat(false) {
        Ok(facts) => facts.id == file,
        Err(e) => e.kind() != std::io::ErrorKind::NotFound,
    }
}
