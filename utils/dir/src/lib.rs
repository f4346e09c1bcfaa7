//! dir: list directory contents briefly. GNU manual node "dir invocation". The work is done in
//! [`shared::listing`], which `ls`, `dir` and `vdir` have in common.

use shared::listing::{self, Program};
use shared::prelude::*;

/// Runs dir.
pub fn run(args: Args) -> Result {
    listing::run(args, cli, Program::Dir)
}

/// Its command line.
pub fn cli() -> Command {
    listing::cli(
        "dir",
        "List FILEs in columns, with C-style escapes; the same as ls -C -b.",
    )
}
