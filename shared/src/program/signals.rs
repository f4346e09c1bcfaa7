//! Signals by name and number (manual node "Signal specifications").

use crate::sys::signal::realtime;

/// The standard signals in order, from 1.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS",
];

/// Older names of some.
const ALIASES: [(&str, i32); 3] = [("IOT", 6), ("CLD", 17), ("IO", 29)];

/// The numbers of all signals that a process may use, in order.
pub fn all() -> impl Iterator<Item = i32> {
    let (first, last) = realtime();
    (1..=NAMES.len() as i32).chain(first..=last)
}

/// The name of a signal, without SIG: `INT`, `RTMIN+2`.
pub fn name(number: i32) -> Option<String> {
    let (first, last) = realtime();
    if let Some(name) = usize::try_from(number - 1).ok().and_then(|i| NAMES.get(i)) {
        return Some((*name).to_owned());
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

/// The number of a signal given by name (in any case, with SIG or without), by number, or by
/// the exit status of a process that it killed. 0 is the signal that is never sent, `EXIT`.
pub fn number(given: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(given).ok()?;
    let number = if text.starts_with(|c: char| c.is_ascii_digit()) {
        let status: i32 = text.parse().ok()?;
        status & if status >= 0xff { 0xff } else { 0x7f }
    } else {
        let upper = text.to_ascii_uppercase();
        named(&upper).or_else(|| named(upper.strip_prefix("SIG")?))?
    };
    (number == 0 || name(number).is_some()).then_some(number)
}

fn named(name: &str) -> Option<i32> {
    if name == "EXIT" {
        return Some(0);
    }
    if let Some(place) = NAMES.iter().position(|&n| n == name) {
        return Some(place as i32 + 1);
    }
    if let Some(&(_, number)) = ALIASES.iter().find(|(n, _)| *n == name) {
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
        ] {
            assert_eq!(number(given.as_bytes()), Some(n), "{given}");
        }
        for given in [
            "",
            "+2",
            "-1",
            "2x",
            "32",
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
