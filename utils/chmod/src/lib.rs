//! chmod: Change file mode bits. GNU manual node "chmod invocation".

use shared::prelude::*;

/// Runs chmod.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility("chmod", "[OPTION]...", "Change file mode bits.")
}
