//! sha1sum: print or check SHA-1 (160-bit) checksums. GNU manual node "sha1sum invocation".

use shared::checksum::{self, Algorithm};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    checksum::utility(args, cli, Algorithm::Sha1, 160)
}

pub fn cli() -> Command {
    cli::utility(
        "sha1sum",
        "[OPTION]... [FILE]...",
        "Print or check SHA-1 (160-bit) checksums.",
    )
    .args(checksum::options())
    .after_help(checksum::NOTES)
}
