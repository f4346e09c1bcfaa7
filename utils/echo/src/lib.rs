//! echo: Display a line of text. GNU manual node "echo invocation".

use shared::prelude::*;

/// Runs echo.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("echo", "[OPTION]...", "Display a line of text.")
}
