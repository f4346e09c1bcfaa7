//! users: print the names of users who are logged in.
//!
//! GNU manual node "users invocation".

use shared::prelude::*;
use shared::sessions::{self, Session};

pub fn run(args: Args) -> Result {
    let sessions = sessions::of_operand(args, cli)?;
    let of_users = sessions.iter().filter(|session| session.is_user());
    let mut names: Vec<&[u8]> = of_users.map(Session::user).collect();
    names.sort_unstable();
    if names.is_empty() {
        return Ok(());
    }
    let mut line = names.join(&b' ');
    line.push(b'\n');
    Ok(stdout().write_all(&line)?)
}

pub fn cli() -> Cli {
    cli::utility(
        "users",
        "[OPTION]... [FILE]",
        "Print the names of the users who are logged in, according to FILE.",
    )
    .notes("FILE defaults to the utmp file of the system.")
}
