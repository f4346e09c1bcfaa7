//! pinky: show information about users. GNU manual node "pinky invocation".

mod long;
mod short;

use shared::prelude::*;
use short::Short;

/// Runs pinky.
pub fn run(args: Args) -> Result {
    let mut short = Short {
        heading: true,
        names: true,
        idle: true,
        place: true,
        look_up: false,
    };
    let mut parts = long::Parts {
        home_and_shell: true,
        project: true,
        plan: true,
    };
    let mut long = false;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "l" => long = true,
            "b" => parts.home_and_shell = false,
            "h" => parts.project = false,
            "p" => parts.plan = false,
            "s" => long = false,
            "f" => short.heading = false,
            "w" => short.names = false,
            "i" => (short.names, short.place) = (false, false),
            "q" => (short.names, short.place, short.idle) = (false, false, false),
            _ => short.look_up = true,
        }
    }
    let users = options.operands();
    if !long {
        return Ok(short.print(&users)?);
    }
    if users.is_empty() {
        return Err(Error::usage(
            "no username specified; at least one must be specified when using -l",
        ));
    }
    users
        .iter()
        .try_for_each(|user| Ok(parts.print(user.as_bytes())?))
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "pinky",
        "[OPTION]... [USER]...",
        "Show who is logged in, or details of each USER, like a small finger.",
    )
    .args([
        flag("-l", "show the long format for each USER"),
        flag("-b", "with -l, omit home directory and shell"),
        flag("-h", "with -l, omit the contents of .project"),
        flag("-p", "with -l, omit the contents of .plan"),
        flag(
            "-s",
            "show the short format, a line for each login (the default)",
        ),
        flag("-f", "with -s, omit the column headings"),
        flag("-w", "with -s, omit full names"),
        flag("-i", "with -s, omit full names and hosts"),
        flag("-q", "with -s, omit full names, hosts and idle times"),
        flag("--lookup", "look up canonical host names"),
    ])
}
