//! who: show who is logged in.
//!
//! GNU manual node "who invocation"; POSIX who.

mod list;

use list::List;
use shared::prelude::*;
use shared::program::cli::Options;
use shared::sessions::{self, Kind};

/// What the command line asks for.
#[derive(Default)]
struct Settings {
    list: List,
    /// Print only names and their number.
    count: bool,
    /// The file to read instead of the system's own.
    file: Option<&'static OsStr>,
}

pub fn run(args: Args) -> Result {
    let settings = parse(args.parse(cli))?;
    let sessions = sessions::read_alive(settings.file);
    if settings.count {
        return Ok(list::print_count(&sessions)?);
    }
    Ok(settings.list.print(&sessions)?)
}

fn parse(mut options: Options) -> Result<Settings> {
    let mut settings = Settings::default();
    let list = &mut settings.list;
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
            "count" => settings.count = true,
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
            "ips" => {} // has a meaning on other systems only
            _ => option.unhandled(),
        }
    }
    settings.file = match *options.operands() {
        [] => None,
        [file] => Some(file),
        [_, _] => {
            list.mine = true; // as in "who am i"
            None
        }
        [_, _, extra, ..] => return Err(cli::extra_operand(extra)),
    };
    if list.kinds.is_empty() {
        list.kinds.push(Kind::User);
        list.short = true;
    }
    // The short form has no exit statuses.
    list.short &= !list.exit;
    Ok(settings)
}

pub fn cli() -> Cli {
    cli::utility(
        "who",
        "[OPTION]... [FILE | ARG1 ARG2]",
        "Show who is logged in, according to FILE.",
    )
    .options(options![
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
            "-T, -w, --mesg, --message, --writable",
            "show whether users accept messages: +, - or ?",
        ),
        flag(
            "-u, --users",
            "show logged-in users, with idle time and process ID",
        ),
        flag("--ips", ""),
    ])
    .notes(
        "FILE defaults to the utmp file of the system. With two operands, as in 'who am \
         i', -m is implied.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
