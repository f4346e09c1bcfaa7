//! chmod: change file mode bits. GNU manual node "chmod invocation"; POSIX chmod.

mod file;

use file::{Changer, Report};
use shared::fs::mode::{self, Changes};
use shared::fs::walk::{self, Follow, Scope, Status, Visit, Walk};
use shared::prelude::*;
use shared::rustix::fs::StatxFlags;

/// Runs chmod.
pub fn run(args: Args) -> Result {
    let mut mode_option = Vec::new();
    let mut reference = None;
    let mut scope = Scope::new(Follow::Operands);
    let mut report = Report::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "changes" => (report.changes, report.all) = (true, false),
            "verbose" => (report.changes, report.all) = (true, true),
            "silent" => report.quiet = true,
            "reference" => reference = Some(option.value()),
            name if scope.set(name) => {}
            _ => {
                let argument = options.current().unwrap_or_default().as_bytes();
                if !mode_option.is_empty() {
                    mode_option.push(b',');
                }
                mode_option.extend_from_slice(argument);
            }
        }
    }
    scope.settle()?;
    let operands = options.operands();
    let (changes, files) = changes(&mode_option, reference, &operands)?;
    let changer = Changer {
        changes,
        umask: mode::umask(),
        dereference: scope.dereference,
        expects_no_umask: !mode_option.is_empty(),
        report,
        root: scope.protected_root()?,
    };
    let options = walk::Options {
        follow: scope.follow,
        one_file_system: false,
        wanted: StatxFlags::empty(),
        only_directories: changer.needs_no_status(),
    };
    for operand in files {
        let mut walk = Walk::new(operand, options);
        while let Some(entry) = walk.next() {
            let goes_on = changer.visit(&entry, scope.follow)?;
            if entry.visit == Visit::Directory && !(scope.recursive && goes_on) {
                walk.skip();
            }
        }
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "chmod",
        "[OPTION]... MODE[,MODE]... FILE...",
        "Change the mode of each FILE to MODE, or to that of another file.",
    )
    .args([
        flag("-c, --changes", "tell of each file whose mode is changed"),
        flag("-f, --silent, --quiet", "suppress most error messages"),
        flag("-v, --verbose", "tell of each file"),
        flag(
            "--dereference",
            "change what a symbolic link refers to, rather than the link",
        ),
        flag(
            "-h, --no-dereference",
            "change symbolic links themselves, where the system can",
        ),
        flag(
            "--no-preserve-root",
            "do not treat '/' specially (the default)",
        ),
        flag("--preserve-root", "refuse to operate recursively on '/'"),
        flag(
            "-R, --recursive",
            "change directories and all that they hold",
        ),
        value(
            "--reference",
            "RFILE",
            "take the mode of RFILE, which may be a link to the file",
        ),
        flag(
            "-H",
            "with -R, enter a FILE that is a link to a directory (the default)",
        ),
        flag("-L", "with -R, enter all links to directories"),
        flag("-P", "with -R, enter no link"),
    ])
    .args(
        // Modes that look like options: `chmod -w f`.
        [
            "-r", "-w", "-x", "-X", "-s", "-t", "-u", "-g", "-o", "-a", "-,", "-+", "-=", "-0",
            "-1", "-2", "-3", "-4", "-5", "-6", "-7",
        ]
        .map(|letter| optional(letter, "MODE", "")),
    )
    .after_help(
        "Each MODE is of the form '[ugoa]*([-+=]([rwxXst]*|[ugo]))+|[-+=]?[0-7]+'.\n\
         Of -H, -L and -P, the last one counts.",
    )
}

/// What is to be done, and to which files.
fn changes<'a>(
    mode_option: &[u8],
    reference: Option<&'static OsStr>,
    operands: &'a [&'static OsStr],
) -> Result<(Changes, &'a [&'static OsStr])> {
    if reference.is_some() && !mode_option.is_empty() {
        return Err(Error::usage("cannot combine mode and --reference options"));
    }
    let (text, files) = match operands {
        files if reference.is_some() || !mode_option.is_empty() => (mode_option, files),
        [mode, files @ ..] => (mode.as_bytes(), files),
        [] => (mode_option, operands),
    };
    if files.is_empty() {
        return Err(cli::missing_operand(operands.last().copied()));
    }
    if let Some(reference) = reference {
        return Ok((
            Changes::exactly(Status::of_reference(reference, StatxFlags::empty())?.mode),
            files,
        ));
    }
    let invalid = || Error::usage(format!("invalid mode: {}", quote(OsStr::from_bytes(text))));
    Ok((Changes::parse(text).ok_or_else(invalid)?, files))
}
