//! readlink: print the value of a symbolic link or a canonical file name. GNU manual node
//! "readlink invocation"; POSIX readlink.

use shared::fs::canonical::{Missing, canonicalize};
use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs;
use shared::rustix::io::Errno;

/// Runs readlink.
pub fn run(args: Args) -> Result {
    let mut missing = None;
    let mut end = Some(b'\n');
    let mut newline = true;
    let mut verbose = posix::is_strict();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "canonicalize" => missing = Some(Missing::Last),
            "canonicalize-existing" => missing = Some(Missing::Nothing),
            "canonicalize-missing" => missing = Some(Missing::Anything),
            "no-newline" => newline = false,
            "verbose" => verbose = true,
            "zero" => end = Some(b'\0'),
            _ => verbose = false,
        }
    }
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    if !newline && operands.len() > 1 {
        diagnostics::warning("ignoring --no-newline with multiple arguments");
    } else if !newline {
        end = None;
    }
    for name in operands {
        match resolve(name, missing) {
            Ok(mut line) => {
                line.extend(end);
                stdout().write_all(&line)?;
            }
            Err(e) if verbose => operand_error(name, &e.into()),
            Err(_) => status::set(status::failure()),
        }
    }
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "readlink",
        "[OPTION]... FILE...",
        "Print where each symbolic link FILE points to, or the canonical name of each FILE.",
    )
    .args([
        flag(
            "-f, --canonicalize",
            "print the canonical name, all links in it followed; all but the last part of \
             FILE must exist",
        ),
        flag(
            "-e, --canonicalize-existing",
            "the same; all of FILE must exist",
        ),
        flag(
            "-m, --canonicalize-missing",
            "the same; nothing of FILE need exist",
        ),
        flag(
            "-n, --no-newline",
            "print no newline (or NUL) behind a single FILE's",
        ),
        flag(
            "-q, --quiet, --silent",
            "suppress most error messages (the default, unless POSIXLY_CORRECT is set)",
        )
        .visible_short_alias('s'),
        flag("-v, --verbose", "report errors"),
        flag("-z, --zero", "end each name with NUL, not newline"),
    ])
}

fn resolve(name: &OsStr, missing: Option<Missing>) -> std::result::Result<Vec<u8>, Errno> {
    match missing {
        Some(missing) => canonicalize(name.as_bytes(), missing, true),
        None => Ok(fs::readlink(name, Vec::new())?.into_bytes()),
    }
}
