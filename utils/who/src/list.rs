//! The listing: which sessions it shows, and its columns.

use shared::prelude::*;
use shared::rustix::fs::{Mode, Stat};
use shared::rustix::{stdio, termios};
use shared::sessions::{self, Kind, Session};
use shared::time::Moment;

/// Which sessions are listed, and which columns.
#[derive(Default)]
pub(crate) struct List {
    pub(crate) kinds: Vec<Kind>,
    /// List only sessions on the terminal that is standard input.
    pub(crate) mine: bool,
    pub(crate) heading: bool,
    /// Show whether users accept messages.
    pub(crate) messages: bool,
    pub(crate) idle: bool,
    /// Show how processes ended.
    pub(crate) exit: bool,
    /// Omit idle times and process numbers.
    pub(crate) short: bool,
    /// Look up the names of hosts.
    pub(crate) look_up: bool,
}

/// The columns of a line. Empty columns are padded too.
#[derive(Default)]
struct Line {
    name: Vec<u8>,
    message: u8,
    line: Vec<u8>,
    time: Vec<u8>,
    idle: Vec<u8>,
    pid: String,
    comment: Vec<u8>,
    exit: Vec<u8>,
}

/// Prints the names of users and their number.
pub(crate) fn print_count(sessions: &[Session]) -> io::Result<()> {
    let of_users = sessions.iter().filter(|session| session.is_user());
    let names: Vec<&[u8]> = of_users.map(Session::user).collect();
    let mut out = stdout();
    out.write_all(&names.join(&b' '))?;
    writeln!(out, "\n# users={}", names.len())
}

impl List {
    /// Prints the sessions that were asked for.
    pub(crate) fn print(&self, sessions: &[Session]) -> io::Result<()> {
        if self.heading {
            self.print_line(&heading())?;
        }
        let own_line = match self.mine {
            true => own_line(),
            false => None,
        };
        if self.mine && own_line.is_none() {
            return Ok(());
        }
        let mut boot = i64::MIN;
        for session in sessions {
            if own_line
                .as_ref()
                .is_some_and(|own| *own != session.entry.line)
            {
                continue;
            }
            let is_named = session.kind != Kind::User || session.is_user();
            if is_named && self.kinds.contains(&session.kind) {
                self.print_line(&self.line(session, boot))?;
            }
            if session.kind == Kind::Boot {
                boot = session.entry.time;
            }
        }
        Ok(())
    }

    fn line(&self, session: &Session, boot: i64) -> Line {
        let entry = &session.entry;
        let id = || [b"id=", &*entry.id].concat();
        let mut line = Line {
            message: b' ',
            line: entry.line.clone(),
            time: session.time(),
            ..Line::default()
        };
        match session.kind {
            Kind::Boot => line.line = b"system boot".to_vec(),
            Kind::Clock => line.line = b"clock change".to_vec(),
            Kind::RunLevel => {
                // The current level, then the previous one.
                let [now, last, ..] = entry.pid.to_le_bytes();
                line.line = [b"run-level ", &[now][..]].concat();
                if (b' '..=b'~').contains(&last) {
                    let last = if last == b'N' { b'S' } else { last };
                    line.comment = [b"last=", &[last][..]].concat();
                }
            }
            Kind::Init => (line.pid, line.comment) = (entry.pid.to_string(), id()),
            Kind::Login => {
                line.name = b"LOGIN".to_vec();
                (line.pid, line.comment) = (entry.pid.to_string(), id());
            }
            Kind::Dead => {
                (line.pid, line.comment) = (entry.pid.to_string(), id());
                let (signal, status) = (entry.termination, entry.exit);
                line.exit = format!("term={signal} exit={status}").into_bytes();
            }
            Kind::User | Kind::Other => self.complete(&mut line, session, boot),
        }
        line
    }

    /// Fills in the columns that only a user's line has.
    fn complete(&self, line: &mut Line, session: &Session, boot: i64) {
        let entry = &session.entry;
        let terminal = session.terminal();
        line.name = entry.user.clone();
        line.message = match &terminal {
            Some(terminal) if is_group_writable(terminal) => b'+',
            Some(_) => b'-',
            None => b'?',
        };
        line.idle = idle(terminal.as_ref(), boot).into_bytes();
        line.pid = entry.pid.to_string();
        if !entry.host.is_empty() {
            line.comment = [b"(", &*session.host(self.look_up), b")"].concat();
        }
    }

    fn print_line(&self, line: &Line) -> io::Result<()> {
        let mut text = Vec::new();
        let mut push = |word: &[u8], width: usize| {
            let end = text.len() + width;
            text.extend_from_slice(word);
            text.resize(end.max(text.len()), b' ');
        };
        push(&line.name, 8);
        if self.messages {
            push(&[b' ', line.message], 2);
        }
        push(b" ", 1);
        push(&line.line, 12);
        push(b" ", 1);
        push(&line.time, sessions::time_width());
        if !self.short {
            if self.idle {
                push(b" ", 1);
                push(&line.idle, 6);
            }
            push(format!(" {:>10}", line.pid).as_bytes(), 0);
        }
        push(b" ", 1);
        push(&line.comment, 8);
        if self.exit {
            push(b" ", 1);
            push(&line.exit, 0);
        }
        let end = text.iter().rposition(|&b| b != b' ').map_or(0, |i| i + 1);
        text.truncate(end);
        text.push(b'\n');
        stdout().write_all(&text)
    }
}

fn heading() -> Line {
    Line {
        name: b"NAME".to_vec(),
        message: b' ',
        line: b"LINE".to_vec(),
        time: b"TIME".to_vec(),
        idle: b"IDLE".to_vec(),
        pid: "PID".to_owned(),
        comment: b"COMMENT".to_vec(),
        exit: b"EXIT".to_vec(),
    }
}

/// Returns whether write(1), which belongs to the group of terminals, may write to `terminal`.
fn is_group_writable(terminal: &Stat) -> bool {
    Mode::from_raw_mode(terminal.st_mode).contains(Mode::WGRP)
}

/// Returns how long a terminal has been idle: `.` for less than a minute, `HH:MM`, or `old` for
/// more than a day or since before the system was started.
fn idle(terminal: Option<&Stat>, boot: i64) -> String {
    let Some(last) = terminal
        .map(|terminal| terminal.st_atime)
        .filter(|&last| last != 0)
    else {
        return "  ?".to_owned();
    };
    let idle = Moment::now().seconds.saturating_sub(last);
    if last <= boot || !(0..24 * 60 * 60).contains(&idle) {
        return " old ".to_owned();
    }
    match idle {
        ..60 => "  .  ".to_owned(),
        _ => format!("{:02}:{:02}", idle / 3600, idle / 60 % 60),
    }
}

/// Returns the line of the terminal that is standard input, if it is a terminal.
fn own_line() -> Option<Vec<u8>> {
    let name = termios::ttyname(stdio::stdin(), Vec::new())
        .ok()?
        .into_bytes();
    Some(name.strip_prefix(b"/dev/").unwrap_or(&name).to_vec())
}
