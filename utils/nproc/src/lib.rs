//! nproc: print the number of processors available. GNU manual node "nproc invocation".

mod quota;

use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::rustix::thread::sched_getaffinity;
use shared::values::number::{Mistake, parse};

/// Runs nproc.
pub fn run(args: Args) -> Result {
    let mut all = false;
    let mut ignored = 0;
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "all" => all = true,
            _ => ignored = number(option.value())?,
        }
    }
    if let Some(operand) = options.operands().first() {
        return Err(cli::extra_operand(operand));
    }
    let count = if all { installed() } else { available() };
    let left = count.saturating_sub(ignored).max(1);
    Ok(writeln!(stdout(), "{left}")?)
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "nproc",
        "[OPTION]...",
        "Print the number of processors that this process may use, which can be fewer than \
         are installed.",
    )
    .args([
        flag("--all", "print the number of installed processors"),
        value("--ignore", "N", "subtract N, but print at least 1"),
    ])
    .after_help(
        "The variables OMP_NUM_THREADS and OMP_THREAD_LIMIT set the number and its upper \
         limit.",
    )
}

fn number(given: &OsStr) -> Result<u64> {
    parse(given.as_bytes(), "").map_err(|mistake| {
        let message = format!("invalid number: {}", quote(given));
        match mistake {
            Mistake::Invalid => Error::new(message),
            Mistake::Overflow => Error::io(message, &Errno::OVERFLOW.into()),
        }
    })
}

/// What is installed, in use or not.
fn installed() -> u64 {
    let configured = std::fs::read_dir("/sys/devices/system/cpu").map(|entries| {
        let is_processor = |name: &[u8]| {
            let number = name.strip_prefix(b"cpu");
            number.is_some_and(|n| !n.is_empty() && n.iter().all(u8::is_ascii_digit))
        };
        let names = entries.flatten().map(|entry| entry.file_name());
        names.filter(|name| is_processor(name.as_bytes())).count() as u64
    });
    // Never fewer than can be used, where that folder tells nothing.
    configured.unwrap_or(0).max(usable())
}

/// What OpenMP's variables ask for, else what may be used.
fn available() -> u64 {
    let limit = from_environment("OMP_THREAD_LIMIT").unwrap_or(u64::MAX);
    let count = from_environment("OMP_NUM_THREADS").unwrap_or_else(|| {
        let usable = usable();
        quota::processors().map_or(usable, |quota| usable.min(quota))
    });
    count.min(limit)
}

/// The processors that this process may run on.
fn usable() -> u64 {
    sched_getaffinity(None).map_or(1, |set| u64::from(set.count()))
}

/// The first number of a variable's list; none where it is 0 or not well-formed.
fn from_environment(variable: &str) -> Option<u64> {
    let value = std::env::var_os(variable)?;
    let text = value.as_bytes().trim_ascii_start();
    let digits = text.iter().take_while(|b| b.is_ascii_digit()).count();
    let (number, rest) = text.split_at(digits);
    if number.is_empty() || !matches!(rest.trim_ascii_start().first(), None | Some(b',')) {
        return None;
    }
    match parse(number, "") {
        Ok(0) => None,
        Ok(number) => Some(number),
        Err(_) => Some(u64::MAX),
    }
}
