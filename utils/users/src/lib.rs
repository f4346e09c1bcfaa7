//! users: print the names of users who are logged in. GNU manual node "users invocation".

use shared::prelude::*;
use shared::sessions::{self, Session};

/// Runs users.
pub fn run(args: Args) -> Result {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    let operands = options.operands();
    if let Some(extra) = operands.get(1) {
        return Err(cli::extra_operand(extra));
    }
    let sessions = sessions::read_alive(operands.first().copied());
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

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "users",
        "[OPTION]... [FILE]",
        "Print the names of the users who are logged in now, according to FILE.",
    )
    .after_help("FILE is the system's own utmp file where it is not given.")
}
