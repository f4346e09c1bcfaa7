//! ls: List directory contents. GNU manual node "ls invocation".

use shared::prelude::*;

/// Runs ls.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("ls", "[OPTION]...", "List directory contents.")
}
