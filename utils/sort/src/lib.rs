//! sort: Sort lines of text files. GNU manual node "sort invocation".

use shared::prelude::*;

/// Runs sort.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("sort", "[OPTION]...", "Sort lines of text files.")
}
