//! basename: Strip directory and suffix from file names. GNU manual node "basename invocation".

use shared::prelude::*;

/// Runs basename.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("basename", "[OPTION]...", "Strip directory and suffix from file names.")
}
