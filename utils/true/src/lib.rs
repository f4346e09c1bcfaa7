//! true: do nothing, successfully. GNU manual node "true invocation"; POSIX true.

use shared::prelude::*;

pub fn run(args: Args) -> Result {
    // Options are recognized only as the sole argument, and not abbreviated.
    if let [only] = args.raw()
        && (*only == "--help" || *only == "--version")
    {
        args.parse(cli).next()?;
    }
    Ok(())
}

pub fn cli() -> Command {
    cli::utility(
        "true",
        "[ARGUMENT]...",
        "Do nothing, and exit with status 0.",
    )
    .after_help("--help and --version are recognized only as the sole argument.")
}
