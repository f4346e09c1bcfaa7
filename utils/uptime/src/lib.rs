//! uptime: print how long the system has been running.
//!
//! GNU manual node "uptime invocation".

use shared::prelude::*;
use shared::sessions;
use shared::sys::{host, time::localtime};
use shared::time::Moment;

pub fn run(args: Args) -> Result {
    let sessions = sessions::of_operand(args, cli)?;
    let users = sessions.iter().filter(|session| session.is_user()).count();
    Ok(print(users)?)
}

pub fn cli() -> Command {
    cli::utility(
        "uptime",
        "[OPTION]... [FILE]",
        "Tell the time, how long the system has been running, how many users are logged in\n\
         according to FILE, and how many processes were running on average over the last 1, 5 \
         and\n15 minutes.",
    )
    .after_help("FILE is the system's own utmp file where it is not given.")
}

fn print(users: usize) -> io::Result<()> {
    let mut out = stdout();
    match localtime(Moment::now().seconds) {
        Some(now) => write!(out, " {:02}:{:02}:{:02}  ", now.hour, now.min, now.sec)?,
        None => write!(out, " ??:????  ")?,
    }
    let up = sessions::uptime();
    let (days, hours) = (up.num_days(), up.num_hours() % 24);
    let clock = format!("{hours:2}:{:02}", up.num_minutes() % 60);
    match days {
        0 => write!(out, "up  {clock},  ")?,
        1 => write!(out, "up 1 day {clock},  ")?,
        _ => write!(out, "up {days} days {clock},  ")?,
    }
    write!(out, "{users} user{}", if users == 1 { "" } else { "s" })?;
    let mut separator = ",  load average: ";
    for load in host::load() {
        write!(out, "{separator}{load:.2}")?;
        separator = ", ";
    }
    out.write_all(b"\n")
}
