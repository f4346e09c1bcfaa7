//! cp: Copy files and directories. GNU manual node "cp invocation".

use shared::prelude::*;

/// Runs cp.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("cp", "[OPTION]...", "Copy files and directories.")
}
