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
        "Show who is logged in, or what is known of each USER: a small 'finger' for this system.",
    )
    .args([
        flag("-l", "show all that is known of each USER"),
        flag("-b", "leave out home and shell with -l"),
        flag("-h", "leave out the file .project with -l"),
        flag("-p", "leave out the file .plan with -l"),
        flag(
            "-s",
            "show a line for each login; this is what is done without -l",
        ),
        flag("-f", "leave out the headings of columns"),
        flag("-w", "leave out full names"),
        flag("-i", "leave out full names and hosts"),
        flag("-q", "leave out full names, hosts and idle times"),
        flag("--lookup", "look up the names of hosts"),
    ])
}
