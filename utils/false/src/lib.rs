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

pub fn cli() -> Cli {
    cli::utility(
        "false",
        "[ARGUMENT]...",
        "Do nothing, and exit with status 1.",
    )
    .notes(
        "--help and --version are recognized only as the sole argument. The exit status is \
         1 even then.",
    )
}
