//! true: Do nothing, successfully. GNU manual node "true invocation".

use shared::prelude::*;

/// Runs true.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("true", "[OPTION]...", "Do nothing, successfully.")
}
