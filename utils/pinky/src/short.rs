//! The short format: a line for each login.

use shared::prelude::*;
use shared::rustix::fs::{Mode, Stat};
use shared::sessions::{self, Session};
use shared::sys::users::{User, user_named};
use shared::time::Moment;

/// The columns that are printed.
pub(crate) struct Short {
    pub(crate) heading: bool,
    /// The full names of users.
    pub(crate) names: bool,
    pub(crate) idle: bool,
    /// The hosts that users are logged in from.
    pub(crate) place: bool,
    /// Look up the names of hosts.
    pub(crate) look_up: bool,
}

impl Short {
    /// Prints the logins of `users`, or all logins if `users` is empty.
    pub(crate) fn print(&self, users: &[&OsStr]) -> io::Result<()> {
        let mut text = Vec::new();
        if self.heading {
            self.push_heading(&mut text);
        }
        for session in sessions::read(None)
            .iter()
            .filter(|session| session.is_user())
        {
            let is_meant = |user: &&OsStr| user.as_bytes() == session.entry.user;
            if users.is_empty() || users.iter().any(is_meant) {
                self.push(&mut text, session);
            }
        }
        stdout().write_all(&text)
    }

    fn push_heading(&self, text: &mut Vec<u8>) {
        push(text, b"Login", 8);
        if self.names {
            push(text, b" Name", 20);
        }
        push(text, b"  TTY", 10);
        if self.idle {
            push(text, b" Idle", 7);
        }
        push(text, b" When", 1 + sessions::time_width());
        if self.place {
            text.extend_from_slice(b" Where");
        }
        text.push(b'\n');
    }

    fn push(&self, text: &mut Vec<u8>, session: &Session) {
        push(text, &session.entry.user, 8);
        if self.names {
            match user_named(session.user()) {
                Some(user) => {
                    let name = full_name(&user);
                    text.push(b' ');
                    push(text, &name[..name.len().min(19)], 19);
                }
                None => text.extend_from_slice(b"                 ???"),
            }
        }
        let terminal = session.terminal();
        text.extend([
            b' ',
            match &terminal {
                Some(terminal) if is_group_writable(terminal) => b' ',
                Some(_) => b'*',
                None => b'?',
            },
        ]);
        push(text, &session.entry.line, 8);
        if self.idle {
            text.push(b' ');
            push(text, idle(terminal.as_ref()).as_bytes(), 6);
        }
        text.push(b' ');
        text.extend(session.time());
        if self.place && !session.entry.host.is_empty() {
            text.push(b' ');
            text.extend(session.host(self.look_up));
        }
        text.push(b'\n');
    }
}

/// Returns whether write(1), which belongs to the group of terminals, may write to `terminal`.
fn is_group_writable(terminal: &Stat) -> bool {
    Mode::from_raw_mode(terminal.st_mode).contains(Mode::WGRP)
}

/// Returns how long a terminal has been idle: nothing for less than a minute, `HH:MM`, or days.
fn idle(terminal: Option<&Stat>) -> String {
    const DAY: i64 = 24 * 60 * 60;
    let Some(terminal) = terminal.filter(|terminal| terminal.st_atime != 0) else {
        return "?????".to_owned();
    };
    let idle = Moment::now().seconds - terminal.st_atime;
    match idle {
        ..60 => String::new(),
        60..DAY => format!("{:02}:{:02}", idle / 3600, idle / 60 % 60),
        _ => format!("{}d", idle / DAY),
    }
}

/// Returns the full name: the first field of the comment in the user database, in which `&`
/// stands for the capitalized login name.
pub(crate) fn full_name(user: &User) -> Vec<u8> {
    let field = user.gecos.split(|&b| b == b',').next().unwrap_or_default();
    let mut name = Vec::new();
    for &byte in field {
        if byte == b'&' {
            let start = name.len();
            name.extend_from_slice(&user.name);
            name[start..]
                .iter_mut()
                .take(1)
                .for_each(|b| b.make_ascii_uppercase());
        } else {
            name.push(byte);
        }
    }
    name
}

/// Appends `word` and pads it with blanks to `width`.
pub(crate) fn push(text: &mut Vec<u8>, word: &[u8], width: usize) {
    let end = text.len() + width;
    text.extend_from_slice(word);
    text.resize(end.max(text.len()), b' ');
}
