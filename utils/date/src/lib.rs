//! date: Print or set the date and time. GNU manual node "date invocation".

use shared::prelude::*;

/// Runs date.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("date", "[OPTION]...", "Print or set the date and time.")
}
