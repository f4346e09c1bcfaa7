//! who: show who is logged in. GNU manual node "who invocation"; POSIX who.

mod list;

use list::List;
use shared::prelude::*;
use shared::sessions::{self, Kind};

/// Runs who.
pub fn run(args: Args) -> Result {
    let mut list = List::default();
    let mut count = false;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "all" => {
                list.kinds
                    .extend([Kind::Boot, Kind::Dead, Kind::Login, Kind::Init]);
                list.kinds.extend([Kind::RunLevel, Kind::Clock, Kind::User]);
                (list.messages, list.idle, list.exit) = (true, true, true);
            }
            "boot" => list.kinds.push(Kind::Boot),
            "dead" => {
                list.kinds.push(Kind::Dead);
                (list.idle, list.exit) = (true, true);
            }
            "heading" => list.heading = true,
            "login" => {
                list.kinds.push(Kind::Login);
                list.idle = true;
            }
            "lookup" => list.look_up = true,
            "m" => list.mine = true,
            "process" => list.kinds.push(Kind::Init),
            "count" => count = true,
            "runlevel" => {
                list.kinds.push(Kind::RunLevel);
                list.idle = true;
            }
            "short" => list.short = true,
            "time" => list.kinds.push(Kind::Clock),
            "users" => {
                list.kinds.push(Kind::User);
                list.idle = true;
            }
            "mesg" => list.messages = true,
            _ => {} // --ips, which never did anything here
        }
    }
    let operands = options.operands();
    let file = match *operands {
        [] => None,
        [file] => Some(file),
        [_, _] => {
            list.mine = true; // who am i
            None
        }
        [_, _, extra, ..] => return Err(cli::extra_operand(extra)),
    };
    let sessions = sessions::read_alive(file);
    if count {
        return Ok(list::print_count(&sessions)?);
    }
    if list.kinds.is_empty() {
        list.kinds.push(Kind::User);
        list.short = true;
    }
    // There is no shorter form with exit statuses.
    list.short &= !list.exit;
    Ok(list.print(&sessions)?)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "who",
        "[OPTION]... [FILE | ARG1 ARG2]",
        "Show who is logged in, according to FILE.",
    )
    .args([
        flag("-a, --all", "the same as -b -d --login -p -r -t -T -u"),
        flag("-b, --boot", "show when the system was booted"),
        flag("-d, --dead", "show dead processes"),
        flag("-H, --heading", "print column headings"),
        flag("-l, --login", "show login processes"),
        flag("--lookup", "look up canonical host names"),
        flag("-m", "show only the user on the terminal of standard input"),
        flag("-p, --process", "show processes started by init"),
        flag("-q, --count", "show only user names and their number"),
        flag("-r, --runlevel", "show the current run level"),
        flag("-s, --short", "show only name, line and time (the default)"),
        flag("-t, --time", "show when the system clock was last changed"),
        flag(
            "-T, --mesg, --message, --writable",
            "show whether users accept messages: +, - or ?",
        )
        .visible_short_alias('w'),
        flag(
            "-u, --users",
            "show logged-in users, with idle time and process ID",
        ),
        flag("--ips", ""),
    ])
    .after_help(
        "FILE defaults to the utmp file of the system. With two operands, as in 'who am \
         i', -m is implied.",
    )
}
