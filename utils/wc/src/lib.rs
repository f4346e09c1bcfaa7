//! wc: Print newline, word and byte counts. GNU manual node "wc invocation".

use shared::prelude::*;

/// Runs wc.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("wc", "[OPTION]...", "Print newline, word and byte counts.")
}
