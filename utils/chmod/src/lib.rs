//! chmod: change file mode bits. GNU manual node "chmod invocation"; POSIX chmod.

mod file;

use file::{Changer, Report};
use shared::fs::mode::{self, Changes};
use shared::fs::walk::{self, Follow, Scope, Status, Visit, Walk};
use shared::prelude::*;
use shared::program::cli::Table;
use shared::rustix::fs::StatxFlags;

/// What the options ask for.
#[derive(Debug)]
struct Settings {
    /// Modes given as options (`-w`), joined by commas.
    mode_option: Vec<u8>,
    reference: Option<&'static OsStr>,
    scope: Scope,
    report: Report,
}

/// The first letters of modes that look like options: `chmod -w f`.
const MODE_OPTIONS: Table = options![
    optional("-r", "MODE", ""),
    optional("-w", "MODE", ""),
    optional("-x", "MODE", ""),
    optional("-X", "MODE", ""),
    optional("-s", "MODE", ""),
    optional("-t", "MODE", ""),
    optional("-u", "MODE", ""),
    optional("-g", "MODE", ""),
    optional("-o", "MODE", ""),
    optional("-a", "MODE", ""),
    optional("-,", "MODE", ""),
    optional("-+", "MODE", ""),
    optional("-=", "MODE", ""),
    optional("-0", "MODE", ""),
    optional("-1", "MODE", ""),
    optional("-2", "MODE", ""),
    optional("-3", "MODE", ""),
    optional("-4", "MODE", ""),
    optional("-5", "MODE", ""),
    optional("-6", "MODE", ""),
    optional("-7", "MODE", ""),
];

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let mut settings = Settings::parse(&mut options)?;
    let scope = &mut settings.scope;
    scope.settle()?;
    let scope = *scope;
    let operands = options.operands();
    let (changes, files) = changes(&settings.mode_option, settings.reference, &operands)?;
    let changer = Changer {
        changes,
        umask: mode::umask(),
        dereference: scope.dereference,
        warns_of_umask: !settings.mode_option.is_empty(),
        report: settings.report,
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

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut mode_option = Vec::new();
        let mut reference = None;
        let mut scope = Scope::new(Follow::Operands);
        let mut report = Report::default();
        while let Some(option) = options.next()? {
            match option.name {
                "changes" => (report.changes, report.all) = (true, false),
                "verbose" => (report.changes, report.all) = (true, true),
                "silent" => report.quiet = true,
                "reference" => reference = Some(option.value()),
                name if scope.set(name) => {}
                letter if letter.len() == 1 => {
                    let argument = options.current().unwrap_or_default().as_bytes();
                    if !mode_option.is_empty() {
                        mode_option.push(b',');
                    }
                    mode_option.extend_from_slice(argument);
                }
                _ => option.unhandled(),
            }
        }
        Ok(Self {
            mode_option,
            reference,
            scope,
            report,
        })
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "chmod",
        "[OPTION]... MODE[,MODE]... FILE...",
        "Change the mode of each FILE to MODE, or to the mode of RFILE.",
    )
    .options(options![
        flag("-c, --changes", "report every file whose mode changes"),
        flag("-f, --silent, --quiet", "suppress most error messages"),
        flag("-v, --verbose", "report every file"),
        flag(
            "--dereference",
            "change the file that a symbolic link points to",
        ),
        flag(
            "-h, --no-dereference",
            "change symbolic links instead of the files they point to, if the system supports \
             it",
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
            "use the mode of RFILE; links are followed",
        ),
        flag(
            "-H",
            "with -R, follow a FILE that is a link to a directory (the default)",
        ),
        flag("-L", "with -R, follow every link to a directory"),
        flag("-P", "with -R, follow no links"),
    ])
    .options(MODE_OPTIONS)
    .notes(
        "MODE is octal digits, or clauses like u+rwX,g-w,o=r: any of ugoa, an operator +, \
         - or =, and any of rwxXst or one of ugo. If several of -H, -L and -P are given, \
         the last one takes effect.",
    )
}

/// Returns the changes to make, and the operands that are files.
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
        let status = Status::of_reference(reference, StatxFlags::empty())?;
        return Ok((Changes::exactly(status.mode), files));
    }
    let invalid = || Error::usage(format!("invalid mode: {}", quote(OsStr::from_bytes(text))));
    Ok((Changes::parse(text).ok_or_else(invalid)?, files))
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
