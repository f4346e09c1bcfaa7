//! b2sum: print or check BLAKE2b checksums. GNU manual node "b2sum invocation".

use shared::checksum::{self, Algorithm, Settings};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut settings = Settings::new(Some(Algorithm::Blake2b), 0);
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        if option.name == "length" {
            let given = option.value();
            settings.bits = checksum::blake2b_bits(checksum::parse_length(given)?, given)?;
        }
        settings.take(&option);
    }
    checksum::run_alone(&settings, &options.operands())
}

pub fn cli() -> Command {
    cli::utility(
        "b2sum",
        "[OPTION]... [FILE]...",
        "Print or check BLAKE2b (512-bit) checksums.",
    )
    .args(checksum::options())
    .arg(value(
        "-l, --length",
        "BITS",
        "length of checksums: a multiple of 8, up to 512",
    ))
    .after_help(checksum::NOTES)
}
