//! What was done so far, and how it is told: at the end, for the signal USR1, and once a second
//! for `status=progress`.

use crate::arguments::Level;
use shared::prelude::*;
use shared::rustix::time::{ClockId, clock_gettime};

const SECOND: u64 = 1_000_000_000;

const UNITS: &[u8] = b"kMGTPEZYRQ";

/// What was done so far.
#[derive(Debug)]
pub(crate) struct Statistics {
    level: Level,
    start: u64,
    /// When progress is told next.
    next: u64,
    /// The length of the line of progress that stands on the terminal.
    line: usize,
    pub(crate) full_in: u64,
    pub(crate) partial_in: u64,
    pub(crate) full_out: u64,
    pub(crate) partial_out: u64,
    pub(crate) truncated: u64,
    pub(crate) bytes: u64,
    told: Option<u64>,
}

impl Statistics {
    pub(crate) fn new(level: Level) -> Self {
        let start = now();
        Self {
            level,
            start,
            next: start + SECOND,
            line: 0,
            full_in: 0,
            partial_in: 0,
            full_out: 0,
            partial_out: 0,
            truncated: 0,
            bytes: 0,
            told: None,
        }
    }

    /// Tells how far it is, if that is asked for and a second is over.
    pub(crate) fn progress(&mut self) {
        if self.level != Level::Progress {
            return;
        }
        let now = now();
        if now >= self.next {
            self.tell_rates(Some(now));
            self.next += SECOND;
        }
    }

    /// Tells of the last bytes before something that may take its time.
    pub(crate) fn before_waiting(&mut self) {
        if self.level == Level::Progress && self.told.is_some_and(|told| told < self.bytes) {
            self.tell_rates(Some(now()));
        }
    }

    /// Leaves the line of progress, for something else to be said.
    pub(crate) fn end_line(&mut self) {
        if self.line > 0 {
            write_stderr(b"\n");
            self.line = 0;
        }
    }

    /// Tells all.
    pub(crate) fn tell(&mut self) {
        if self.level == Level::None {
            return;
        }
        self.end_line();
        let mut text = format!(
            "{}+{} records in\n{}+{} records out\n",
            self.full_in, self.partial_in, self.full_out, self.partial_out
        );
        match self.truncated {
            0 => {}
            1 => text.push_str("1 truncated record\n"),
            many => text.push_str(&format!("{many} truncated records\n")),
        }
        write_stderr(text.as_bytes());
        if self.level != Level::NoRates {
            self.tell_rates(None);
        }
    }

    fn tell_rates(&mut self, progress: Option<u64>) {
        let bytes = self.bytes;
        let elapsed = progress.unwrap_or_else(now).saturating_sub(self.start);
        let rate = match elapsed {
            0 => "Infinity B".to_owned(),
            _ => scaled(
                u128::from(bytes) * u128::from(SECOND),
                u128::from(elapsed),
                1000,
            ),
        };
        let seconds = elapsed as f64 / SECOND as f64;
        let seconds = match progress {
            Some(_) => format!("{seconds:.0}"),
            None => general(seconds),
        };
        let plural = if bytes == 1 { "" } else { "s" };
        let (si, iec) = (scaled(bytes.into(), 1, 1000), scaled(bytes.into(), 1, 1024));
        let sizes = match (has_unit(&si), has_unit(&iec)) {
            (false, _) => String::new(),
            (true, false) => format!(" ({si})"),
            (true, true) => format!(" ({si}, {iec})"),
        };
        let line = format!("{bytes} byte{plural}{sizes} copied, {seconds} s, {rate}/s");
        let text = match progress {
            Some(_) => {
                let rest = self.line.saturating_sub(line.len());
                format!("\r{line}{:rest$}", "")
            }
            None => format!("{line}\n"),
        };
        self.line = if progress.is_some() { line.len() } else { 0 };
        write_stderr(text.as_bytes());
        self.told = Some(bytes);
    }
}

/// Writes to standard error. That nobody can be told is a failure, too.
fn write_stderr(text: &[u8]) {
    let stderr = shared::rustix::stdio::stderr();
    if shared::rustix::io::retry_on_intr(|| shared::rustix::io::write(stderr, text)).is_err() {
        status::set(status::failure());
    }
}

