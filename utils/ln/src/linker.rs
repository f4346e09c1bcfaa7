//! Makes one link: replaces what exists if asked for, and reports what was done.

use crate::relative;
use shared::copy::{Facts, Place, replace};
use shared::fs::backup::{Backup, Scheme};
use shared::fs::names::{c_name, last_component, parent};
use shared::prelude::*;
use shared::program::ask::confirm;
use shared::rustix::fd::BorrowedFd;
use shared::rustix::fs::{AtFlags, CWD, linkat, renameat, statat, symlinkat};
use shared::rustix::io::Errno;
use shared::sys::hash::Set;
use std::borrow::Cow;
use std::ffi::{CStr, CString};

/// How links are made.
#[derive(Debug, Default)]
pub(crate) struct Linker {
    pub(crate) symbolic: bool,
    pub(crate) relative: bool,
    /// Make hard links to what a symbolic link leads to, not to the link itself.
    pub(crate) follow: bool,
    /// Try hard links to directories.
    pub(crate) directories: bool,
    pub(crate) force: bool,
    pub(crate) ask: bool,
    pub(crate) backup: Option<Backup>,
    pub(crate) verbose: bool,
    /// Several links are made, and none may replace another.
    pub(crate) several: bool,
    /// The links made so far, by file and by path.
    made: Set<((u64, u64), Vec<u8>)>,
}

/// The outcome of a step. An error was reported.
type Outcome<T> = std::result::Result<T, Failed>;

struct Failed;

impl Linker {
    /// Makes a link. What fails is reported, and is no error here.
    pub(crate) fn link(&mut self, source: &OsStr, to: &Place<'_>) -> Result {
        let mut source = Cow::Borrowed(source);
        if self.relative {
            source = Cow::Owned(relative::target(&source, to.shown));
        }
        let target = c_name(source.as_bytes())?;
        let result = match self.make(&target, to.dir, to.name) {
            Err(e) => self.make_after(e, &Place::new(&target, &source), to),
            Ok(()) => Ok(None),
        };
        let Ok(backup) = result else {
            return Ok(());
        };
        self.remember(to);
        if self.verbose {
            let put_aside =
                backup.map_or_else(String::new, |b| format!("{} ~ ", shown_beside(&b, to)));
            let arrow = if self.symbolic { "->" } else { "=>" };
            let line = format!("{put_aside}{} {arrow} {}\n", to.quoted(), quoteaf(&source));
            // A failure is reported at exit.
            let _ = stdout().write_all(line.as_bytes());
        }
        Ok(())
    }

    fn make(
        &self,
        target: &CStr,
        dir: BorrowedFd<'_>,
        name: &CStr,
    ) -> std::result::Result<(), Errno> {
        if self.symbolic {
            return symlinkat(target, dir, name);
        }
        let mut flags = AtFlags::empty();
        flags.set(AtFlags::SYMLINK_FOLLOW, self.follow);
        linkat(CWD, target, dir, name, flags)
    }

    /// Makes the link after a first attempt failed with `error`: in place of what exists, if
    /// that was asked for. Returns the name of the backup, if one was made.
    fn make_after(
        &self,
        error: Errno,
        from: &Place<'_>,
        to: &Place<'_>,
    ) -> Outcome<Option<CString>> {
        let facts = self.check_source(from)?;
        let replaces = self.force || self.ask || self.backup.is_some();
        let mut backup = None;
        let exists = replaces && self.may_replace(from, facts, to)?;
        if exists {
            if self.ask && !confirm(&format!("replace {}", to.quoted())) {
                status::set(status::failure());
                return Err(Failed);
            }
            backup = self.back_up(to)?;
        }
        let result = match (error, &backup) {
            // What vanished meanwhile may be replaced, but not a link by its name with a slash.
            (Errno::EXIST, None) if exists || replaces && !to.name.to_bytes().ends_with(b"/") => {
                replace(to, self.symbolic, &|name| {
                    Ok(self.make(from.name, to.dir, name)?)
                })
            }
            (Errno::EXIST, Some(_)) => self.make(from.name, to.dir, to.name).map_err(Into::into),
            _ => Err(error.into()),
        };
        let Err(e) = result else {
            return Ok(backup);
        };
        self.report(from.shown, to, &e);
        if let Some(backup) = backup
            && let Err(e) = renameat(to.dir, &*backup, to.dir, to.name)
        {
            diagnostics::error_io(&format!("cannot un-backup {}", to.quoted()), &e.into());
        }
        Err(Failed)
    }

