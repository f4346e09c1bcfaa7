//! nproc: print the number of processors available.
//!
//! GNU manual node "nproc invocation".

mod quota;

use shared::prelude::*;
use shared::program::cli::Options;
use shared::rustix::fs::{self, Mode, OFlags};
use shared::rustix::thread::sched_getaffinity;
use shared::text::locale::skip_posix_space;
use shared::values::number::{Mistake, parse as parse_number};

#[derive(Default)]
struct Settings {
    /// Count installed processors, not available ones.
    all: bool,
    /// How many processors to leave out.
    ignored: u64,
}

pub fn run(args: Args) -> Result {
    let settings = parse(args.parse(cli))?;
    let count = match settings.all {
        true => installed(),
        false => available(),
    };
    let left = count.saturating_sub(settings.ignored).max(1);
    Ok(writeln!(stdout(), "{left}")?)
}

fn parse(mut options: Options) -> Result<Settings> {
    let mut settings = Settings::default();
    while let Some(option) = options.next()? {
        match option.name {
            "all" => settings.all = true,
            "ignore" => settings.ignored = number(option.value())?,
            _ => option.unhandled(),
        }
    }
    match options.operands().first() {
        Some(operand) => Err(cli::extra_operand(operand)),
        None => Ok(settings),
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "nproc",
        "[OPTION]...",
        "Print the number of processors that this process may use, which can be fewer than \
         are installed.",
    )
    .options(options![
        flag("--all", "print the number of installed processors"),
        value("--ignore", "N", "subtract N, but print at least 1"),
    ])
    .notes(
        "The variables OMP_NUM_THREADS and OMP_THREAD_LIMIT set the number and its upper \
         limit.",
    )
}

fn number(given: &OsStr) -> Result<u64> {
    match parse_number(given.as_bytes(), "") {
        Ok(number) => Ok(number),
        // More than there can be.
        Err(Mistake::Overflow) => Ok(u64::MAX),
        Err(Mistake::Invalid) => Err(Error::new(format!("invalid number: {}", quote(given)))),
    }
}

/// Returns the number of installed processors, online or not.
fn installed() -> u64 {
    // std's iterator panics where closing the directory fails.
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = fs::open("/sys/devices/system/cpu", flags, Mode::empty());
    let configured = folder.and_then(fs::Dir::new).map(|entries| {
        let is_processor = |name: &[u8]| {
            let number = name.strip_prefix(b"cpu");
            number.is_some_and(|n| !n.is_empty() && n.iter().all(u8::is_ascii_digit))
        };
        let names = entries.flatten();
        names
            .filter(|entry| is_processor(entry.file_name().to_bytes()))
            .count() as u64
    });
    // The directory may be missing or empty, as in a sandbox.
    configured.unwrap_or(0).max(usable())
}

/// Returns the number that OpenMP's variables ask for, or else that of usable processors within
/// the quota.
fn available() -> u64 {
    let limit = from_environment("OMP_THREAD_LIMIT").unwrap_or(u64::MAX);
    let count = from_environment("OMP_NUM_THREADS").unwrap_or_else(|| {
        let usable = usable();
        quota::processors().map_or(usable, |quota| usable.min(quota))
    });
    count.min(limit)
}

/// Returns the number of processors that this process may run on.
fn usable() -> u64 {
    sched_getaffinity(None).map_or(1, |set| u64::from(set.count()))
}

/// Returns the first number in a variable's list. Returns `None` if it is 0 or invalid.
fn from_environment(variable: &str) -> Option<u64> {
    let value = std::env::var_os(variable)?;
    let text = skip_posix_space(value.as_bytes());
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (number, rest) = text.split_at(digits);
    if number.is_empty() || !matches!(skip_posix_space(rest).first(), None | Some(b',')) {
        return None;
    }
    match parse_number(number, "") {
        Ok(0) => None,
        Ok(number) => Some(number),
        Err(_) => Some(u64::MAX), // too large
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options);
        });
    }
}
