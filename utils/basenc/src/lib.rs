//! basenc: encode bytes as text in one of several encodings, or decode it. GNU manual node "basenc
//! invocation".

use shared::encoding::{self, Encoding, Settings};
use shared::prelude::*;
use shared::program::cli::Options;

pub fn run(args: Args) -> Result {
    let (encoding, settings, operands) = parse(args.parse(cli))?;
    encoding::run(encoding, settings, &operands)
}

pub fn cli() -> Cli {
    cli::utility(
        "basenc",
        "[OPTION]... [FILE]",
        "Encode or decode FILE in the chosen encoding, and print the result.",
    )
    .options(options![
        flag("--base64", "use base64 (RFC 4648, section 4)"),
        flag(
            "--base64url",
            "use base64 for URLs and file names (RFC 4648, section 5)",
        ),
        flag(
            "--base58",
            "use base58: letters and digits except 0, O, I and l",
        ),
        flag("--base32", "use base32 (RFC 4648, section 6)"),
        flag(
            "--base32hex",
            "use base32 that sorts like the data (RFC 4648, section 7)",
        ),
        flag("--base16", "use hexadecimal digits"),
        flag(
            "--base2msbf",
            "use bits, the most significant bit of each byte first",
        ),
        flag(
            "--base2lsbf",
            "use bits, the least significant bit of each byte first",
        ),
        flag(
            "--z85",
            "use Z85: 5 symbols for 4 bytes; the length must be a multiple of that",
        ),
    ])
    .options(encoding::OPTIONS)
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
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
