//! vdir: list directory contents in long format. GNU manual node "vdir invocation"; not in POSIX.
//!
//! [`shared::listing`] does the work for `ls`, `dir` and `vdir`.

use shared::listing::{self, Program};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    listing::run(args, cli, Program::Vdir)
}

pub fn cli() -> Cli {
    listing::cli(
        "vdir",
        "List FILEs in the long format, with C escapes in names: the same as ls -l -b.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "always", "name", "none", "+%s"], &|options| {
            let _ = listing::parse(options, Program::Vdir);
        });
    }
}
