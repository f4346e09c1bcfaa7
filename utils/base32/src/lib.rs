//! base32: encode bytes as base32, or decode it. GNU manual node "base32 invocation"; RFC 4648.

use shared::encoding::{self, Settings};
use shared::prelude::*;
use shared::program::cli::Options;

pub fn run(args: Args) -> Result {
    let (settings, operands) = parse(args.parse(cli))?;
    encoding::run(encoding::BASE32, settings, &operands)
}

pub fn cli() -> Cli {
    cli::utility(
        "base32",
        "[OPTION]... [FILE]",
        "Encode FILE as base32, or decode it.",
    )
    .options(encoding::OPTIONS)
    .notes("Standard input is read if there is no FILE, and for each FILE that is -.")
}

/// Returns the settings and the files.
fn parse(mut options: Options) -> Result<(Settings, Vec<&'static OsStr>)> {
    let mut settings = Settings::default();
    while let Some(option) = options.next()? {
        settings.take(&option)?;
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
