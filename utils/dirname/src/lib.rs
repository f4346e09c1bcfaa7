//! dirname: Strip the last component from file names. GNU manual node "dirname invocation".

use shared::prelude::*;

/// Runs dirname.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("dirname", "[OPTION]...", "Strip the last component from file names.")
}
