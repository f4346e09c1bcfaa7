//! Signals by name and number (manual node "Signal specifications").

use crate::sys::signal::realtime;
use crate::text::words::{Table, table};
use uucore::signals::ALL_SIGNALS;

/// The standard signals, each at its number, with `EXIT` at 0. The names are in place, padded with
/// zeros: the loader would have to relocate a table of addresses at each start.
static NAMES: [[u8; 8]; ALL_SIGNALS.len()] = {
    let mut names = [[0; 8]; ALL_SIGNALS.len()];
    let mut number = 0;
    while number < names.len() {
        let name = ALL_SIGNALS[number].as_bytes();
        let (start, _) = names[number].split_at_mut(name.len());
        start.copy_from_slice(name);
        number += 1;
    }
    names
};

/// Returns the name of a standard signal.
fn standard(number: usize) -> Option<&'static str> {
    let name = NAMES.get(number)?;
    let len = name.iter().position(|&byte| byte == 0)?;
    std::str::from_utf8(&name[..len]).ok()
}

/// Alternative names of standard signals.
const ALIASES: Table<i32> = table![("IOT", 6), ("CLD", 17), ("IO", 29)];

/// Returns the numbers of all signals that have a name, in order.
pub fn all() -> impl Iterator<Item = i32> {
    let (first, last) = realtime();
    (1..NAMES.len() as i32).chain(first..=last)
}

/// Returns the name of a signal, without SIG: `INT`, `RTMIN+2`.
pub fn name(number: i32) -> Option<String> {
    let (first, last) = realtime();
    let place = usize::try_from(number).ok().filter(|&number| number > 0);
    if let Some(name) = place.and_then(standard) {
        return Some(name.to_owned());
    }
    if !(first..=last).contains(&number) {
        return None;
    }
    Some(match (number - first, last - number) {
        (0, _) => "RTMIN".to_owned(),
        (_, 0) => "RTMAX".to_owned(),
        (above, below) if above <= below => format!("RTMIN+{above}"),
        (_, below) => format!("RTMAX-{below}"),
    })
}

/// Returns the number of a signal given by name (in any case, with SIG or without), by number
/// (which may have no name), or by the exit status of a process that it killed. 0 is `EXIT`, which is never sent.
pub fn number(given: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(given).ok()?;
    let number = if text.starts_with(|c: char| c.is_ascii_digit()) {
        let status: i32 = text.parse().ok()?;
        status & if status >= 0xff { 0xff } else { 0x7f }
    } else {
        let upper = text.to_ascii_uppercase();
        named(&upper).or_else(|| named(upper.strip_prefix("SIG")?))?
    };
    (0..=realtime().1).contains(&number).then_some(number)
}

fn named(name: &str) -> Option<i32> {
    if let Some(number) = (0..NAMES.len()).find(|&number| standard(number) == Some(name)) {
        return Some(number as i32);
    }
    if let Some(number) = ALIASES.get(name) {
        return Some(number);
    }
    let (first, last) = realtime();
    let (base, offset) = match name.strip_prefix("RTMIN") {
        Some(offset) => (first, offset),
        None => (last, name.strip_prefix("RTMAX")?),
    };
    let offset: i32 = if offset.is_empty() {
        0
    } else {
        offset.parse().ok()?
    };
    base.checked_add(offset)
        .filter(|n| (first..=last).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_the_numbers_of_the_c_library() {
        let signals = [
            ("HUP", libc::SIGHUP),
            ("INT", libc::SIGINT),
            ("QUIT", libc::SIGQUIT),
            ("ILL", libc::SIGILL),
            ("TRAP", libc::SIGTRAP),
            ("ABRT", libc::SIGABRT),
            ("BUS", libc::SIGBUS),
            ("FPE", libc::SIGFPE),
            ("KILL", libc::SIGKILL),
            ("USR1", libc::SIGUSR1),
            ("SEGV", libc::SIGSEGV),
            ("USR2", libc::SIGUSR2),
            ("PIPE", libc::SIGPIPE),
            ("ALRM", libc::SIGALRM),
            ("TERM", libc::SIGTERM),
            ("STKFLT", libc::SIGSTKFLT),
            ("CHLD", libc::SIGCHLD),
            ("CONT", libc::SIGCONT),
            ("STOP", libc::SIGSTOP),
            ("TSTP", libc::SIGTSTP),
            ("TTIN", libc::SIGTTIN),
            ("TTOU", libc::SIGTTOU),
            ("URG", libc::SIGURG),
            ("XCPU", libc::SIGXCPU),
            ("XFSZ", libc::SIGXFSZ),
            ("VTALRM", libc::SIGVTALRM),
            ("PROF", libc::SIGPROF),
            ("WINCH", libc::SIGWINCH),
            ("POLL", libc::SIGPOLL),
            ("PWR", libc::SIGPWR),
            ("SYS", libc::SIGSYS),
        ];
        assert_eq!(ALL_SIGNALS.len(), signals.len() + 1);
        for (given, n) in signals {
            assert_eq!(name(n).as_deref(), Some(given));
            assert_eq!(number(given.as_bytes()), Some(n));
        }
    }

    #[test]
    fn names_and_numbers_agree() {
        for n in all() {
            assert_eq!(number(name(n).unwrap().as_bytes()), Some(n));
        }
        for (given, n) in [
            ("sigInt", 2),
            ("130", 2),
            ("257", 1),
            ("0", 0),
            ("exit", 0),
            ("RTMAX-2", 62),
            ("RTMIN-0", 34),
            ("RTMIN0", 34),
            ("IOT", 6),
            // The C library keeps these for itself: they have no names.
            ("32", 32),
            ("161", 33),
        ] {
            assert_eq!(number(given.as_bytes()), Some(n), "{given}");
        }
        for given in [
            "",
            "+2",
            "-1",
            "2x",
            "65",
            "99",
            "SIGSIGINT",
            "RTMIN+",
            "RTMIN+31",
            "SIG",
        ] {
            assert_eq!(number(given.as_bytes()), None, "{given}");
        }
    }
}
