//! sha1sum: print or check SHA-1 (160-bit) checksums. GNU manual node "sha1sum invocation";
//! FIPS 180-4.

use shared::checksum::{self, Algorithm};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    checksum::utility(args, cli, Algorithm::Sha1, 160)
}

pub fn cli() -> Cli {
    cli::utility(
        "sha1sum",
        "[OPTION]... [FILE]...",
        "Print or check SHA-1 (160-bit) checksums.",
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
            let _ = checksum::parse(&mut options, Algorithm::Sha1, 160);
        });
    }
}
