//! false: do nothing, unsuccessfully. GNU manual node "false invocation"; POSIX false.

use shared::prelude::*;

pub fn run(args: Args) -> Result {
    status::set(1);
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
        "false",
        "[ignored command line arguments]",
        "Exit with a status code indicating failure.",
    )
    .after_help("--help and --version are heeded only where they stand alone; they fail, too.")
}
