//! dir: list directory contents in columns. GNU manual node "dir invocation"; not in POSIX.
//!
//! [`shared::listing`] does the work for `ls`, `dir` and `vdir`.

use shared::listing::{self, Program};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    listing::run(args, cli, Program::Dir)
}

pub fn cli() -> Cli {
    listing::cli(
        "dir",
        "List FILEs in columns, with C escapes in names: the same as ls -C -b.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "always", "name", "none", "+%s"], &|options| {
            let _ = listing::parse(options, Program::Dir);
        });
    }
}
