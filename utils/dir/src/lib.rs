//! dir: List directory contents briefly. GNU manual node "dir invocation".

use shared::prelude::*;

/// Runs dir.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("dir", "[OPTION]...", "List directory contents briefly.")
}
