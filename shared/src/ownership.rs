//! Changing the owner and group of files: `chown` and `chgrp`, which differ only in their first
//! operand. Trees are walked by descriptor ([`crate::fs::walk`]). With `--from`, the owner is read
//! from the same open file that is then changed.

mod change;

use crate::fs::owner::{self, Owner};
use crate::fs::users::Names;
use crate::fs::walk::{self, Follow, Scope, Status, Visit, Walk};
use crate::options;
use crate::program::cli::{self, Args, Cli, Options, Table};
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use change::{Changer, OwnerNames, Report};
use rustix::fs::StatxFlags;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// `chown`: the owner, the group, or both.
    Owner,
    /// `chgrp`: the group.
    Group,
}

/// Runs `chown` or `chgrp`.
///
/// # Errors
/// Mistakes on the command line. Failures of single files are reported.
pub fn run(args: Args, cli: fn() -> Cli, what: What) -> Result {
    parse(args.parse(cli), what)?.apply()
}

/// A change that the command line requests.
#[derive(Debug)]
pub struct Request {
    changer: Changer,
    recursive: bool,
    files: Vec<&'static OsStr>,
}

/// Parses the command line.
///
/// # Errors
/// Mistakes on the command line, and an unknown user, group or reference file.
pub fn parse(mut options: Options, what: What) -> Result<Request> {
    let mut from = Owner::default();
    let mut reference = None;
    let mut scope = Scope::new(Follow::Never);
    let mut report = Report::default();
    while let Some(option) = options.next()? {
        match option.name {
            "changes" => (report.changes, report.all) = (true, false),
            "verbose" => (report.changes, report.all) = (true, true),
            "silent" => report.quiet = true,
            "from" => from = Owner::from_option(option.value())?,
            "reference" => reference = Some(option.value()),
            name if scope.set(name) => {}
            _ => option.unhandled(),
        }
    }
    scope.settle()?;
    if !scope.recursive {
        scope.follow = Follow::Never;
    }
    let mut files = options.operands();
    let owner = match (reference, &files[..]) {
        (Some(file), [_, ..]) => of_file(file, what)?,
        (None, [text, _, ..]) => {
            let owner = given(text, what)?;
            files.remove(0);
            owner
        }
        _ => return Err(cli::missing_operand(files.last().copied())),
    };
    Ok(Request {
        changer: Changer {
            owner,
            from,
            follow: scope.follow,
            dereference: scope.dereference != Some(false),
            report,
            root: scope.protected_root()?,
        },
        recursive: scope.recursive,
        files,
    })
}

impl Request {
    /// Changes the files.
    fn apply(&self) -> Result {
        let changer = &self.changer;
        let options = walk::Options {
            follow: changer.follow,
            one_file_system: false,
            wanted: StatxFlags::UID | StatxFlags::GID,
            only_directories: changer.needs_no_status(),
        };
        let mut names = OwnerNames::new();
        for operand in &self.files {
            let mut walk = Walk::new(operand, options);
            while let Some(entry) = walk.next() {
                if self.recursive && entry.visit == Visit::Directory {
                    // A directory is changed after its contents.
                    if !changer.may_enter(&entry) {
                        walk.skip();
                    }
                    continue;
                }
                changer.visit(&entry, &mut names)?;
                if !self.recursive {
                    walk.skip();
                }
            }
        }
        Ok(())
    }
}

/// Returns the options of both utilities.
pub const OPTIONS: Table = options![
    flag("-c, --changes", "report every file that changes"),
    flag("-f, --silent, --quiet", "suppress most error messages"),
    flag("-v, --verbose", "report every file"),
    flag(
        "--dereference",
        "change the file that a symbolic link points to (the default)",
    ),
    flag(
        "-h, --no-dereference",
        "change symbolic links instead of the files they point to",
    ),
    value(
        "--from",
        "OWNER:GROUP",
        "change only files with this owner and group; either may be left out",
    ),
    flag(
        "--no-preserve-root",
        "allow recursive changes of '/' (the default)",
    ),
    flag("--preserve-root", "refuse to work recursively on '/'"),
    flag(
        "-R, --recursive",
        "change directories and everything below them",
    ),
    value(
        "--reference",
        "RFILE",
        "use the owner and group of RFILE; links are followed",
    ),
    flag("-H", "with -R, follow a FILE that is a link to a directory"),
    flag("-L", "with -R, follow every link to a directory"),
    flag("-P", "with -R, follow no links (the default)"),
];

/// Parses the first operand.
fn given(text: &OsStr, what: What) -> Result<Owner> {
    if what == What::Owner {
        let mut owner = Owner::from_option(text)?;
        if owner.group.is_some() && owner.user.is_none() {
            // Messages show an empty user name for `:GROUP`, as GNU chown does.
            owner.user = Some(Vec::new());
        }
        return Ok(owner);
    }
    if text.is_empty() {
        return Ok(Owner::default());
    }
    let invalid = || Error::new(format!("invalid group: {}", quote(text)));
    Ok(Owner {
        gid: Some(owner::group_id(text.as_bytes()).ok_or_else(invalid)?),
        group: Some(text.as_bytes().to_vec()),
        ..Owner::default()
    })
}

/// Returns the owner of the reference file.
fn of_file(file: &OsStr, what: What) -> Result<Owner> {
    let status = Status::of_reference(file, StatxFlags::UID | StatxFlags::GID)?;
    let name = |mut names: Names, id| names.get(id).map(<[u8]>::to_vec);
    let mut owner = Owner {
        gid: Some(status.gid),
        group: name(Names::of_groups(), status.gid),
        ..Owner::default()
    };
    if what == What::Owner {
        owner.uid = Some(status.uid);
        owner.user = name(Names::of_users(), status.uid);
    }
    Ok(owner)
}
