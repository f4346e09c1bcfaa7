//! ls: list directory contents. GNU manual node "ls invocation". The work is done in
//! [`shared::listing`], which `ls`, `dir` and `vdir` have in common.

use shared::listing::{self, Program};
use shared::prelude::*;

/// Runs ls.
pub fn run(args: Args) -> Result {
    listing::run(args, cli, Program::Ls)
}

/// Its command line.
pub fn cli() -> Command {
    listing::cli(
        "ls",
        "List FILEs (the current directory by default), sorted by name.",
    )
}
