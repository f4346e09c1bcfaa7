//! sha224sum: print or check SHA-2 (224-bit) checksums. GNU manual node "sha2 utilities".

use shared::checksum::{self, Algorithm};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    checksum::utility(args, cli, Algorithm::Sha2, 224)
}

pub fn cli() -> Command {
    cli::utility(
        "sha224sum",
        "[OPTION]... [FILE]...",
        "Print or check SHA-2 (224-bit) checksums.",
    )
    .args(checksum::options())
    .after_help(checksum::NOTES)
}
