//! Removing files and trees: for rm, and for mv when it has copied to another file system.
//! [`crate::fs::walk`] walks the trees by descriptor, to any depth, and never through a symbolic
//! link.

mod options;
mod question;

use crate::fs::names::last_component;
use crate::fs::walk::{self, Entry, Follow, Status, Visit, Walk};
use crate::program::diagnostics;
use crate::program::output::stdout;
use crate::sys::c_string;
use crate::text::quoting::{quoteaf, quotef};
pub use options::{Ask, Options};
use question::{Doing, Verdict};
use rustix::fs::{AtFlags, CWD, StatxFlags, unlinkat};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;

/// The result of removing an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was removed completely.
    Removed,
    /// The user declined the removal of some of it.
    Declined,
    /// Some of it could not be removed. That has been reported.
    Failed,
}

/// Removes an operand and reports failures.
pub fn remove(operand: &OsStr, options: &Options) -> Outcome {
    let mut removal = Removal {
        options,
        kept: Vec::new(),
        outcome: Outcome::Removed,
    };
    match removal.unlink_unasked(operand) {
        Some(Ok(())) => {
            removal.list("removed", operand);
            return Outcome::Removed;
        }
        Some(Err(Errno::NOENT)) if options.ignore_missing => return Outcome::Removed,
        _ => {}
    }
    let how = walk::Options {
        follow: Follow::Never,
        one_file_system: options.one_file_system,
        wanted: StatxFlags::empty(),
        only_directories: true,
    };
    let mut walk = Walk::new(operand, how);
    while let Some(entry) = walk.next() {
        if !removal.visit(&entry) {
            walk.skip();
        }
    }
    removal.outcome
}

/// The removal of one operand.
struct Removal<'a> {
    options: &'a Options,
    /// For each directory from the operand down: whether something in it was kept.
    kept: Vec<bool>,
    outcome: Outcome,
}