    /// Checks what a hard link leads to, and returns its status.
    fn check_source(&self, from: &Place<'_>) -> Outcome<Option<Facts>> {
        if self.symbolic {
            return Ok(None);
        }
        let found = from.stat(self.follow).map_err(|e| {
            diagnostics::error_io(&format!("failed to access {}", from.quoted()), &e);
            Failed
        })?;
        if found.is_dir() && !self.directories {
            let name = quotef(from.shown);
            return fail(format!("{name}: hard link not allowed for directory"));
        }
        Ok(Some(found))
    }

    /// Returns whether `to` exists; an error where it may not be replaced.
    fn may_replace(
        &self,
        from: &Place<'_>,
        source: Option<Facts>,
        to: &Place<'_>,
    ) -> Outcome<bool> {
        let old = match to.stat(false) {
            Ok(old) => old,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(e) => {
                diagnostics::error_io(&format!("failed to access {}", to.quoted()), &e);
                return Err(Failed);
            }
        };
        if old.is_dir() {
            return fail(format!("{}: cannot overwrite directory", quotef(to.shown)));
        }
        if self.made.contains(&(old.id, to.shown.as_bytes().to_vec())) {
            let (name, source) = (to.quoted(), from.quoted());
            return fail(format!(
                "will not overwrite just-created {name} with {source}"
            ));
        }
        // Who is asked decides alone.
        let removes = match self.backup {
            Some(_) => !self.symbolic,
            None => self.force,
        };
        if removes
            && let Some(source) = source.or_else(|| from.stat(true).ok())
            && source.id == old.id
            && (source.links == 1 || is_same_name(from, to))
        {
            let (name, source) = (to.quoted(), from.quoted());
            return fail(format!("{source} and {name} are the same file"));
        }
        Ok(true)
    }

    /// Renames `to` to its backup, and returns the name of that.
    fn back_up(&self, to: &Place<'_>) -> Outcome<Option<CString>> {
        let Some(backup) = &self.backup else {
            return Ok(None);
        };
        match backup.make(to.dir, to.name) {
            Ok(name) => Ok(Some(name)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => {
                diagnostics::error_io(&format!("cannot backup {}", to.quoted()), &e);
                Err(Failed)
            }
        }
    }

    fn report(&self, source: &OsStr, to: &Place<'_>, e: &io::Error) {
        let code = Errno::from_io_error(e);
        let (name, target) = (to.quoted(), quoteaf(source));
        let message = match code {
            _ if self.symbolic => {
                if code == Some(Errno::NAMETOOLONG) || source.is_empty() {
                    format!("failed to create symbolic link {name} -> {target}")
                } else {
                    format!("failed to create symbolic link {name}")
                }
            }
            Some(Errno::MLINK) => format!("failed to create hard link to {target}"),
            Some(Errno::DQUOT | Errno::EXIST | Errno::NOSPC | Errno::ROFS) => {
                format!("failed to create hard link {name}")
            }
            _ => format!("failed to create hard link {name} => {target}"),
        };
        diagnostics::error_io(&message, e);
    }

    /// Remembers a hard link, so that a later one does not replace it.
    fn remember(&mut self, to: &Place<'_>) {
        let matters = self.several && self.force && !self.symbolic;
        let numbered = self
            .backup
            .as_ref()
            .is_some_and(|b| b.scheme == Scheme::Numbered);
        if matters
            && !numbered
            && let Ok(facts) = to.stat(false)
        {
            self.made.insert((facts.id, to.shown.as_bytes().to_vec()));
        }
    }
}

fn fail<T>(message: String) -> Outcome<T> {
    diagnostics::error(&message);
    Err(Failed)
}

/// Returns whether both are the same name in the same directory. Where that can't be known, they
/// are: then nothing is replaced.
fn is_same_name(a: &Place<'_>, b: &Place<'_>) -> bool {
    let directory = |p: &Place<'_>| {
        let path = OsStr::from_bytes(parent(p.name.to_bytes()));
        let stat = statat(p.dir, path, AtFlags::empty()).ok()?;
        Some((stat.st_dev, stat.st_ino))
    };
    last_component(a.name.to_bytes()) == last_component(b.name.to_bytes())
        && match (directory(a), directory(b)) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        }
}

/// The name of a backup in messages: in the directory that `to` is shown in.
fn shown_beside(backup: &CStr, to: &Place<'_>) -> String {
    let shown = to.shown.as_bytes();
    let mut path = shown[..shown.len() - last_component(shown).len()].to_vec();
    path.extend_from_slice(last_component(backup.to_bytes()));
    quoteaf(OsStr::from_bytes(&path))
}
