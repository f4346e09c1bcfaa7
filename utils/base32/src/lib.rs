//! base32: encode bytes as base32, and back. GNU manual node "base32 invocation"; RFC 4648.

use shared::encoding::{self, Settings};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut settings = Settings::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        settings.take(&option)?;
    }
    encoding::run(encoding::BASE32, settings, &options.operands())
}

pub fn cli() -> Command {
    cli::utility(
        "base32",
        "[OPTION]... [FILE]",
        "Encode FILE as base32, or decode it.",
    )
    .args(encoding::options())
    .after_help("With no FILE, or when FILE is -, read standard input.")
}
