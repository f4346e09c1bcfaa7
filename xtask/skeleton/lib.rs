//! {NAME}: {ABOUT}. GNU manual node "{NODE} invocation".
//!
//! Not done yet: everything but `--help` and `--version`.

use shared::prelude::*;

/// Runs {NAME}.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("{NAME}", "[OPTION]...", "{ABOUT}.")
}
