//! pwd: Print the name of the working directory. GNU manual node "pwd invocation".

use shared::prelude::*;

/// Runs pwd.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("pwd", "[OPTION]...", "Print the name of the working directory.")
}
