//! Who is logged in, and what else the system noted with it: from the file `utmp`, or, on
//! systems without one, from the sessions that systemd-logind tells of.

use crate::program::cli::{self, Args, Command};
use crate::program::error::Result;
use crate::sys;
use crate::sys::{signal, utmp};
use crate::text::locale;
use crate::time::Moment;
use chrono::TimeDelta;
use rustix::fs::Stat;
use rustix::io::Errno;
use rustix::time::{ClockId, clock_gettime};
use std::ffi::OsStr;
use std::fs;

/// Where the system notes who is logged in.
const UTMP: &str = "/var/run/utmp";

/// Where systemd-logind keeps a file for each session.
const LOGIND: &str = "/run/systemd/sessions";

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The system was started.
    Boot,
    /// The run level changed.
    RunLevel,
    /// The clock was set.
    Clock,
    /// A process of init.
    Init,
    /// A process that waits for somebody to log in.
    Login,
    /// Somebody is logged in.
    User,
    /// Such a process has ended.
    Dead,
    /// Anything else.
    Other,
}

/// An entry.
#[derive(Clone, Debug)]
pub struct Session {
    /// What it is about.
    pub kind: Kind,
    /// The rest, as the file has it.
    pub entry: utmp::Entry,
}

/// The entries of `file`; of the system's own where there is none given.
pub fn read(file: Option<&OsStr>) -> Vec<Session> {
    match file {
        Some(file) => from_utmp(file),
        None => current(),
    }
}

/// The same, without users of the system's own file whose process is gone.
pub fn read_alive(file: Option<&OsStr>) -> Vec<Session> {
    let mut sessions = read(file);
    if file.is_none() {
        sessions.retain(|session| !session.is_user() || session.is_alive());
    }
    sessions
}

/// Those of the one operand that `users` and `uptime` take, or the system's own.
///
/// # Errors
/// Mistakes on the command line.
pub fn of_operand(args: Args, cli: fn() -> Command) -> Result<Vec<Session>> {
    let mut options = args.parse(cli);
    while options.next()?.is_some() {}
    match options.operands()[..] {
        [_, extra, ..] => Err(cli::extra_operand(extra)),
        [file] => Ok(read_alive(Some(file))),
        [] => Ok(read_alive(None)),
    }
}

fn current() -> Vec<Session> {
    if fs::exists(UTMP).unwrap_or(false) {
        return from_utmp(OsStr::new(UTMP));
    }
    let mut sessions = from_logind();
    sessions.sort_by_key(|session| session.entry.time);
    sessions.insert(0, boot());
    sessions
}

fn from_utmp(file: &OsStr) -> Vec<Session> {
    let kind = |entry: &utmp::Entry| match entry.kind {
        libc::BOOT_TIME => Kind::Boot,
        libc::RUN_LVL => Kind::RunLevel,
        // The time before it is noted too, which nobody asks for.
        libc::NEW_TIME => Kind::Clock,
        libc::INIT_PROCESS => Kind::Init,
        libc::LOGIN_PROCESS => Kind::Login,
        libc::USER_PROCESS => Kind::User,
        libc::DEAD_PROCESS => Kind::Dead,
        _ => Kind::Other,
    };
    let entries = utmp::entries(file).into_iter();
    entries
        .map(|entry| Session {
            kind: kind(&entry),
            entry,
        })
        .collect()
}

fn from_logind() -> Vec<Session> {
    let Ok(files) = fs::read_dir(LOGIND) else {
        return Vec::new();
    };
    let texts = files
        .flatten()
        .filter_map(|file| fs::read(file.path()).ok());
    texts.filter_map(|text| logind_session(&text)).collect()
}

/// The session in a file of lines `NAME=VALUE`, if it is one of a user.
fn logind_session(text: &[u8]) -> Option<Session> {
    let value = |name: &str| {
        let named = |line: &&[u8]| line.starts_with(name.as_bytes());
        let line = text.split(|&b| b == b'\n').find(named)?;
        Some(&line[name.len()..])
    };
    let number = |name| std::str::from_utf8(value(name)?).ok()?.parse::<i64>().ok();
    if !value("CLASS=")?.starts_with(b"user") || value("STATE=") == Some(b"closing") {
        return None;
    }
    // What has no terminal is at a seat, or was started by a service such as sshd.
    let line = value("TTY=").or(value("SEAT=")).or(value("SERVICE="));
    let host = value("REMOTE_HOST=").or(value("DISPLAY="));
    Some(Session {
        kind: Kind::User,
        entry: utmp::Entry {
            kind: libc::USER_PROCESS,
            pid: number("LEADER=")
                .and_then(|pid| pid.try_into().ok())
                .unwrap_or(0),
            line: line.unwrap_or_default().to_vec(),
            user: value("USER=")?.to_vec(),
            host: host.unwrap_or_default().to_vec(),
            time: number("REALTIME=")? / 1_000_000,
            ..blank()
        },
    })
}

