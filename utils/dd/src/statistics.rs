//! Counts of blocks and bytes, reported at the end, for the signal USR1, and once a second for
//! `status=progress`.

use crate::symbols::Level;
use shared::prelude::*;
use shared::rustix::time::{ClockId, clock_gettime};
use shared::text::locale;

const SECOND: u64 = 1_000_000_000;

const UNITS: &[u8] = b"kMGTPEZYRQ";

/// What was copied so far. Times are in nanoseconds of the monotonic clock.
#[derive(Debug)]
pub(crate) struct Statistics {
    level: Level,
    start: u64,
    /// When progress is reported next.
    next: u64,
    /// The length of the progress line on the terminal, 0 without one.
    line: usize,
    /// Full input blocks.
    pub(crate) full_in: u64,
    /// Short input blocks.
    pub(crate) partial_in: u64,
    /// Full output blocks.
    pub(crate) full_out: u64,
    /// Short output blocks.
    pub(crate) partial_out: u64,
    /// Lines that were too long for their record.
    pub(crate) truncated: u64,
    /// Bytes written.
    pub(crate) bytes: u64,
    /// The bytes last reported.
    reported: Option<u64>,
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
            reported: None,
        }
    }

    /// Reports progress if that is asked for, once a second.
    pub(crate) fn progress(&mut self) {
        if self.level != Level::Progress {
            return;
        }
        let now = now();
        if now >= self.next {
            self.report_rates(Some(now));
            self.next += SECOND;
        }
    }

    /// Brings the progress line up to date before something that may take long.
    pub(crate) fn before_waiting(&mut self) {
        let is_behind = self.reported.is_some_and(|bytes| bytes < self.bytes);
        if self.level == Level::Progress && is_behind {
            self.report_rates(Some(now()));
        }
    }

    /// Ends the progress line before a message.
    pub(crate) fn end_line(&mut self) {
        if self.line > 0 {
            write_stderr(b"\n");
            self.line = 0;
        }
    }

    /// Reports all counts.
    pub(crate) fn report(&mut self) {
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
            self.report_rates(None);
        }
    }

    /// Reports bytes, time and rate. `progress` is the current time for a progress line.
    fn report_rates(&mut self, progress: Option<u64>) {
        let bytes = self.bytes;
        let elapsed = progress.unwrap_or_else(now).saturating_sub(self.start);
        let rate = match elapsed {
            0 => "Infinity B".to_owned(),
            _ => rate(bytes, elapsed),
        };
        let seconds = elapsed as f64 / SECOND as f64;
        let seconds = match progress {
            Some(_) => format!("{seconds:.0}"),
            None => general(seconds),
        };
        let plural = if bytes == 1 { "" } else { "s" };
        let (si, iec) = (scaled(bytes, 1000), scaled(bytes, 1024));
        let sizes = match (has_unit(&si), has_unit(&iec)) {
            (false, _) => String::new(),
            (true, false) => format!(" ({si})"),
            (true, true) => format!(" ({si}, {iec})"),
        };
        let line = format!("{bytes} byte{plural}{sizes} copied, {seconds} s, {rate}/s");
        let line = with_decimal_point(line);
        let text = match progress {
            Some(_) => {
                let rest = self.line.saturating_sub(line.len());
                format!("\r{line}{:rest$}", "")
            }
            None => format!("{line}\n"),
        };
        self.line = if progress.is_some() { line.len() } else { 0 };
        write_stderr(text.as_bytes());
        self.reported = Some(bytes);
    }
}

/// Puts the locale's decimal point in the place of those of the figures.
fn with_decimal_point(line: String) -> String {
    if !line.contains('.') {
        return line;
    }
    let point = &locale::numeric().decimal_point;
    line.replace('.', &String::from_utf8_lossy(point))
}

/// Writes to standard error. A failure sets the exit status.
fn write_stderr(text: &[u8]) {
    let stderr = shared::rustix::stdio::stderr();
    if shared::rustix::io::retry_on_intr(|| shared::rustix::io::write(stderr, text)).is_err() {
        status::set(status::failure());
    }
}

/// The monotonic clock, in nanoseconds.
fn now() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    (time.tv_sec as u64) * SECOND + time.tv_nsec as u64
}

fn has_unit(size: &str) -> bool {
    !size.ends_with(" B") || size.starts_with("Inf")
}

/// Formats an amount in the unit that leaves at most four digits, rounded to the nearest, with a
/// decimal below 10: `1.5 kB`, `12 MiB`. `base` is 1000 or 1024.
pub(crate) fn scaled(amount: u64, base: u64) -> String {
    let (amount, base) = (u128::from(amount), u128::from(base));
    let (mut unit, mut exponent) = (1, 0);
    while exponent < UNITS.len() && amount / unit >= base {
        unit *= base;
        exponent += 1;
    }
    let mut whole = amount / unit;
    let tenths = amount % unit * 10;
    let mut tenth = tenths / unit;
    let mut nothing_left = tenths.is_multiple_of(unit);
    let mut decimal = None;
    if exponent > 0 && whole < 10 {
        // A half is rounded to the even digit.
        let half = (tenths % unit * 2).cmp(&unit);
        if half.is_gt() || half.is_eq() && tenth % 2 == 1 {
            tenth += 1;
            if tenth == 10 {
                (whole, tenth) = (whole + 1, 0);
            }
            nothing_left = true;
        }
        if whole < 10 {
            decimal = Some(tenth);
            (tenth, nothing_left) = (0, true);
        }
    }
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

/// Formats the bytes per second of a copy that took `elapsed` nanoseconds, at least in kB, with a
/// decimal below 100: `0.2 kB`, `42.5 MB`, `839 MB`.
fn rate(bytes: u64, elapsed: u64) -> String {
    let mut rate = bytes as f64 * (SECOND as f64 / elapsed as f64) / 1000.0;
    let mut unit = 0;
    while rate >= 1000.0 && unit + 1 < UNITS.len() {
        rate /= 1000.0;
        unit += 1;
    }
    let mut text = format!("{rate:.1}");
    if text.len() > "99.9".len() {
        text = format!("{rate:.0}");
    }
    format!("{text} {}B", UNITS[unit] as char)
}

/// Formats a number like C's `%g`.
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
            assert_eq!(scaled(amount, 1000), si, "{amount}");
            assert_eq!(scaled(amount, 1024), iec, "{amount}");
        }
    }

    #[test]
    fn rates_are_at_least_in_kilobytes() {
        // Bytes, microseconds, and what GNU's dd reported for them.
        for (bytes, time, text) in [
            (0, 122_000, "0.0 kB"),
            (3, 503_000, "0.0 kB"),
            (120, 505_000, "0.2 kB"),
            (300, 506_000, "0.6 kB"),
            (600, 499_000, "1.2 kB"),
            (1200, 502_000, "2.4 kB"),
        ] {
            assert_eq!(rate(bytes, time * 1000), text, "{bytes} in {time} us");
        }
    }

    #[test]
    fn rates_have_a_decimal_below_100() {
        // Bytes, nanoseconds, and what GNU's dd reported for them.
        for (bytes, time, text) in [
            (2, 83_413, "24.0 kB"),
            (2, 27_801, "71.9 kB"),
            (2, 47_010, "42.5 kB"),
            (900, 99_128_800, "9.1 kB"),
            (1200, 115_885_000, "10.4 kB"),
            (1500, 109_552_000, "13.7 kB"),
            (1800, 126_634_000, "14.2 kB"),
        ] {
            assert_eq!(rate(bytes, time), text, "{bytes} in {time} ns");
        }
    }

    #[test]
    fn seconds_are_formatted_like_percent_g() {
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
