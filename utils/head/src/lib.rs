//! head: Output the first part of files. GNU manual node "head invocation".

use shared::prelude::*;

/// Runs head.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("head", "[OPTION]...", "Output the first part of files.")
}
