//! sleep: wait for a given time. GNU manual node "sleep invocation"; POSIX sleep.

use shared::prelude::*;
use shared::rustix::io::Errno;
use shared::rustix::thread::{NanosleepRelativeResult, nanosleep};
use shared::rustix::time::Timespec;
use shared::time::duration::{self, FOREVER};

pub fn run(args: Args) -> Result {
    // `--` alone is enough for GNU's sleep, which then does not wait.
    let has_arguments = !args.raw().is_empty();
    let mut options = args.parse(cli);
    options.next()?; // There are only --help and --version, which end the utility.
    if !has_arguments {
        return Err(cli::missing_operand(None));
    }
    let operands = options.operands();
    let mut total = 0u128;
    let mut mistaken = false;
    for operand in operands {
        match duration::parse(operand.as_bytes()) {
            Some(duration) => total = total.saturating_add(duration),
            None => {
                diagnostics::error(&format!("invalid time interval {}", quote(operand)));
                mistaken = true;
            }
        }
    }
    if mistaken {
        return Err(Error::usage_reported());
    }
    sleep(total)
}

pub fn cli() -> Cli {
    cli::utility(
        "sleep",
        "NUMBER[SUFFIX]...",
        "Wait for NUMBER seconds, minutes (SUFFIX m), hours (h) or days (d). Several \
         NUMBERs are added. A NUMBER may have decimals, and may be infinity.",
    )
}

fn sleep(mut nanoseconds: u128) -> Result {
    const SECOND: u128 = 1_000_000_000;
    while nanoseconds > 0 {
        // A time that a clock cannot count is slept in parts.
        let step = nanoseconds.min(i64::MAX as u128 * SECOND);
        let mut rest = Timespec {
            tv_sec: (step / SECOND) as i64,
            tv_nsec: (step % SECOND) as i64,
        };
        loop {
            match nanosleep(&rest) {
                NanosleepRelativeResult::Ok => break,
                NanosleepRelativeResult::Interrupted(left) => rest = left,
                NanosleepRelativeResult::Err(Errno::INTR) => {}
                NanosleepRelativeResult::Err(e) => {
                    return Err(Error::io("cannot read realtime clock", &e.into()));
                }
            }
        }
        if nanoseconds != FOREVER {
            nanoseconds -= step;
        }
    }
    Ok(())
}
