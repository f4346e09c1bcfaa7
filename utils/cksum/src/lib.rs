//! cksum: print or check checksums of many kinds. GNU manual node "cksum invocation"; POSIX
//! cksum.
//!
//! Unlike in GNU's, GLIBC_TUNABLES changes only what `--debug` shows, not the choice of
//! instructions.

mod algorithms;

use algorithms::{Choice, Length};
use shared::checksum::{self, Form, Settings};
use shared::prelude::*;
use shared::program::cli::Options;

pub fn run(args: Args) -> Result {
    let request = Request::parse(args.parse(cli))?;
    if request.debug {
        algorithms::report_hardware(&request.settings);
    }
    checksum::run(&request.settings, &request.operands)
}

pub fn cli() -> Cli {
    cli::utility(
        "cksum",
        "[OPTION]... [FILE]...",
        "Print or verify checksums. The default is the CRC of POSIX, with the size.",
    )
    .options(checksum::OPTIONS)
    .options(options![
        value("-a, --algorithm", "TYPE", "use this algorithm, see below"),
        flag("--base64", "print digests in base64, not hexadecimal"),
        flag("--debug", "report which CPU features are used"),
        value(
            "-l, --length",
            "BITS",
            "the length of sha2, sha3 and blake2b digests",
        ),
        flag("--raw", "print only the bytes of the checksum"),
        flag(
            "--untagged",
            "print the digest and the name, without the algorithm",
        ),
    ])
    .notes(algorithms::NOTES)
}

/// The command line.
struct Request {
    settings: Settings,
    operands: Vec<&'static OsStr>,
    debug: bool,
}

impl Request {
    fn parse(mut options: Options) -> Result<Self> {
        let mut settings = Settings::new(None, 0);
        let (mut choice, mut length) = (None, None);
        let (mut untagged, mut debug, mut excluded) = (false, false, false);
        while let Some(option) = options.next()? {
            match option.name {
                "algorithm" => choice = Some(Choice::parse(option.value())?),
                "length" => length = Some(Length::parse(option.value())?),
                form @ ("base64" | "raw") => {
                    let (form, other) = match form {
                        "raw" => (Form::Raw, Form::Base64),
                        _ => (Form::Base64, Form::Raw),
                    };
                    excluded |= settings.form == other;
                    settings.form = form;
                }
                "debug" => debug = true,
                // Unlike in the other utilities, this does not imply `--binary`.
                // Unlike those for one digest, cksum takes --tag with --check.
                "tag" => untagged = false,
                "untagged" => untagged = true,
                "binary" | "check" | "text" | "zero" | "ignore-missing" | "quiet" | "status"
                | "strict" | "warn" => settings.take(&option),
                _ => option.unhandled(),
            }
        }
        let operands = options.operands();
        if excluded {
            let mistake = "--base64 and --raw are mutually exclusive";
            return Err(Error::usage(mistake));
        }
        algorithms::choose(choice, length, &mut settings)?;
        if settings.binary == Some(false) && !untagged && !settings.check {
            let mistake = "--text mode is only supported with --untagged";
            return Err(Error::usage(mistake));
        }
        settings.verify()?;
        if settings.form == Form::Raw && operands.len() > 1 {
            let mistake = "the --raw option is not supported with multiple files";
            return Err(Error::usage(mistake));
        }
        settings.tagged = !untagged;
        settings.base64_lists = true;
        Ok(Self {
            settings,
            operands,
            debug,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a", "md5"], &|options| {
            let _ = Request::parse(options);
        });
    }
}
