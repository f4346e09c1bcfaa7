//! uptime: print how long the system has been running.
//!
//! GNU manual node "uptime invocation".

use shared::prelude::*;
use shared::sessions;
use shared::sys::{host, time::localtime};
use shared::text::locale;
use shared::time::Moment;

pub fn run(args: Args) -> Result {
    let sessions = sessions::of_operand(args, cli)?;
    let users = sessions.iter().filter(|session| session.is_user()).count();
    Ok(print(users)?)
}

pub fn cli() -> Cli {
    cli::utility(
        "uptime",
        "[OPTION]... [FILE]",
        "Print the current time, how long the system has been up, the number of users on \
         the system according to FILE, and the average number of runnable processes over \
         the last 1, 5 and 15 minutes.",
    )
    .notes("FILE defaults to the utmp file of the system.")
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
    let point = &*String::from_utf8_lossy(&locale::numeric().decimal_point);
    let mut separator = ",  load average: ";
    for load in host::load() {
        let load = format!("{load:.2}").replace('.', point);
        write!(out, "{separator}{load}")?;
        separator = ", ";
    }
    out.write_all(b"\n")
}
