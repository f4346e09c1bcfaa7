//! mkdir: Make directories. GNU manual node "mkdir invocation".

use shared::prelude::*;

/// Runs mkdir.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("mkdir", "[OPTION]...", "Make directories.")
}
