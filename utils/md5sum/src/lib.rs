//! md5sum: print or check MD5 (128-bit) checksums. GNU manual node "md5sum invocation";
//! RFC 1321.

use shared::checksum::{self, Algorithm};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    checksum::utility(args, cli, Algorithm::Md5, 128)
}

pub fn cli() -> Cli {
    cli::utility(
        "md5sum",
        "[OPTION]... [FILE]...",
        "Print or check MD5 (128-bit) checksums.",
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
            let _ = checksum::parse(&mut options, Algorithm::Md5, 128);
        });
    }
}
