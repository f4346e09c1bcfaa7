//! b2sum: print or check BLAKE2b checksums. GNU manual node "b2sum invocation"; RFC 7693.

use shared::checksum::{self, Algorithm, Settings};
use shared::prelude::*;
use shared::program::cli::Options;

pub fn run(args: Args) -> Result {
    let (settings, operands) = parse(args.parse(cli))?;
    checksum::run_alone(&settings, &operands)
}

pub fn cli() -> Cli {
    cli::utility(
        "b2sum",
        "[OPTION]... [FILE]...",
        "Print or check BLAKE2b (512-bit) checksums.",
    )
    .options(checksum::OPTIONS)
    .options(options![value(
        "-l, --length",
        "BITS",
        "the length of the digest: a multiple of 8, at most 512",
    )])
    .notes(checksum::NOTES)
}

/// Returns the settings and the files.
fn parse(mut options: Options) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings::new(Some(Algorithm::Blake2b), 0);
    let mut length = None;
    while let Some(option) = options.next()? {
        match option.name {
            "length" => {
                let given = option.value();
                let bits = checksum::parse_length(given)?;
                // Only the last one must not be too great.
                checksum::blake2b_bits(bits % 8, given)?;
                length = Some((bits, given));
            }
            "binary" | "check" | "tag" | "text" | "zero" | "ignore-missing" | "quiet"
            | "status" | "strict" | "warn" => settings.take(&option),
            _ => option.unhandled(),
        }
    }
    if let Some((bits, given)) = length {
        settings.bits = checksum::blake2b_bits(bits, given)?;
    }
    Ok((settings, options.operands()))
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
