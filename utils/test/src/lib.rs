//! test: evaluate a conditional expression. GNU manual node "test invocation"; POSIX test.
//!
//! The options are words of the expression; `--help` and `--version` are not special.

use shared::condition;
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    condition::run(args.raw(), None)
}

pub fn cli() -> Cli {
    condition::cli("test", "[EXPRESSION]")
}
