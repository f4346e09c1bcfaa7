//! nice: run a command with a changed niceness, or print the current one. GNU manual node
//! "nice invocation"; POSIX nice.

use shared::prelude::*;
use shared::program::exec;
use shared::rustix::io::Errno;
use shared::rustix::process::{getpriority_process, setpriority_process};

/// Changes beyond this, twice the range of nicenesses, make no further difference.
const LIMIT: i32 = 39;

/// Runs nice.
pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let mut given = None;
    let mut options = args.clone().parse_leading(cli);
    loop {
        if let Some(number) = options.peek().and_then(obsolete) {
            given = Some(number);
            options.stop();
            let rest = options.operands().into_iter().skip(1);
            options = args.clone().with_raw(rest).parse_leading(cli);
            continue;
        }
        match options.next()? {
            Some(option) => given = Some(option.value()),
            None => break,
        }
    }
    let adjustment = given.map(adjustment).transpose()?;
    match (&*options.operands(), adjustment) {
        ([], None) => print(),
        ([], Some(_)) => Err(Error::usage("a command must be given with an adjustment")),
        (command, adjustment) => nice(command, adjustment.unwrap_or(10)),
    }
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "nice",
        "[OPTION] [COMMAND [ARG]...]",
        "Run COMMAND with a changed niceness, which affects scheduling. Without COMMAND, \
         print the current niceness. It ranges from -20 (most favorable) to 19 (least \
         favorable).",
    )
    .args([value("-n, --adjustment", "N", "add N to the niceness (10)")])
    .after_help("With digits N, the obsolete forms -N, --N and -+N mean -n N, -n -N and -n N.")
}

/// The number in `-5`, `--5` or `-+5`.
fn obsolete(arg: &'static OsStr) -> Option<&'static OsStr> {
    let number = arg.as_bytes().strip_prefix(b"-")?;
    let digits = number
        .strip_prefix(b"-")
        .or_else(|| number.strip_prefix(b"+"))
        .unwrap_or(number);
    let is_number = digits.first()?.is_ascii_digit();
    is_number.then_some(OsStr::from_bytes(number))
}

fn adjustment(given: &OsStr) -> Result<i32> {
    let text = given.as_bytes().trim_ascii_start();
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Error::new(format!("invalid adjustment {}", quote(given))));
    }
    let size = digits.iter().fold(0, |number, digit| {
        (number * 10 + i32::from(digit - b'0')).min(LIMIT)
    });
    Ok(if negative { -size } else { size })
}

fn niceness() -> Result<i32> {
    getpriority_process(None).map_err(|e| Error::io("cannot get niceness", &e.into()))
}

fn print() -> Result {
    Ok(writeln!(stdout(), "{}", niceness()?)?)
}

fn nice(command: &[&OsStr], adjustment: i32) -> Result {
    match setpriority_process(None, niceness()? + adjustment) {
        Ok(()) => {}
        // The command runs all the same, unless nobody can be told.
        Err(e @ (Errno::ACCESS | Errno::PERM)) => {
            diagnostics::try_warning(&format!(
                "cannot set niceness: {}",
                error::reason(&e.into())
            ))
            .map_err(|_| Error::exit(exec::CANCELED))?;
        }
        Err(e) => return Err(Error::io("cannot set niceness", &e.into())),
    }
    Err(exec::execute(command))
}
