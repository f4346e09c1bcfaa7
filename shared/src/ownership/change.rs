//! Changing one file, and reporting the change.

use crate::fs::owner::Owner;
use crate::fs::users::Names;
use crate::fs::walk::{self, Entry, Follow, Status, Visit};
use crate::program::diagnostics;
use crate::program::error::{Result, reason};
use crate::program::output::stdout;
use crate::program::status;
use crate::sys::owner::chown_opened;
use crate::text::quoting::quoteaf;
use rustix::fd::AsFd;
use rustix::fs::{self, AtFlags, FileType, Gid, Mode, OFlags, StatxFlags, Uid};
use rustix::io::{self, Errno};
use std::ffi::OsStr;
use std::io::Write;

const IDS: StatxFlags = StatxFlags::UID.union(StatxFlags::GID);

/// What is reported.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Report {
    /// Files whose owner changes.
    pub(super) changes: bool,
    /// All files.
    pub(super) all: bool,
    /// Do not print most errors.
    pub(super) quiet: bool,
}

/// A change of owner and group, for any number of files.
#[derive(Debug)]
pub(super) struct Changer {
    pub(super) owner: Owner,
    /// `--from`: change only files of this owner.
    pub(super) from: Owner,
    pub(super) follow: Follow,
    /// Whether the target of a symbolic link is changed, rather than the link.
    pub(super) dereference: bool,
    pub(super) report: Report,
    /// The identity of the root directory, if it is protected.
    pub(super) root: Option<(u64, u64)>,
}

/// Names of users and groups that have been looked up.
pub(super) struct OwnerNames {
    users: Names,
    groups: Names,
}

impl OwnerNames {
    pub(super) fn new() -> Self {
        Self {
            users: Names::of_users(),
            groups: Names::of_groups(),
        }
    }
}

/// The result for one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Done,
    /// `--from` excludes it.
    Excluded,
    /// A symbolic link, on a file system whose links have no owner.
    NotApplied,
    Failed,
}

impl Changer {
    /// Returns whether files can be changed without reading their status first.
    pub(super) fn needs_no_status(&self) -> bool {
        !self.report.changes
    }

    /// Returns false for the root directory if it is protected, and reports that.
    pub(super) fn may_enter(&self, entry: &Entry<'_>) -> bool {
        let is_root = self.root == Some(entry.status.identity());
        if is_root {
            walk::refuse_root(entry.path);
        }
        !is_root
    }

    /// Changes one entry of the walk and reports the result.
    pub(super) fn visit(&self, entry: &Entry<'_>, names: &mut OwnerNames) -> Result {
        if matches!(entry.visit, Visit::Cycle { .. }) && self.follow != Follow::Always {
            walk::warn_of_cycle(entry.path);
            return Ok(());
        }
        if let Some((message, e)) = entry.failure()? {
            self.report_error(&message, e);
            return self.report(entry.path, Outcome::Failed, None, names);
        }
        let mut status = *entry.status;
        let is_link = status.kind() == FileType::Symlink;
        if is_link && self.dereference {
            match Status::of(entry.dir, entry.name, true, IDS) {
                Ok(target) => status = target,
                Err(e) => {
                    let message = format!("cannot dereference {}", quoteaf(entry.path));
                    self.report_error(&message, e);
                    // The owner that is reported is that of the link.
                    return self.report(entry.path, Outcome::Failed, Some(&status), names);
                }
            }
        }
        if self.root == Some(status.identity()) {
            // `--preserve-root` also applies to links to the root directory.
            walk::refuse_root(entry.path);
            return Ok(());
        }
        // If the status was not read, `change` reads it from the open file.
        let outcome = if self.needs_no_status() || self.is_wanted(&status) {
            self.change(entry)
        } else {
            Outcome::Excluded
        };
        self.report(entry.path, outcome, Some(&status), names)
    }

    fn has_requirement(&self) -> bool {
        self.from.uid.is_some() || self.from.gid.is_some()
    }

    fn is_wanted(&self, status: &Status) -> bool {
        matches(&self.from, status)
    }

    fn change(&self, entry: &Entry<'_>) -> Outcome {
        let result = if self.has_requirement() {
            self.change_if_wanted(entry)
        } else {
            let mut flags = AtFlags::empty();
            flags.set(AtFlags::SYMLINK_NOFOLLOW, !self.dereference);
            fs::chownat(entry.dir, entry.name, self.uid(), self.gid(), flags)
                .map(|()| Outcome::Done)
        };
        match result {
            Ok(outcome) => outcome,
            Err(Errno::OPNOTSUPP) if !self.dereference => Outcome::NotApplied,
            Err(e) => {
                let what = match self.owner.uid {
                    Some(_) => "ownership",
                    None => "group",
                };
                let message = format!("changing {what} of {}", quoteaf(entry.path));
                self.report_error(&message, e);
                Outcome::Failed
            }
        }
    }

