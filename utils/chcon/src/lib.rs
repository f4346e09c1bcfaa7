//! chcon: change the SELinux security context of files. GNU manual node "chcon invocation"; not in
//! POSIX.
//!
//! Contexts are read and set as extended attributes, without SELinux's library.
//!
//! Gap: names of levels (mcstrans) are not translated.

use shared::fs::selinux::{self, Parts};
use shared::fs::walk::{self, Entry, Follow, Scope, Visit, Walk};
use shared::prelude::*;
use shared::program::error::reason;
use shared::rustix::fs::StatxFlags;
use shared::rustix::io::Errno;
use shared::sys::directory::inside;
use std::ffi::CStr;

/// Sets contexts.
#[derive(Debug)]
struct Changer {
    change: Change,
    recursive: bool,
    follow: Follow,
    /// Whether to follow symbolic links that the walk does not.
    dereference: bool,
    verbose: bool,
    /// The root directory, if it is protected.
    root: Option<(u64, u64)>,
}

/// The context to set.
#[derive(Debug)]
enum Change {
    Whole(Vec<u8>),
    /// These parts of the context that the file has.
    Parts(Parts),
}

/// What the options ask for.
#[derive(Debug)]
struct Settings {
    parts: Parts,
    reference: Option<&'static OsStr>,
    scope: Scope,
    verbose: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let Settings {
        parts,
        reference,
        mut scope,
        verbose,
    } = Settings::parse(&mut options)?;
    scope.settle()?;
    if !scope.recursive {
        scope.follow = Follow::Never;
    } else if scope.follow != Follow::Never && scope.dereference == Some(false) {
        return Err(Error::new("-R -h requires -P"));
    }
    let operands = options.operands();
    let is_whole = reference.is_none() && parts.is_empty();
    if operands.len() < 1 + usize::from(is_whole) {
        return Err(cli::missing_operand(operands.last().copied()));
    }
    let of_reference = reference.map(context_of).transpose()?;
    if of_reference.is_some() && !parts.is_empty() {
        return Err(Error::usage(
            "conflicting security context specifiers given",
        ));
    }
    let change = match of_reference {
        Some(context) => Change::Whole(context),
        None if is_whole => Change::Whole(checked(operands[0])?),
        None => Change::Parts(parts),
    };
    let changer = Changer {
        change,
        recursive: scope.recursive,
        follow: scope.follow,
        dereference: scope.dereference != Some(false),
        verbose,
        root: scope.protected_root()?,
    };
    for operand in &operands[usize::from(is_whole)..] {
        changer.walk(operand)?;
    }
    Ok(())
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self {
            parts: Parts::default(),
            reference: None,
            scope: Scope::new(Follow::Never),
            verbose: false,
        };
        let parts = &mut settings.parts;
        while let Some(option) = options.next()? {
            let value = || Some(option.value().as_bytes().to_vec());
            match option.name {
                "reference" => settings.reference = Some(option.value()),
                "user" => parts.user = value(),
                "role" => parts.role = value(),
                "type" => parts.kind = value(),
                "range" => parts.range = value(),
                "verbose" => settings.verbose = true,
                name if settings.scope.set(name) => {}
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "chcon",
        "[OPTION]... CONTEXT FILE...\n       chcon [OPTION]... [-u USER] [-r ROLE] [-l RANGE] \
         [-t TYPE] FILE...\n       chcon [OPTION]... --reference=RFILE FILE...",
        "Set the SELinux security context of each FILE to CONTEXT, or change parts of it.",
    )
    .listed_first("recursive reference role range")
    .options(options![
        flag(
            "--dereference",
            "change the file that a symbolic link points to (the default)",
        ),
        flag(
            "-h, --no-dereference",
            "change symbolic links instead of the files they point to",
        ),
        value("-u, --user", "USER", "set the user of the context"),
        value("-r, --role", "ROLE", "set the role of the context"),
        value("-t, --type", "TYPE", "set the type of the context"),
        value("-l, --range", "RANGE", "set the level range of the context"),
        flag(
            "--no-preserve-root",
            "allow recursive changes of '/' (the default)",
        ),
        flag("--preserve-root", "refuse to work recursively on '/'"),
        value("--reference", "RFILE", "use the context of RFILE"),
        flag(
            "-R, --recursive",
            "change directories and everything below them",
        ),
        flag("-v, --verbose", "report every file"),
        flag("-H", "with -R, follow a FILE that is a link to a directory"),
        flag("-L", "with -R, follow every link to a directory"),
        flag("-P", "with -R, follow no links (the default)"),
    ])
    .notes("If several of -H, -L and -P are given, the last one takes effect.")
}

impl Changer {
    /// Changes an operand, and what is below it with `-R`.
    fn walk(&self, operand: &OsStr) -> Result {
        let options = walk::Options {
            follow: self.follow,
            one_file_system: false,
            wanted: StatxFlags::empty(),
            only_directories: true,
        };
        let mut walk = Walk::new(operand, options);
        while let Some(entry) = walk.next() {
            if self.recursive && entry.visit == Visit::Directory {
                // The directory is changed after its entries.
                if self.root == Some(entry.status.identity()) {
                    walk::refuse_root(entry.path);
                    walk.skip();
                }
                continue;
            }
            self.visit(&entry)?;
            if !self.recursive {
                walk.skip();
            }
        }
        Ok(())
    }

