//! cksum: print or check checksums of many kinds. GNU manual node "cksum invocation"; POSIX
//! cksum.
//!
//! GLIBC_TUNABLES does not keep it from using vector instructions, which --debug would show.

mod algorithms;

use algorithms::Choice;
use shared::checksum::{self, Form, Settings};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut settings = Settings::new(None, 0);
    let mut choice = None;
    let mut length = None;
    let mut untagged = false;
    let mut debug = false;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "algorithm" => choice = Some(Choice::parse(option.value())?),
            "length" => length = Some((checksum::parse_length(option.value())?, option.value())),
            "base64" => settings.form = Form::Base64,
            "raw" => settings.form = Form::Raw,
            "debug" => debug = true,
            "untagged" => {
                // As it was before an earlier --tag.
                settings.binary = settings.binary.filter(|_| !settings.tagged);
                (settings.tagged, untagged) = (false, true);
            }
            _ => {
                settings.take(&option);
                untagged &= !settings.tagged;
            }
        }
    }
    let operands = options.operands();
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
    if debug {
        algorithms::tell_hardware(&settings);
    }
    settings.tagged = !untagged;
    settings.base64_lists = true;
    checksum::run(&settings, &operands)
}

pub fn cli() -> Command {
    cli::utility(
        "cksum",
        "[OPTION]... [FILE]...",
        "Print or check checksums; by default the 32-bit CRC of POSIX and the size.",
    )
    .args(checksum::options())
    .args([
        value("-a, --algorithm", "TYPE", "the kind of checksum, see below"),
        flag("--base64", "print digests in base64 instead of hexadecimal"),
        flag("--debug", "tell which hardware support is used"),
        value(
            "-l, --length",
            "BITS",
            "length of digests, for sha2, sha3 and blake2b",
        ),
        flag("--raw", "print the bytes of the checksum and nothing else"),
        flag(
            "--untagged",
            "print the digest, then the name, without its kind",
        ),
    ])
    .after_help(algorithms::NOTES)
}
