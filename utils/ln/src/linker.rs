//! One link: whether it can be made, what it replaces, what is told of it.

use crate::relative;
use shared::copy::{Facts, Place, replace};
use shared::fs::backup::Backup;
use shared::fs::names::{last_component, parent};
use shared::prelude::*;
use shared::program::ask::confirm;
use shared::rustix::fs::{AtFlags, CWD, linkat, renameat, statat, symlinkat};
use shared::rustix::io::Errno;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::{CStr, CString};

/// How links are made.
#[derive(Debug, Default)]
pub(crate) struct Linker {
    pub(crate) symbolic: bool,
    pub(crate) relative: bool,
    /// Hard links lead to what symbolic links lead to.
    pub(crate) follow: bool,
    /// Hard links to directories are tried.
    pub(crate) directories: bool,
    pub(crate) force: bool,
    pub(crate) ask: bool,
    pub(crate) backup: Option<Backup>,
    pub(crate) verbose: bool,
    /// More than one link may be made, and none shall replace another.
    pub(crate) several: bool,
    made: HashSet<((u64, u64), Vec<u8>)>,
}

/// A link that was not made, which was reported.
struct Failed;

impl Linker {
    /// Makes a link.
    pub(crate) fn link(&mut self, source: &OsStr, to: &Place<'_>) {
        let mut source = Cow::Borrowed(source);
        if self.relative {
            source = Cow::Owned(relative::target(&source, to.shown));
        }
        let target = CString::new(source.as_bytes()).unwrap_or_default();
        let result = match self.make(&target, to.dir, to.name) {
            Err(e) => self.insist(&source, &target, to, e),
            Ok(()) => Ok(None),
        };
        let Ok(backup) = result else {
            return;
        };
        self.remember(to);
        if self.verbose {
            let put_aside = backup.map_or_else(String::new, |b| format!("{} ~ ", beside(&b, to)));
            let arrow = if self.symbolic { "->" } else { "=>" };
            let line = format!("{put_aside}{} {arrow} {}\n", to.quoted(), quoteaf(&source));
            // A failure is told at the end.
            let _ = stdout().write_all(line.as_bytes());
        }
    }

    fn make(
        &self,
        target: &CStr,
        dir: shared::rustix::fd::BorrowedFd<'_>,
        name: &CStr,
    ) -> shared::rustix::io::Result<()> {
        if self.symbolic {
            return symlinkat(target, dir, name);
        }
        let mut flags = AtFlags::empty();
        flags.set(AtFlags::SYMLINK_FOLLOW, self.follow);
        linkat(CWD, target, dir, name, flags)
    }

    /// The link could not be made just so, because of `error`: makes it in the place of what
    /// exists, where that was asked for. Answers the name of the backup that was made.
    fn insist(
        &self,
        source: &OsStr,
        target: &CStr,
        to: &Place<'_>,
        error: Errno,
    ) -> std::result::Result<Option<CString>, Failed> {
        let from = Place::new(target, source);
        let mut facts = None;
        if !self.symbolic {
            let found = from.stat(self.follow).map_err(|e| {
                diagnostics::error_io(&format!("failed to access {}", from.quoted()), &e);
                Failed
            })?;
            if found.is_dir() && !self.directories {
                return fail(format!(
                    "{}: hard link not allowed for directory",
                    quotef(source)
                ));
            }
            facts = Some(found);
        }
        let replaces = self.force || self.ask || self.backup.is_some();
        let mut backup = None;
        if replaces && self.may_replace(&from, facts, to)? {
            if self.ask && !confirm(&format!("replace {}", to.quoted())) {
                status::set(status::failure());
                return Err(Failed);
            }
            backup = self.back_up(to)?;
        }
        let result = match (error, &backup) {
            (Errno::EXIST, None) if replaces => {
                replace(to, &|name| Ok(self.make(target, to.dir, name)?))
            }
            (Errno::EXIST, Some(_)) => self.make(target, to.dir, to.name).map_err(Into::into),
            _ => Err(error.into()),
        };
        match result {
            Ok(()) => Ok(backup),
            Err(e) => {
                self.report(source, to, &e);
                if let Some(backup) = backup
                    && let Err(e) = renameat(to.dir, &*backup, to.dir, to.name)
                {
                    diagnostics::error_io(&format!("cannot un-backup {}", to.quoted()), &e.into());
                }
                Err(Failed)
            }
        }
    }

    /// Does something exist that can be replaced?
    fn may_replace(
        &self,
        from: &Place<'_>,
        source: Option<Facts>,
        to: &Place<'_>,
    ) -> std::result::Result<bool, Failed> {
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
        let keeps_old = self.backup.is_some() && self.symbolic;
        if !keeps_old
            && let Some(source) = source.or_else(|| from.stat(true).ok())
            && source.id == old.id
            && (source.links == 1 || is_same_name(from, to))
        {
            let (name, source) = (to.quoted(), from.quoted());
            return fail(format!("{source} and {name} are the same file"));
        }
        Ok(true)
    }

    fn back_up(&self, to: &Place<'_>) -> std::result::Result<Option<CString>, Failed> {
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

    /// Remembers a hard link that no other one is to replace.
    fn remember(&mut self, to: &Place<'_>) {
        let matters = self.several && self.force && !self.symbolic;
        let numbered = self
            .backup
            .as_ref()
            .is_some_and(|b| b.scheme == shared::fs::backup::Scheme::Numbered);
        if matters
            && !numbered
            && let Ok(facts) = to.stat(false)
        {
            self.made.insert((facts.id, to.shown.as_bytes().to_vec()));
        }
    }
}

fn fail<T>(message: String) -> std::result::Result<T, Failed> {
    diagnostics::error(&message);
    Err(Failed)
}

/// Are these one name in one directory?
fn is_same_name(a: &Place<'_>, b: &Place<'_>) -> bool {
    let directory = |p: &Place<'_>| {
        let path = OsStr::from_bytes(parent(p.name.to_bytes()));
        let stat = statat(p.dir, path, AtFlags::empty()).ok()?;
        Some((stat.st_dev, stat.st_ino))
    };
    last_component(a.name.to_bytes()) == last_component(b.name.to_bytes())
        && directory(a).is_some()
        && directory(a) == directory(b)
}

/// The name of a backup for a message: beside what it is a backup of.
fn beside(backup: &CStr, to: &Place<'_>) -> String {
    let shown = to.shown.as_bytes();
    let mut path = shown[..shown.len() - last_component(shown).len()].to_vec();
    path.extend_from_slice(last_component(backup.to_bytes()));
    quoteaf(OsStr::from_bytes(&path))
}
