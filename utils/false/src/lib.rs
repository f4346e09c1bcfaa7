//! false: Do nothing, unsuccessfully. GNU manual node "false invocation".

use shared::prelude::*;

/// Runs false.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("false", "[OPTION]...", "Do nothing, unsuccessfully.")
}
