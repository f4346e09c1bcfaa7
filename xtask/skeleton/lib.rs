//! {NAME}: {ABOUT}. GNU manual node "{NODE} invocation".
//!
//! Not implemented yet: everything but `--help` and `--version`.

use shared::prelude::*;
use shared::program::cli::Options;

/// What the options ask for.
#[derive(Default)]
struct Settings {}

pub fn run(args: Args) -> Result {
    let (_settings, _operands) = parse(args.parse(cli))?;
    Ok(())
}

fn parse(mut options: Options) -> Result<(Settings, Vec<&'static OsStr>)> {
    let settings = Settings::default();
    #[allow(clippy::never_loop, reason = "the first option changes that")]
    while let Some(option) = options.next()? {
        match option.name {
            // "number" => settings.number = true,
            _ => option.unhandled(),
        }
    }
    Ok((settings, options.operands()))
}

pub fn cli() -> Command {
    // .args([flag("-n, --number", "number the lines")])
    cli::utility("{NAME}", "[OPTION]... [FILE]...", "{ABOUT}.")
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_option_is_handled() {
        testing::each_option(super::cli, &["1"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = super::parse(options);
        });
    }
}
