//! test: evaluate a conditional expression. GNU manual node "test invocation"; POSIX test.

use shared::condition;
use shared::prelude::*;

/// Runs test. Options are words of the expression: even `--help` is just a string.
pub fn run(args: Args) -> Result {
    condition::run(args.raw())
}

/// Its command line.
pub fn cli() -> Command {
    condition::cli("test", "[EXPRESSION]")
}