    /// Changes a file if `--from` does not exclude it. It may have been replaced since the walk read
    /// its status, so the status of the open file decides.
    fn change_if_wanted(&self, entry: &Entry<'_>) -> io::Result<Outcome> {
        let mut flags = OFlags::PATH | OFlags::CLOEXEC;
        flags.set(OFlags::NOFOLLOW, !self.dereference);
        let file = fs::openat(entry.dir, entry.name, flags, Mode::empty())?;
        if !self.is_wanted(&Status::of_open(file.as_fd(), IDS)?) {
            return Ok(Outcome::Excluded);
        }
        chown_opened(file.as_fd(), self.uid(), self.gid())?;
        Ok(Outcome::Done)
    }

    fn uid(&self) -> Option<Uid> {
        self.owner.uid.map(Uid::from_raw)
    }

    fn gid(&self) -> Option<Gid> {
        self.owner.gid.map(Gid::from_raw)
    }

    fn report_error(&self, message: &str, e: Errno) {
        if self.report.quiet {
            status::set(status::failure());
        } else {
            diagnostics::error(&format!("{message}: {}", reason(&e.into())));
        }
    }

    /// Reports the outcome, if that was requested. `status` is that of the file before the change.
    fn report(
        &self,
        path: &OsStr,
        outcome: Outcome,
        status: Option<&Status>,
        names: &mut OwnerNames,
    ) -> Result {
        if !self.report.changes {
            return Ok(());
        }
        let changed = outcome == Outcome::Done && status.is_none_or(|s| !matches(&self.owner, s));
        if !changed && !self.report.all {
            return Ok(());
        }
        let known =
            |name: &Option<Vec<u8>>, id: Option<u32>| name.clone().or_else(|| id.map(number));
        let new_user = known(&self.owner.user, self.owner.uid);
        let new_group = known(&self.owner.group, self.owner.gid);
        let (is_user, is_group) = (new_user.is_some(), new_group.is_some());
        let new = joined(new_user, new_group);
        let old = status.and_then(|status| {
            let user = is_user.then(|| name_or_number(&mut names.users, status.uid));
            let group = is_group.then(|| name_or_number(&mut names.groups, status.gid));
            joined(user, group)
        });
        let what = if is_user || !is_group {
            "ownership"
        } else {
            "group"
        };
        let name = quoteaf(path);
        let line = match (outcome, new, old) {
            (Outcome::NotApplied, ..) => {
                format!("neither symbolic link {name} nor referent has been changed\n")
            }
            (Outcome::Failed, Some(new), Some(old)) => {
                format!("failed to change {what} of {name} from {old} to {new}\n")
            }
            (Outcome::Failed, Some(new), None) => {
                format!("failed to change {what} of {name} to {new}\n")
            }
            (Outcome::Failed, None, _) => format!("failed to change {what} of {name}\n"),
            (_, Some(new), Some(old)) if changed => {
                format!("changed {what} of {name} from {old} to {new}\n")
            }
            (_, _, Some(old)) => format!("{what} of {name} retained as {old}\n"),
            (_, _, None) => format!("{what} of {name} retained\n"),
        };
        Ok(stdout().write_all(line.as_bytes())?)
    }
}

/// Returns whether a file belongs to the user and group in `owner`, if these are given.
fn matches(owner: &Owner, status: &Status) -> bool {
    owner.uid.is_none_or(|uid| uid == status.uid) && owner.gid.is_none_or(|gid| gid == status.gid)
}

fn name_or_number(names: &mut Names, id: u32) -> Vec<u8> {
    names.get(id).map_or_else(|| number(id), <[u8]>::to_vec)
}

fn number(id: u32) -> Vec<u8> {
    id.to_string().into_bytes()
}

/// Returns `user:group`, or the one that is given.
fn joined(user: Option<Vec<u8>>, group: Option<Vec<u8>>) -> Option<String> {
    let text = match (user, group) {
        (Some(user), Some(group)) => [&user[..], b":", &group].concat(),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return None,
    };
    Some(String::from_utf8_lossy(&text).into_owned())
}
