//! {NAME}: {ABOUT}. GNU manual node "{NODE} invocation".
//!
//! Not implemented yet: everything but `--help` and `--version`.

use shared::prelude::*;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    Ok(())
}

pub fn cli() -> Command {
    cli::utility("{NAME}", "[OPTION]...", "{ABOUT}.")
}
