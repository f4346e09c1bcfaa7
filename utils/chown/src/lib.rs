//! chown: change file owner and group. GNU manual node "chown invocation"; POSIX chown.
//!
//! [`shared::ownership`] does the work for `chown` and `chgrp`.

use shared::ownership::{self, What};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    ownership::run(args, cli, What::Owner)
}

pub fn cli() -> Cli {
    cli::utility(
        "chown",
        "[OPTION]... [OWNER][:[GROUP]] FILE...",
        "Change the owner or group of each FILE, or both.",
    )
    .options(ownership::OPTIONS)
    .notes(
        "OWNER and GROUP are names or numbers. 'OWNER:' also sets the group to OWNER's \
         login group; ':GROUP' sets only the group. If several of -H, -L and -P are given, \
         the last one takes effect.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["0", "/"], &|options| {
            let _ = ownership::parse(options, What::Owner);
        });
    }
}
