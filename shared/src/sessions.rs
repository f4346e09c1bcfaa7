//! Login sessions and related events, for who, users, pinky and uptime. They are read from the file
//! `utmp` or, on systems without it, from the session files of systemd-logind.

use crate::program::cli::{self, Args, Cli};
use crate::program::error::Result;
use crate::sys;
use crate::sys::directory::Entries;
use crate::sys::{signal, utmp};
use crate::text::locale;
use crate::time::Moment;
use chrono::TimeDelta;
use rustix::fs::{CWD, Mode, OFlags, Stat, openat};
use rustix::io::Errno;
use rustix::time::{ClockId, clock_gettime};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The system's file of logins.
const UTMP: &str = "/var/run/utmp";

/// The directory in which systemd-logind keeps a file for each session.
const LOGIND: &str = "/run/systemd/sessions";

/// The type of an entry.
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
    /// A process that waits for a login.
    Login,
    /// A user is logged in.
    User,
    /// A process of one of these types has ended.
    Dead,
    /// Anything else.
    Other,
}

/// An entry of `utmp`, or one made from other sources.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its type.
    pub kind: Kind,
    /// Its fields.
    pub entry: utmp::Entry,
}

/// Returns the entries of `file`, or of the system if it is None.
pub fn read(file: Option<&OsStr>) -> Vec<Session> {
    match file {
        Some(file) => from_utmp(file),
        None => current(),
    }
}

/// Returns the entries as [`read`] does, but omits users of the system whose process has ended.
pub fn read_alive(file: Option<&OsStr>) -> Vec<Session> {
    let mut sessions = read(file);
    if file.is_none() {
        sessions.retain(|session| !session.is_user() || session.is_alive());
    }
    sessions
}

/// Returns the entries of the optional operand of `users` and `uptime`.
///
/// # Errors
/// Mistakes on the command line.
pub fn of_operand(args: Args, cli: fn() -> Cli) -> Result<Vec<Session>> {
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
        // `OLD_TIME` holds the time before that. No utility shows it.
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
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = openat(CWD, LOGIND, flags, Mode::empty()).and_then(Entries::new);
    let Ok(mut entries) = folder else {
        return Vec::new();
    };
    let mut sessions = Vec::new();
    // What can't be read is left out, like a session that ends meanwhile.
    while let Some(Ok(entry)) = entries.next() {
        let path = Path::new(LOGIND).join(OsStr::from_bytes(entry.name.to_bytes()));
        let text = fs::read(path).unwrap_or_default();
        sessions.extend(logind_session(&text));
    }
    sessions
}

/// Parses a file of lines `NAME=VALUE`. Returns None if it is not the session of a user.
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
    // A session without a terminal has a seat, or was started by a service such as sshd.
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
    /// Returns whether a user is logged in.
    pub fn is_user(&self) -> bool {
        self.kind == Kind::User && !self.entry.user.is_empty()
    }

    fn is_alive(&self) -> bool {
        let gone = Err(Some(Errno::SRCH));
        let asked = signal::send(self.entry.pid, 0).map_err(|e| Errno::from_io_error(&e));
        self.entry.pid <= 0 || asked != gone
    }

    /// Returns the user's name without trailing blanks.
    pub fn user(&self) -> &[u8] {
        let name = &self.entry.user;
        let end = name.iter().rposition(|&b| b != b' ').map_or(0, |i| i + 1);
        &name[..end]
    }

    /// Returns the status of the terminal.
    pub fn terminal(&self) -> Option<Stat> {
        let line = &self.entry.line;
        let path = if line.starts_with(b"/") {
            line.clone()
        } else {
            [b"/dev/", &**line].concat()
        };
        rustix::fs::stat(&*path).ok()
    }

    /// Returns the formatted start time.
    pub fn time(&self) -> Vec<u8> {
        let mut text = Vec::new();
        let moment = Moment::new(self.entry.time, 0);
        if crate::time::format::format(&mut text, time_format(), &moment).is_none() {
            text = self.entry.time.to_string().into_bytes();
        }
        text
    }

    /// Returns the host from which the user logged in. With `look_up`, its canonical name.
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

/// Returns the number of columns that [`Session::time`] takes.
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
    fn logind_sessions_of_users_are_read() {
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
