//! chgrp: change group ownership. GNU manual node "chgrp invocation"; POSIX chgrp.
//!
//! [`shared::ownership`] does the work for `chown` and `chgrp`.

use shared::ownership::{self, What};
use shared::prelude::*;

pub fn run(args: Args) -> Result {
    ownership::run(args, cli, What::Group)
}

pub fn cli() -> Cli {
    cli::utility(
        "chgrp",
        "[OPTION]... GROUP FILE...",
        "Change the group of each FILE to GROUP.",
    )
    .options(ownership::OPTIONS)
    .notes(
        "GROUP is a name or a number. If several of -H, -L and -P are given, the last one \
         takes effect.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["0", "/"], &|options| {
            let _ = ownership::parse(options, What::Group);
        });
    }
}
