//! Files that list who is logged in (utmp(5)).

use libc::{c_char, utmpx};

/// An entry of the file.
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    /// Its kind: `libc::USER_PROCESS` and so on.
    pub kind: i16,
    /// The process.
    pub pid: i32,
    /// The terminal.
    pub line: &'a str,
    /// init's name for it.
    pub id: &'a str,
    /// The user.
    pub user: &'a str,
    /// Where the user came from.
    pub host: &'a str,
    /// When it began, in seconds.
    pub time: i32,
    /// The signal and the status that it ended with.
    pub exit: (i16, i16),
}

impl Login<'_> {
    /// A user's login.
    pub const USER: Self = Login {
        kind: libc::USER_PROCESS,
        pid: 1,
        line: "null",
        id: "",
        user: "",
        host: "",
        time: 1_700_000_000,
        exit: (0, 0),
    };
}

/// Returns the content of a file with these entries.
pub fn utmp(logins: &[Login]) -> Vec<u8> {
    logins.iter().flat_map(record).collect()
}

#[allow(unsafe_code, reason = "a C structure is made, and read as bytes")]
fn record(login: &Login) -> Vec<u8> {
    // SAFETY: all zeros are a valid entry.
    let mut entry: utmpx = unsafe { std::mem::zeroed() };
    entry.ut_type = login.kind;
    entry.ut_pid = login.pid;
    fill(&mut entry.ut_line, login.line);
    fill(&mut entry.ut_id, login.id);
    fill(&mut entry.ut_user, login.user);
    fill(&mut entry.ut_host, login.host);
    (entry.ut_exit.e_termination, entry.ut_exit.e_exit) = login.exit;
    entry.ut_tv.tv_sec = login.time as _;
    // SAFETY: the entry is alive, that long, and its padding is zeroed too.
    unsafe { std::slice::from_raw_parts((&raw const entry).cast(), size_of::<utmpx>()) }.to_vec()
}

fn fill(field: &mut [c_char], text: &str) {
    for (place, byte) in field.iter_mut().zip(text.bytes()) {
        *place = byte as c_char;
    }
}
