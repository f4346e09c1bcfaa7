//! readlink: print the value of a symbolic link or a canonical file name. GNU manual node
//! "readlink invocation"; POSIX readlink.

use shared::fs::canonical::{Missing, canonicalize};
use shared::prelude::*;
use shared::program::posix;
use shared::rustix::fs;
use shared::rustix::io::Errno;

/// What the options ask for.
struct Settings {
    /// Canonicalize names, of which this may be missing.
    canonicalize: Option<Missing>,
    end: u8,
    no_newline: bool,
    verbose: bool,
}

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    let settings = Settings::parse(&mut options)?;
    let operands = options.operands();
    if operands.is_empty() {
        return Err(cli::missing_operand(None));
    }
    let mut end = Some(settings.end);
    if settings.no_newline && operands.len() > 1 {
        diagnostics::warning("ignoring --no-newline with multiple arguments");
    } else if settings.no_newline {
        end = None;
    }
    for name in operands {
        match resolve(name, settings.canonicalize) {
            Ok(mut line) => {
                line.extend(end);
                stdout().write_all(&line)?;
            }
            Err(e) if settings.verbose => operand_error(name, &e.into()),
            Err(_) => status::set(status::failure()),
        }
    }
    Ok(())
}

impl Settings {
    fn parse(options: &mut cli::Options) -> Result<Self> {
        let mut settings = Self {
            canonicalize: None,
            end: b'\n',
            no_newline: false,
            verbose: posix::is_strict(),
        };
        while let Some(option) = options.next()? {
            match option.name {
                "canonicalize" => settings.canonicalize = Some(Missing::Last),
                "canonicalize-existing" => settings.canonicalize = Some(Missing::Nothing),
                "canonicalize-missing" => settings.canonicalize = Some(Missing::Anything),
                "no-newline" => settings.no_newline = true,
                "quiet" => settings.verbose = false,
                "verbose" => settings.verbose = true,
                "zero" => settings.end = b'\0',
                _ => option.unhandled(),
            }
        }
        Ok(settings)
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "readlink",
        "[OPTION]... FILE...",
        "Print the target of each symbolic link FILE, or the canonical name of each FILE.",
    )
    .options(options![
        flag(
            "-f, --canonicalize",
            "print the canonical name, with all links resolved; every component but the last \
             must exist",
        ),
        flag(
            "-e, --canonicalize-existing",
            "like -f, but every component must exist",
        ),
        flag(
            "-m, --canonicalize-missing",
            "like -f, but components need not exist",
        ),
        flag(
            "-n, --no-newline",
            "with a single FILE, do not print the newline (or NUL) at the end",
        ),
        flag(
            "-q, -s, --quiet, --silent",
            "suppress most error messages (the default unless POSIXLY_CORRECT is set)",
        ),
        flag("-v, --verbose", "report all errors"),
        flag("-z, --zero", "end lines with NUL instead of newline"),
    ])
}

fn resolve(name: &OsStr, canonicalized: Option<Missing>) -> std::result::Result<Vec<u8>, Errno> {
    match canonicalized {
        Some(missing) => canonicalize(name.as_bytes(), missing, true),
        // Unlike rustix's `readlink`, this does not clear the buffer first.
        None => Ok(fs::readlinkat(fs::CWD, name, Vec::new())?.into_bytes()),
    }
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
