//! Removing files and trees: the engine of rm, and of mv once it has copied to another file
//! system. Trees are gone through by [`crate::fs::walk`]: by descriptor, to any depth, never
//! through a symbolic link.

mod question;

use crate::fs::names::last_component;
use crate::fs::walk::{self, Entry, Follow, Status, Visit, Walk};
use crate::program::diagnostics;
use crate::program::output::stdout;
use crate::text::quoting::{quoteaf, quotef};
use question::{Doing, Verdict};
use rustix::fs::{AtFlags, CWD, StatxFlags, unlinkat};
use rustix::io::Errno;
use std::ffi::{CString, OsStr};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;

/// When questions are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ask {
    /// Never.
    Never,
    /// Before files that we may not write, where somebody is there to answer.
    #[default]
    Protected,
    /// Always.
    Always,
}

/// How files are removed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// When questions are asked.
    pub ask: Ask,
    /// What does not exist is no failure.
    pub ignore_missing: bool,
    /// Directories go with all that they hold.
    pub recursive: bool,
    /// Empty directories go.
    pub empty_directories: bool,
    /// Other file systems are passed over.
    pub one_file_system: bool,
    /// The root directory, where it is protected.
    pub root: Option<(u64, u64)>,
    /// Operands that are the top of a file system are protected.
    pub every_root: bool,
    /// Standard input is a terminal.
    pub terminal: bool,
    /// Each removal is listed.
    pub verbose: bool,
}

/// What became of an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing is left of it.
    Removed,
    /// Something is left, as the user wished.
    Declined,
    /// Something is left, and why was reported.
    Failed,
}

/// Removes an operand.
pub fn remove(operand: &OsStr, options: &Options) -> Outcome {
    let mut removal = Removal {
        options,
        kept: Vec::new(),
        outcome: Outcome::Removed,
    };
    if removal.unlink_unasked(operand) {
        return Outcome::Removed;
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

/// The work on one operand.
struct Removal<'a> {
    options: &'a Options,
    /// Of the directories from the operand down: something in them was kept.
    kept: Vec<bool>,
    outcome: Outcome,
}

impl Removal<'_> {
    /// Most operands are no directories: one system call, where nothing is to be asked.
    fn unlink_unasked(&self, operand: &OsStr) -> bool {
        let unasked = match self.options.ask {
            Ask::Never => true,
            Ask::Protected => !self.options.terminal,
            Ask::Always => false,
        };
        let unlinked = unasked && unlinkat(CWD, operand, AtFlags::empty()).is_ok();
        if unlinked {
            self.tell("removed", operand);
        }
        unlinked
    }

    /// Removes what the walk shows. False where a directory is not to be entered.
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
            // It was announced, and could not be listed: it may be empty all the same.
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
                    complain_of_device(entry.path);
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

    /// Decides on a directory that was met. True where it is to be entered.
    fn arrive(&mut self, entry: &Entry<'_>) -> bool {
        let options = self.options;
        if !options.recursive && !options.empty_directories {
            self.cannot_remove(entry.path, Errno::ISDIR);
            return false;
        }
        if !options.recursive && question::holds_something(entry) {
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

    /// Is it an operand that rm never removes? That is reported.
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

    /// Removes a directory whose content is gone.
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
            self.tell(what, entry.path);
            return;
        };
        // A file system that is read-only says so of what does not exist, too.
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
        // That it holds something is not what keeps us from removing it.
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

    /// The directory above can't go either: it is left without a further word.
    fn keep(&mut self) {
        if let Some(above) = self.kept.last_mut() {
            *above = true;
        }
    }

    fn fail(&mut self) {
        self.keep();
        self.outcome = Outcome::Failed;
    }

    /// The user said no. As in GNU's rm, the directory above is still asked for.
    fn decline(&mut self) {
        if self.outcome == Outcome::Removed {
            self.outcome = Outcome::Declined;
        }
    }

    fn tell(&self, what: &str, path: &OsStr) {
        if self.options.verbose {
            // That it can't be written is told at the end.
            let _ = stdout().write_all(format!("{what} {}\n", quoteaf(path)).as_bytes());
        }
    }
}

/// Is a file system mounted on this operand? That is reported.
fn is_top_of_file_system(entry: &Entry<'_>) -> bool {
    let path = entry.path;
    let mut above = entry.name.to_bytes().to_vec();
    if !above.ends_with(b"/") {
        above.push(b'/');
    }
    above.extend_from_slice(b"..");
    // A name contains no NUL.
    let name = CString::new(above).unwrap_or_default();
    match Status::of(entry.dir, &name, true, StatxFlags::empty()) {
        Err(_) => {
            let above = OsStr::from_bytes(name.to_bytes());
            diagnostics::error(&format!(
                "failed to stat {}: skipping {}",
                quoteaf(above),
                quoteaf(path)
            ));
            true
        }
        Ok(parent) if parent.device != entry.status.device => {
            complain_of_device(path);
            diagnostics::error("and --preserve-root=all is in effect");
            true
        }
        Ok(_) => false,
    }
}

fn complain_of_device(path: &OsStr) {
    diagnostics::error(&format!(
        "skipping {}, since it's on a different device",
        quoteaf(path)
    ));
}
