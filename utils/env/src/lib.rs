//! env: Run a program in a modified environment. GNU manual node "env invocation".

use shared::prelude::*;

/// Runs env.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("env", "[OPTION]...", "Run a program in a modified environment.")
}
