//! du: Estimate file space usage. GNU manual node "du invocation".

use shared::prelude::*;

/// Runs du.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("du", "[OPTION]...", "Estimate file space usage.")
}
