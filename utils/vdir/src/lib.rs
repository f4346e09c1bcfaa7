//! vdir: list directory contents verbosely. GNU manual node "vdir invocation". The work is done in
//! [`shared::listing`], which `ls`, `dir` and `vdir` have in common.

use shared::listing::{self, Program};
use shared::prelude::*;

/// Runs vdir.
pub fn run(args: Args) -> Result {
    listing::run(args, cli, Program::Vdir)
}

/// Its command line.
pub fn cli() -> Command {
    listing::cli(
        "vdir",
        "List FILEs in the long format, with C-style escapes; the same as ls -l -b.",
    )
}
