//! seq: Print a sequence of numbers. GNU manual node "seq invocation".

use shared::prelude::*;

/// Runs seq.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("seq", "[OPTION]...", "Print a sequence of numbers.")
}