fn boot() -> Session {
    let entry = utmp::Entry {
        kind: libc::BOOT_TIME,
        line: b"~".to_vec(),
        user: b"reboot".to_vec(),
        time: Moment::now().seconds - uptime().num_seconds(),
        ..blank()
    };
    Session {
        kind: Kind::Boot,
        entry,
    }
}

fn blank() -> utmp::Entry {
    utmp::Entry {
        kind: libc::EMPTY,
        pid: 0,
        line: Vec::new(),
        id: Vec::new(),
        user: Vec::new(),
        host: Vec::new(),
        termination: 0,
        exit: 0,
        time: 0,
    }
}

/// Returns how long the system has been running.
pub fn uptime() -> TimeDelta {
    TimeDelta::seconds(clock_gettime(ClockId::Boottime).tv_sec)
}

impl Session {
    /// Is somebody logged in by it?
    pub fn is_user(&self) -> bool {
        self.kind == Kind::User && !self.entry.user.is_empty()
    }

    fn is_alive(&self) -> bool {
        let gone = Err(Some(Errno::SRCH));
        let asked = signal::send(self.entry.pid, 0).map_err(|e| Errno::from_io_error(&e));
        self.entry.pid <= 0 || asked != gone
    }

    /// The user's name, without blanks at its end.
    pub fn user(&self) -> &[u8] {
        let name = &self.entry.user;
        let end = name.iter().rposition(|&b| b != b' ').map_or(0, |i| i + 1);
        &name[..end]
    }

    /// What is known of its terminal.
    pub fn terminal(&self) -> Option<Stat> {
        let line = &self.entry.line;
        let path = if line.starts_with(b"/") {
            line.clone()
        } else {
            [b"/dev/", &**line].concat()
        };
        rustix::fs::stat(&*path).ok()
    }

    /// When it began, as listings show it.
    pub fn time(&self) -> Vec<u8> {
        let mut text = Vec::new();
        let moment = Moment::new(self.entry.time, 0);
        if crate::time::format::format(&mut text, time_format(), &moment).is_none() {
            text = self.entry.time.to_string().into_bytes();
        }
        text
    }

    /// Where the user came from; by the name that the host is known by, if that is looked up.
    pub fn host(&self, look_up: bool) -> Vec<u8> {
        let host = &self.entry.host;
        if !look_up {
            return host.clone();
        }
        let colon = host.iter().position(|&b| b == b':').unwrap_or(host.len());
        let (name, display) = host.split_at(colon);
        let known = if name.is_empty() {
            None
        } else {
            sys::utmp::canonical_host(name)
        };
        [known.as_deref().unwrap_or(name), display].concat()
    }
}

fn time_format() -> &'static [u8] {
    if locale::is_hard(locale::Category::Time) {
        b"%Y-%m-%d %H:%M"
    } else {
        b"%b %e %H:%M"
    }
}

/// Columns that [`Session::time`] takes.
pub fn time_width() -> usize {
    if locale::is_hard(locale::Category::Time) {
        16
    } else {
        12
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logind_tells_of_users() {
        let text = b"# private\nUID=1000\nUSER=alice\nSTATE=active\nREMOTE=1\nCLASS=user\n\
            REMOTE_HOST=10.0.0.7\nTTY=pts/3\nSERVICE=sshd\nLEADER=42\nREALTIME=1700000000123456\n";
        let session = logind_session(text).unwrap();
        assert!(session.is_user());
        assert_eq!(session.entry.line, b"pts/3");
        assert_eq!(session.entry.pid, 42);
        assert_eq!(session.entry.time, 1_700_000_000);
        assert_eq!(session.host(false), b"10.0.0.7");
        assert!(logind_session(b"USER=root\nCLASS=manager\nREALTIME=1\n").is_none());
        assert!(logind_session(b"USER=root\nCLASS=user\n").is_none());
    }
}
