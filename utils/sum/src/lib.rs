//! sum: print checksums of 16 bits, and sizes in blocks. GNU manual node "sum invocation".

use shared::checksum::{self, Algorithm, Settings};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut algorithm = Algorithm::Bsd;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        algorithm = match option.name {
            "sysv" => Algorithm::Sysv,
            _ => Algorithm::Bsd,
        };
    }
    checksum::run(&Settings::new(Some(algorithm), 0), &options.operands())
}

pub fn cli() -> Command {
    cli::utility(
        "sum",
        "[OPTION]... [FILE]...",
        "Print the checksum and the number of blocks of each FILE.",
    )
    .args([
        flag("-r", "BSD's algorithm, blocks of 1024 bytes (default)"),
        flag("-s, --sysv", "System V's algorithm, blocks of 512 bytes"),
    ])
    .after_help("With no FILE, or when FILE is -, read standard input.")
}