impl Removal<'_> {
    /// Tries to remove the operand with one unlink(2), unless the user may have to be asked. Most
    /// operands are not directories.
    fn unlink_unasked(&self, operand: &OsStr) -> Option<rustix::io::Result<()>> {
        let unasked = match self.options.ask {
            Ask::Never => true,
            Ask::Protected => !self.options.terminal,
            Ask::Always => false,
        };
        unasked.then(|| unlinkat(CWD, operand, AtFlags::empty()))
    }

    /// Handles an entry of the walk. Returns false if a directory is not to be entered.
    fn visit(&mut self, entry: &Entry<'_>) -> bool {
        match entry.visit {
            Visit::Directory => return self.arrive(entry),
            Visit::AfterDirectory => {
                if self.kept.pop() == Some(true) {
                    self.keep();
                } else {
                    self.leave(entry, None);
                }
            }
            // It may be empty although it cannot be read.
            Visit::Unreadable(e) => {
                self.kept.pop();
                self.leave(entry, Some(e));
            }
            Visit::HalfRead(e) => {
                self.kept.pop();
                diagnostics::error_io(
                    &format!("traversal failed: {}", quotef(entry.path)),
                    &e.into(),
                );
                self.fail();
            }
            Visit::Lost(e) => {
                diagnostics::error_io("fts_read failed", &e.into());
                self.outcome = Outcome::Failed;
            }
            Visit::Cycle { .. } => {
                walk::warn_of_cycle(entry.path);
                self.fail();
            }
            Visit::OtherFileSystem if entry.status.is_dir() => {
                if self.arrive(entry) {
                    self.kept.pop();
                    report_other_device(entry.path);
                    self.fail();
                }
            }
            Visit::File | Visit::OtherFileSystem | Visit::Dangling | Visit::Inaccessible(_) => {
                match self.ask(entry, Doing::File) {
                    Verdict::Go | Verdict::GoAtOnce => self.unlink(entry, false, None),
                    Verdict::Declined => self.decline(),
                    Verdict::Failed => {}
                }
            }
        }
        true
    }

    /// Handles a directory before its contents. Returns whether it is to be entered.
    fn arrive(&mut self, entry: &Entry<'_>) -> bool {
        let options = self.options;
        if !options.recursive && !options.empty_directories {
            self.cannot_remove(entry.path, Errno::ISDIR);
            return false;
        }
        if !options.recursive && question::is_not_empty(entry) {
            self.cannot_remove(entry.path, Errno::NOTEMPTY);
            return false;
        }
        if entry.depth == 0 && self.is_protected(entry) {
            self.fail();
            return false;
        }
        match self.ask(entry, Doing::Descend) {
            Verdict::Go if options.recursive => {
                self.kept.push(false);
                return true;
            }
            Verdict::Go | Verdict::GoAtOnce => self.unlink(entry, true, None),
            Verdict::Declined => {
                self.decline();
                self.keep();
            }
            Verdict::Failed => {}
        }
        false
    }

    /// Returns whether rm refuses to remove this operand, and reports that.
    fn is_protected(&self, entry: &Entry<'_>) -> bool {
        let path = entry.path;
        if matches!(last_component(path.as_bytes()), b"." | b"..") {
            diagnostics::error(&format!(
                "refusing to remove {} or {} directory: skipping {}",
                quoteaf(OsStr::new(".")),
                quoteaf(OsStr::new("..")),
                quoteaf(path)
            ));
            return true;
        }
        if self.options.root == Some(entry.status.identity()) {
            walk::refuse_root(path);
            return true;
        }
        self.options.every_root && is_top_of_file_system(entry)
    }

    /// Asks the user if the options require that.
    fn ask(&mut self, entry: &Entry<'_>, doing: Doing) -> Verdict {
        match question::ask(self.options, entry, doing) {
            Ok(verdict) => verdict,
            Err(e) => {
                self.cannot_remove(entry.path, e);
                Verdict::Failed
            }
        }
    }

    /// Removes a directory after its contents.
    fn leave(&mut self, entry: &Entry<'_>, unreadable: Option<Errno>) {
        match self.ask(entry, Doing::Directory) {
            Verdict::Go | Verdict::GoAtOnce => self.unlink(entry, true, unreadable),
            Verdict::Declined => self.decline(),
            Verdict::Failed => {}
        }
    }

    fn unlink(&mut self, entry: &Entry<'_>, directory: bool, unreadable: Option<Errno>) {
        let flags = if directory {
            AtFlags::REMOVEDIR
        } else {
            AtFlags::empty()
        };
        let Err(mut e) = unlinkat(entry.dir, entry.name, flags) else {
            let what = if directory {
                "removed directory"
            } else {
                "removed"
            };
            self.list(what, entry.path);
            return;
        };
        // A read-only file system reports this error even if the file does not exist.
        if e == Errno::ROFS
            && let Err(Errno::NOENT) = Status::of(entry.dir, entry.name, false, StatxFlags::empty())
        {
            e = Errno::NOENT;
        }
        let missing = matches!(
            e,
            Errno::NOENT | Errno::NOTDIR | Errno::INVAL | Errno::ILSEQ
        );
        if missing && self.options.ignore_missing {
            return;
        }
        // The directory is not empty because it could not be read.
        if let Some(reason) = unreadable
            && matches!(
                e,
                Errno::NOTEMPTY | Errno::ISDIR | Errno::NOTDIR | Errno::EXIST
            )
        {
            e = reason;
        }
        self.cannot_remove(entry.path, e);
    }

    fn cannot_remove(&mut self, path: &OsStr, e: Errno) {
        diagnostics::error_io(&format!("cannot remove {}", quoteaf(path)), &e.into());
        self.fail();
    }

    /// Notes that the parent directory cannot be removed either. That is not reported again.
    fn keep(&mut self) {
        if let Some(above) = self.kept.last_mut() {
            *above = true;
        }
    }

    fn fail(&mut self) {
        self.keep();
        self.outcome = Outcome::Failed;
    }

    /// Notes that the user declined. As in GNU rm, the user is still asked about the parent directory.
    fn decline(&mut self) {
        if self.outcome == Outcome::Removed {
            self.outcome = Outcome::Declined;
        }
    }

    fn list(&self, what: &str, path: &OsStr) {
        if self.options.verbose {
            // A write error is reported when standard output is closed at exit.
            let _ = stdout().write_all(format!("{what} {}\n", quoteaf(path)).as_bytes());
        }
    }
}

/// Returns whether the operand is a mount point, and reports that.
fn is_top_of_file_system(entry: &Entry<'_>) -> bool {
    let path = entry.path;
    let mut above = entry.name.to_bytes().to_vec();
    if !above.ends_with(b"/") {
        above.push(b'/');
    }
    above.extend_from_slice(b"..");
    let parent =
        c_string(&above).and_then(|name| Status::of(entry.dir, &name, true, StatxFlags::empty()));
    match parent {
        Err(_) => {
            let above = OsStr::from_bytes(&above);
            diagnostics::error(&format!(
                "failed to stat {}: skipping {}",
                quoteaf(above),
                quoteaf(path)
            ));
            true
        }
        Ok(parent) if parent.device != entry.status.device => {
            report_other_device(path);
            diagnostics::error("and --preserve-root=all is in effect");
            true
        }
        Ok(_) => false,
    }
}

fn report_other_device(path: &OsStr) {
    diagnostics::error(&format!(
        "skipping {}, since it's on a different device",
        quoteaf(path)
    ));
}
