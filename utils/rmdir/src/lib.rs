//! rmdir: Remove empty directories. GNU manual node "rmdir invocation".

use shared::prelude::*;

/// Runs rmdir.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("rmdir", "[OPTION]...", "Remove empty directories.")
}
