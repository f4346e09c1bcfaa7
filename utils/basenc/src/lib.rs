//! basenc: encode bytes as text in many ways, and back. GNU manual node "basenc invocation".

use shared::encoding::{self, Settings};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut settings = Settings::default();
    let mut encoding = None;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        encoding = encoding::named(option.name).or(encoding);
        settings.take(&option)?;
    }
    let encoding = encoding.ok_or_else(|| Error::usage("missing encoding type"))?;
    encoding::run(encoding, settings, &options.operands())
}

pub fn cli() -> Command {
    cli::utility(
        "basenc",
        "[OPTION]... [FILE]",
        "Encode FILE as text in the way chosen, or decode it.",
    )
    .args([
        flag("--base64", "as base64 (RFC 4648)"),
        flag(
            "--base64url",
            "as base64 for file names and URLs (RFC 4648)",
        ),
        flag(
            "--base58",
            "as base58: letters and digits without 0, O, I, l",
        ),
        flag("--base32", "as base32 (RFC 4648)"),
        flag(
            "--base32hex",
            "as base32 in the order of its bytes (RFC 4648)",
        ),
        flag("--base16", "as hexadecimal digits"),
        flag(
            "--base2msbf",
            "as bits, the most significant of each byte first",
        ),
        flag(
            "--base2lsbf",
            "as bits, the least significant of each byte first",
        ),
        flag(
            "--z85",
            "as Z85: four bytes in five symbols; the length must fit that",
        ),
    ])
    .args(encoding::options())
    .after_help("With no FILE, or when FILE is -, read standard input.")
}
