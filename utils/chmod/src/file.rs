//! Changes the mode of one file and reports it.

use shared::fs::mode::{self, Changes};
use shared::fs::walk::{self, Entry, Follow, Status, Visit};
use shared::prelude::*;
use shared::program::error::reason;
use shared::rustix::fs::{FileType, StatxFlags};
use shared::rustix::io::Errno;
use shared::sys::chmod::{chmod_link, chmodat};

/// Bits that a file system may drop without an error.
const SPECIAL: u32 = 0o7000;

/// Which files are listed on standard output, and whether errors are printed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Report {
    /// List files that changed.
    pub(crate) changes: bool,
    /// List all files.
    pub(crate) all: bool,
    /// Print no errors.
    pub(crate) quiet: bool,
}

/// A change of modes, for any number of files.
#[derive(Debug)]
pub(crate) struct Changer {
    pub(crate) changes: Changes,
    pub(crate) umask: u32,
    /// Whether to follow symbolic links that the walk does not, if an option says so.
    pub(crate) dereference: Option<bool>,
    /// Warn where the umask made the result differ from the mode, as it looked like an option:
    /// `-w` may leave group and others their permission.
    pub(crate) warns_of_umask: bool,
    pub(crate) report: Report,
    /// The root directory, if it is protected.
    pub(crate) root: Option<(u64, u64)>,
}

/// The outcome for a file.
enum Outcome {
    Inaccessible,
    /// A symbolic link, which has no mode.
    NotApplied,
    Done {
        changed: bool,
    },
    Failed,
}

impl Changer {
    /// Returns whether the new mode does not depend on the old one, so that stat(2) can be saved.
    pub(crate) fn needs_no_status(&self) -> bool {
        self.changes.of_any_file().is_some()
            && !self.report.changes
            && self.dereference != Some(true)
            && self.root.is_none()
    }

    /// Changes a file. Returns false for a directory that must not be entered.
    pub(crate) fn visit(&self, entry: &Entry<'_>, follow: Follow) -> Result<bool> {
        let path = entry.path;
        let quoted = || quoteaf(path);
        let mut status = *entry.status;
        let mut followed = match follow {
            Follow::Never => false,
            Follow::Operands => entry.depth == 0,
            Follow::Always => true,
        };
        if let Some((message, e)) = entry.failure()? {
            return self.give_up(path, &message, e);
        }
        match entry.visit {
            Visit::AfterDirectory => return Ok(true),
            Visit::Dangling if self.dereference != Some(false) => {
                self.error(&format!("cannot operate on dangling symlink {}", quoted()));
                self.list(path, Outcome::Inaccessible, 0, 0)?;
                return Ok(true);
            }
            Visit::Cycle { .. } if follow != Follow::Always => {
                walk::warn_of_cycle(path);
                return Ok(true);
            }
            _ => {}
        }
        if status.kind() == FileType::Symlink && self.dereference == Some(true) {
            followed = true;
            match Status::of(entry.dir, entry.name, true, StatxFlags::empty()) {
                Ok(target) => status = target,
                Err(e) => {
                    return self.give_up(path, &format!("cannot dereference {}", quoted()), e);
                }
            }
        }
        if self.root == Some(status.identity()) {
            walk::refuse_root(path);
            return Ok(false);
        }
        self.change_and_list(entry, &status, followed && self.dereference != Some(false))?;
        Ok(true)
    }

    fn change_and_list(&self, entry: &Entry<'_>, status: &Status, follow: bool) -> Result {
        let old = status.mode & mode::ALL;
        let new = self.changes.apply(old, status.is_dir(), self.umask);
        let outcome = self.change(entry, status, follow, new);
        let done = matches!(outcome, Outcome::Done { .. });
        self.list(entry.path, outcome, old, new)?;
        if done && self.warns_of_umask {
            self.warn_of_umask(entry.path, status, new);
        }
        Ok(())
    }

    fn change(&self, entry: &Entry<'_>, status: &Status, follow: bool, new: u32) -> Outcome {
        if status.kind() == FileType::Symlink && self.dereference.is_none() {
            return Outcome::NotApplied;
        }
        let result = if follow {
            chmodat(entry.dir, entry.name, new)
        } else {
            chmod_link(entry.dir, entry.name, new)
        };
        match result {
            Ok(()) => Outcome::Done {
                changed: self.report.changes && has_changed(entry, status, follow, new),
            },
            Err(Errno::OPNOTSUPP) if !follow => Outcome::NotApplied,
            Err(e) => {
                let what = match Status::of(entry.dir, entry.name, follow, StatxFlags::empty()) {
                    // The walk took no status, so this is the first look at the file.
                    Err(_) if status.inode == 0 => "cannot access",
                    _ => "changing permissions of",
                };
                self.error_io(&format!("{what} {}", quoteaf(entry.path)), e);
                Outcome::Failed
            }
        }
    }

    /// Reports a file that can't be accessed.
    fn give_up(&self, path: &OsStr, message: &str, e: Errno) -> Result<bool> {
        self.error_io(message, e);
        self.list(path, Outcome::Inaccessible, 0, 0)?;
        Ok(true)
    }

    fn error_io(&self, message: &str, e: Errno) {
        self.error(&format!("{message}: {}", reason(&e.into())));
    }

    /// Sets the failure status, and prints the message unless `-f` suppresses it.
    fn error(&self, message: &str) {
        if self.report.quiet {
            status::set(status::failure());
        } else {
            diagnostics::error(message);
        }
    }

    /// Lists the outcome, if it is to be listed.
    fn list(&self, path: &OsStr, outcome: Outcome, old: u32, new: u32) -> Result {
        let is_change = matches!(outcome, Outcome::Done { changed: true });
        if !(self.report.all || self.report.changes && is_change) {
            return Ok(());
        }
        let name = quoteaf(path);
        let mode = |mode| format!("{mode:04o} ({})", letters(mode));
        let line = match outcome {
            Outcome::Inaccessible => format!("{name} could not be accessed\n"),
            Outcome::NotApplied => {
                format!("neither symbolic link {name} nor referent has been changed\n")
            }
            Outcome::Done { changed: true } => {
                format!(
                    "mode of {name} changed from {} to {}\n",
                    mode(old),
                    mode(new)
                )
            }
            Outcome::Done { changed: false } => {
                format!("mode of {name} retained as {}\n", mode(new))
            }
            Outcome::Failed => {
                format!(
                    "failed to change mode of {name} from {} to {}\n",
                    mode(old),
                    mode(new)
                )
            }
        };
        Ok(stdout().write_all(line.as_bytes())?)
    }

    /// Reports permissions that the file has but the mode does not include.
    fn warn_of_umask(&self, path: &OsStr, status: &Status, new: u32) {
        let expected = self.changes.apply(status.mode, status.is_dir(), 0);
        if new & !expected != 0 {
            diagnostics::error(&format!(
                "{}: new permissions are {}, not {}",
                quotef(path),
                letters(new),
                letters(expected)
            ));
        }
    }
}

/// Returns whether the mode changed. A file system may have dropped special bits of `new`.
fn has_changed(entry: &Entry<'_>, old: &Status, follow: bool, new: u32) -> bool {
    let mut new = new;
    if new & SPECIAL != 0
        && let Ok(status) = Status::of(entry.dir, entry.name, follow, StatxFlags::empty())
    {
        new = status.mode;
    }
    (old.mode ^ new) & mode::ALL != 0
}

fn letters(mode: u32) -> String {
    String::from_utf8_lossy(&mode::letters(mode)).into_owned()
}
