//! Limits: memory (`-S`), threads (`--parallel`) and files merged at once (`--batch-size`).

use shared::libc;
use shared::prelude::*;
use shared::sys::host::{self, Memory};
use shared::sys::limits::limit;
use shared::text::locale::skip_posix_space;
use shared::values::number::{self, Mistake};

/// The least budget. A smaller `-S` is raised to it.
const LEAST: u64 = 1024;

/// Letters of units.
const UNITS: &str = "EgGKkmMPQRtTYZ";

/// The memory of the machine, if the kernel does not say how much there is.
const UNKNOWN: Memory = Memory {
    total: 64 << 20,
    available: 16 << 20,
};

/// Parses the value of `-S`: a number with a unit (KiB without one), or a percentage of the
/// machine's memory. Returns bytes. Messages call the option `spelling`.
pub(crate) fn memory(given: &OsStr, spelling: &str) -> Result<u64> {
    let text = skip_posix_space(given.as_bytes());
    let shown = escaped(given);
    let digits = text.strip_prefix(b"+").unwrap_or(text);
    let starts_well = digits.first().is_some_and(u8::is_ascii_digit);
    // A unit may stand alone, without a sign.
    let is_unit = |b: &u8| UNITS.as_bytes().contains(b);
    let starts_with_unit = given.as_bytes().first().is_some_and(is_unit);
    let size = match digits.split_last() {
        _ if !starts_well && !starts_with_unit => Err(Mistake::Invalid),
        Some((b'0'..=b'9', _)) => number::parse(digits, "")
            .and_then(|size| size.checked_mul(1024).ok_or(Mistake::Overflow)),
        Some((b'b', number)) if starts_well => number::parse(number, ""),
        Some((b'%', number)) if starts_well => number::parse(number, "").and_then(|percent| {
            let total =
                u128::from(host::memory().unwrap_or(UNKNOWN).total) * u128::from(percent) / 100;
            u64::try_from(total).map_err(|_| Mistake::Overflow)
        }),
        // GNU accepts these units in lower case too.
        Some((unit @ (b'g' | b'm' | b't'), number)) => {
            let mut text = number.to_vec();
            text.push(unit.to_ascii_uppercase());
            number::parse(&text, "GMT")
        }
        _ => number::parse(digits, "EGKkMPQRTYZ"),
    };
    let size = size.map_err(|mistake| {
        Error::new(match mistake {
            Mistake::Overflow => format!("{spelling} argument '{shown}' too large"),
            Mistake::Invalid if starts_well || starts_with_unit => {
                format!("invalid suffix in {spelling} argument '{shown}'")
            }
            Mistake::Invalid => format!("invalid {spelling} argument '{shown}'"),
        })
    })?;
    Ok(size.max(LEAST))
}

/// The default for `-S` in bytes: the free memory or an eighth of the total, whichever is more,
/// but at most half of the process's limit.
pub(crate) fn default_memory() -> usize {
    let limits = [libc::RLIMIT_AS, libc::RLIMIT_DATA, libc::RLIMIT_RSS]
        .into_iter()
        .filter_map(limit);
    let limit = limits.min().map_or(u64::MAX, |limit| limit / 2);
    let memory = host::memory().unwrap_or(UNKNOWN);
    let memory = memory.available.max(memory.total / 8).min(limit).max(LEAST);
    usize::try_from(memory).unwrap_or(usize::MAX)
}

/// Parses the value of `--parallel`.
pub(crate) fn threads(given: &OsStr) -> Result<usize> {
    match number::parse(given.as_bytes(), "") {
        Ok(0) => Err(Error::new("number in parallel must be nonzero")),
        Ok(threads) => Ok(usize::try_from(threads).unwrap_or(usize::MAX).min(256)),
        Err(Mistake::Overflow) => Ok(256),
        Err(Mistake::Invalid) => Err(bad_number("--parallel", given)),
    }
}

/// The default for `--parallel`.
pub(crate) fn default_threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8)
}

/// Parses the value of `--batch-size`.
pub(crate) fn batch(given: &OsStr) -> Result<usize> {
    let most = limit(libc::RLIMIT_NOFILE).map_or(u64::MAX, |files| files.saturating_sub(3));
    let shown = quote(given);
    match number::parse(given.as_bytes(), "") {
        Ok(0..2) => {
            diagnostics::error(&format!("invalid --batch-size argument {shown}"));
            let least = quote(OsStr::new("2"));
            Err(Error::new(format!(
                "minimum --batch-size argument is {least}"
            )))
        }
        Ok(size) if size <= most => Ok(usize::try_from(size).unwrap_or(usize::MAX)),
        Ok(_) | Err(Mistake::Overflow) => {
            diagnostics::error(&format!("--batch-size argument {shown} too large"));
            Err(Error::new(format!(
                "maximum --batch-size argument with current rlimit is {most}"
            )))
        }
        Err(Mistake::Invalid) => Err(bad_number("--batch-size", given)),
    }
}

fn bad_number(option: &str, given: &OsStr) -> Error {
    let number = skip_posix_space(given.as_bytes());
    let starts_well = number.first().is_some_and(u8::is_ascii_digit);
    let what = if starts_well {
        "invalid suffix in"
    } else {
        "invalid"
    };
    let given = escaped(given);
    Error::new(format!("{what} {option} argument '{given}'"))
}
