//! sum: print 16-bit checksums and sizes in blocks. GNU manual node "sum invocation".

use shared::checksum::{self, Algorithm, Settings};
use shared::prelude::*;
use shared::program::cli::Options;

pub fn run(args: Args) -> Result {
    let (settings, operands) = parse(args.parse(cli))?;
    checksum::run(&settings, &operands)
}

pub fn cli() -> Cli {
    cli::utility(
        "sum",
        "[OPTION]... [FILE]...",
        "Print the checksum and the number of blocks of each FILE.",
    )
    .options(options![
        flag(
            "-r",
            "use BSD's algorithm and blocks of 1024 bytes (the default)",
        ),
        flag(
            "-s, --sysv",
            "use System V's algorithm and blocks of 512 bytes",
        ),
    ])
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

/// Returns the settings and the files.
fn parse(mut options: Options) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut algorithm = Algorithm::Bsd;
    while let Some(option) = options.next()? {
        algorithm = match option.name {
            "r" => Algorithm::Bsd,
            "sysv" => Algorithm::Sysv,
            _ => option.unhandled(),
        };
    }
    Ok((Settings::new(Some(algorithm), 0), options.operands()))
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
