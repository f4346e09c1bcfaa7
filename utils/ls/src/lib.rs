//! ls: list directory contents. GNU manual node "ls invocation"; POSIX ls.
//!
//! [`shared::listing`] does the work for `ls`, `dir` and `vdir`.

use shared::listing::{self, Program};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    listing::run(args, cli, Program::Ls)
}

pub fn cli() -> Cli {
    listing::cli(
        "ls",
        "List FILEs, or the current directory, sorted by name.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "always", "name", "none", "+%s"], &|options| {
            let _ = listing::parse(options, Program::Ls);
        });
    }
}
