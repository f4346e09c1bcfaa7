//! true: do nothing, successfully. GNU manual node "true invocation"; POSIX true.

use shared::prelude::*;

pub fn run(args: Args) -> Result {
    // Arguments are options only where there is but one, and that whole.
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
        "[ignored command line arguments]",
        "Exit with a status code indicating success.",
    )
    .after_help("--help and --version are heeded only where they stand alone.")
}
