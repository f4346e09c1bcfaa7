//! yes: Output a string repeatedly. GNU manual node "yes invocation".

use shared::prelude::*;

/// Runs yes.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("yes", "[OPTION]...", "Output a string repeatedly.")
}
