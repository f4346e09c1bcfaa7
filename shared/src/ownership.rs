//! Changing who owns files: `chown` and `chgrp`, which differ in their first operand only.
//! Trees are walked by descriptor ([`crate::fs::walk`]), and an owner that `--from` requires is
//! asked of the very file that is then changed.

mod change;

use crate::fs::owner::{self, Owner};
use crate::fs::users::Names;
use crate::fs::walk::{self, Follow, Scope, Status, Visit, Walk};
use crate::program::cli::{self, Arg, Args, Command, flag, value};
use crate::program::error::{Error, Result};
use crate::text::quoting::quote;
use change::{Changer, Report};
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
/// Mistakes on the command line. What is wrong with one file is reported.
pub fn run(args: Args, cli: fn() -> Command, what: What) -> Result {
    let mut from = Owner::default();
    let mut reference = None;
    let mut scope = Scope::new(Follow::Never);
    let mut report = Report::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "changes" => (report.changes, report.all) = (true, false),
            "verbose" => (report.changes, report.all) = (true, true),
            "silent" => report.quiet = true,
            "from" => from = Owner::from_option(option.value())?,
            "reference" => reference = Some(option.value()),
            name => _ = scope.set(name),
        }
    }
    scope.settle()?;
    if !scope.recursive {
        scope.follow = Follow::Never;
    }
    let operands = options.operands();
    let (owner, files) = match (reference, &operands[..]) {
        (Some(file), [_, ..]) => (of_file(file, what)?, &operands[..]),
        (None, [text, files @ ..]) if !files.is_empty() => (given(text, what)?, files),
        _ => return Err(cli::missing_operand(operands.last().copied())),
    };
    let changer = Changer {
        owner,
        from,
        follow: scope.follow,
        dereference: scope.dereference != Some(false),
        report,
        root: scope.protected_root()?,
    };
    let options = walk::Options {
        follow: scope.follow,
        one_file_system: false,
        wanted: StatxFlags::UID | StatxFlags::GID,
        only_directories: changer.needs_no_status(),
    };
    let (mut users, mut groups) = (Names::of_users(), Names::of_groups());
    for operand in files {
        let mut walk = Walk::new(operand, options);
        while let Some(entry) = walk.next() {
            if scope.recursive && entry.visit == Visit::Directory {
                // Its turn comes after all that it holds.
                if !changer.may_enter(&entry) {
                    walk.skip();
                }
                continue;
            }
            changer.visit(&entry, &mut users, &mut groups)?;
            if !scope.recursive {
                walk.skip();
            }
        }
    }
    Ok(())
}

/// The options of both.
pub fn options() -> [Arg; 13] {
    [
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
    ]
}

/// The owner that the first operand names.
fn given(text: &OsStr, what: What) -> Result<Owner> {
    if what == What::Owner {
        let mut owner = Owner::from_option(text)?;
        if owner.group.is_some() && owner.user.is_none() {
            // As GNU's chown tells of `:GROUP` by name.
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

/// The owner of another file.
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
