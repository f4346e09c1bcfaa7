//! sleep: Delay for an amount of time. GNU manual node "sleep invocation".

use shared::prelude::*;

/// Runs sleep.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("sleep", "[OPTION]...", "Delay for an amount of time.")
}
