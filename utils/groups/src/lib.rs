//! groups: print the groups that users are in.
//!
//! GNU manual node "groups invocation".

use shared::fs::users::Groups;
use shared::prelude::*;
use shared::sys::users::user_named;

pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    let users = options.operands();
    if users.is_empty() {
        let mut line = Vec::new();
        Groups::of_process().push_names(b' ', &mut line);
        line.push(b'\n');
        return Ok(stdout().write_all(&line)?);
    }
    for name in users {
        let Some(user) = user_named(name.as_bytes()) else {
            diagnostics::error(&format!("{}: no such user", quote(name)));
            continue;
        };
        let mut line = [name.as_bytes(), b" : "].concat();
        Groups::of_user(&user).push_names(b' ', &mut line);
        line.push(b'\n');
        stdout().write_all(&line)?;
    }
    Ok(())
}

pub fn cli() -> Cli {
    cli::utility(
        "groups",
        "[OPTION]... [USERNAME]...",
        "Print the groups of each USERNAME, or of this process.",
    )
}
