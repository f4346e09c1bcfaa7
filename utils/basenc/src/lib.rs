//! basenc: encode bytes as text in one of several encodings, or decode it. GNU manual node "basenc
//! invocation".

use shared::encoding::{self, Encoding, Settings};
use shared::prelude::*;
use shared::program::cli::Options;

pub fn run(args: Args) -> Result {
    let (encoding, settings, operands) = parse(args.parse(cli))?;
    encoding::run(encoding, settings, &operands)
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

/// Returns the encoding, the settings and the files.
fn parse(mut options: Options) -> Result<(&'static dyn Encoding, Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings::default();
    let mut encoding = None;
    while let Some(option) = options.next()? {
        match encoding::named(option.name) {
            Some(named) => encoding = Some(named),
            None => settings.take(&option)?,
        }
    }
    let encoding = encoding.ok_or_else(|| Error::usage("missing encoding type"))?;
    Ok((encoding, settings, options.operands()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            let _ = parse(options);
        });
    }
}