/// The time since the machine was started, in nanoseconds.
fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    (time.tv_sec as u64) * SECOND + time.tv_nsec as u64
}

fn has_unit(size: &str) -> bool {
    !size.ends_with(" B") || size.starts_with("Inf")
}

/// `amount / per` with at most two digits before a decimal, rounded to the nearest, in units
/// of powers of `base`: `1.5 kB`, `12 MiB`.
pub(crate) fn scaled(amount: u128, per: u128, base: u128) -> String {
    let mut unit = per;
    let mut exponent = 0;
    // Rates are told in thousands at least.
    let least = usize::from(per > 1);
    while exponent < least || exponent < UNITS.len() && amount / unit >= base {
        unit *= base;
        exponent += 1;
    }
    let mut whole = amount / unit;
    let tenths = amount % unit * 10;
    let (mut tenth, mut left) = (tenths / unit, (tenths % unit * 2).cmp(&unit));
    let mut nothing_left = tenths.is_multiple_of(unit);
    let mut decimal = None;
    if exponent > 0 && whole < 10 {
        // Halves go to the even digit.
        if left.is_gt() || left.is_eq() && tenth % 2 == 1 {
            tenth += 1;
            if tenth == 10 {
                (whole, tenth) = (whole + 1, 0);
            }
            (left, nothing_left) = (std::cmp::Ordering::Less, true);
        }
        if whole < 10 {
            decimal = Some(tenth);
            (tenth, nothing_left) = (0, true);
        }
    }
    let _ = left;
    if tenth > 5 || tenth == 5 && (!nothing_left || whole % 2 == 1) {
        whole += 1;
        if whole == base && exponent < UNITS.len() {
            (whole, decimal) = (1, Some(0));
            exponent += 1;
        }
    }
    let decimal = decimal.map_or_else(String::new, |digit| format!(".{digit}"));
    let prefix = match (exponent, base) {
        (0, _) => String::new(),
        (1, 1024) => "Ki".to_owned(),
        (_, 1024) => format!("{}i", UNITS[exponent - 1] as char),
        _ => (UNITS[exponent - 1] as char).to_string(),
    };
    format!("{whole}{decimal} {prefix}B")
}

/// A number as C's `%g` prints it.
fn general(value: f64) -> String {
    let scientific = format!("{value:.5e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let without_zeros = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        let exponent = exponent.unsigned_abs();
        return format!("{}e{sign}{exponent:02}", without_zeros(mantissa));
    }
    let decimals = usize::try_from(5 - exponent).unwrap_or(0);
    without_zeros(&format!("{value:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_scaled() {
        for (amount, si, iec) in [
            (0, "0 B", "0 B"),
            (999, "999 B", "999 B"),
            (1000, "1.0 kB", "1000 B"),
            (1024, "1.0 kB", "1.0 KiB"),
            (1536, "1.5 kB", "1.5 KiB"),
            (10_240, "10 kB", "10 KiB"),
            (999_999, "1.0 MB", "977 KiB"),
            (1_050_000, "1.0 MB", "1.0 MiB"),
            (1_150_000, "1.2 MB", "1.1 MiB"),
            (123_456_789, "123 MB", "118 MiB"),
        ] {
            assert_eq!(scaled(amount, 1, 1000), si);
            assert_eq!(scaled(amount, 1, 1024), iec);
        }
    }

    #[test]
    fn rates_are_in_thousands_at_least() {
        // As GNU's dd told of this many bytes in this many milliseconds.
        for (bytes, time, rate) in [
            (0, 122, "0.0 kB"),
            (3, 503, "0.0 kB"),
            (120, 505, "0.2 kB"),
            (300, 506, "0.6 kB"),
            (600, 499, "1.2 kB"),
            (1200, 502, "2.4 kB"),
        ] {
            assert_eq!(scaled(bytes * 1000, time, 1000), rate);
        }
    }

    #[test]
    fn seconds_are_general() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (0.000_123_456_7, "0.000123457"),
            (0.000_012_345, "1.2345e-05"),
            (12.345_678, "12.3457"),
            (123_456.7, "123457"),
            (1_234_567.0, "1.23457e+06"),
        ] {
            assert_eq!(general(value), text);
        }
    }
}