    /// Changes a file.
    fn visit(&self, entry: &Entry<'_>) -> Result {
        if let Some((message, e)) = entry.failure()? {
            diagnostics::error_io(&message, &e.into());
            return Ok(());
        }
        if matches!(entry.visit, Visit::Cycle { .. }) && self.follow != Follow::Always {
            walk::warn_of_cycle(entry.path);
            return Ok(());
        }
        if self.root == Some(entry.status.identity()) {
            walk::refuse_root(entry.path);
            return Ok(());
        }
        if self.verbose {
            let line = format!("changing security context of {}\n", quoteaf(entry.path));
            stdout().write_all(line.as_bytes())?;
        }
        // No system call sets attributes relative to a descriptor.
        let changed = inside(entry.dir, &mut || Ok(self.change(entry.name)));
        if let Err(message) = changed.unwrap_or_else(|e| Err(reason(&e.into()).to_string())) {
            diagnostics::error(&message);
        }
        Ok(())
    }

    /// Changes a file in the working directory.
    fn change(&self, name: &CStr) -> std::result::Result<(), String> {
        let path = name.to_bytes();
        let with_reason = |message: String, e: Errno| format!("{message}: {}", reason(&e.into()));
        // GNU changes into the directory too, so its messages have the last component only.
        let name = quoteaf(OsStr::from_bytes(path));
        let wanted = match &self.change {
            Change::Whole(context) => context.clone(),
            Change::Parts(parts) => {
                let old = selinux::of_file(path, self.dereference).map_err(|e| {
                    if selinux::is_missing(e) {
                        format!("can't apply partial context to unlabeled file {name}")
                    } else {
                        with_reason(format!("failed to get security context of {name}"), e)
                    }
                })?;
                let of_file = Parts::parse(&old).ok_or_else(|| {
                    let old = quote(OsStr::from_bytes(&old));
                    with_reason(
                        format!("failed to create security context: {old}"),
                        Errno::INVAL,
                    )
                })?;
                let new = of_file.with(parts).text();
                if new == old {
                    return Ok(());
                }
                new
            }
        };
        selinux::set_of_file(path, self.dereference, &wanted).map_err(|e| {
            let wanted = quote(OsStr::from_bytes(&wanted));
            with_reason(format!("failed to change context of {name} to {wanted}"), e)
        })
    }
}

/// The context of the file that `--reference` names.
fn context_of(file: &'static OsStr) -> Result<Vec<u8>> {
    selinux::of_file(file.as_bytes(), true).map_err(|e| {
        let message = format!("failed to get security context of {}", quoteaf(file));
        Error::io(message, &e.into())
    })
}

/// Returns the context after the kernel has checked it, if SELinux is enabled.
fn checked(text: &OsStr) -> Result<Vec<u8>> {
    if selinux::is_enabled() {
        let invalid = |e: io::Error| Error::io(format!("invalid context: {}", quote(text)), &e);
        selinux::check(text.as_bytes()).map_err(invalid)?;
    }
    Ok(text.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|mut options| {
            let _ = Settings::parse(&mut options);
        });
    }
}
