//! vdir: List directory contents verbosely. GNU manual node "vdir invocation".

use shared::prelude::*;

/// Runs vdir.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("vdir", "[OPTION]...", "List directory contents verbosely.")
}
