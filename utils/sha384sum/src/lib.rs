//! sha384sum: print or check SHA-2 (384-bit) checksums. GNU manual node "sha2 utilities";
//! FIPS 180-4.

use shared::checksum::{self, Algorithm};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    checksum::utility(args, cli, Algorithm::Sha2, 384)
}

pub fn cli() -> Cli {
    cli::utility(
        "sha384sum",
        "[OPTION]... [FILE]...",
        "Print or check SHA-2 (384-bit) checksums.",
    )
    .options(checksum::OPTIONS)
    .notes(checksum::NOTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &[], &|mut options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = checksum::parse(&mut options, Algorithm::Sha2, 384);
        });
    }
}
