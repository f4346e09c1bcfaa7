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

pub fn cli() -> Cli {
    cli::utility(
        "true",
        "[ARGUMENT]...",
        "Do nothing, and exit with status 0.",
    )
    .notes("--help and --version are recognized only as the sole argument.")
}
