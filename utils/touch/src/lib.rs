//! touch: Change file timestamps. GNU manual node "touch invocation".

use shared::prelude::*;

/// Runs touch.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("touch", "[OPTION]...", "Change file timestamps.")
}
