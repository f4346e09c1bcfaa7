//! nice: run a command with a changed niceness, or print the current niceness.
//!
//! GNU manual node "nice invocation"; POSIX nice.

use shared::prelude::*;
use shared::program::cli::Options;
use shared::program::exec;
use shared::rustix::io::Errno;
use shared::rustix::process::{getpriority_process, setpriority_process};
use shared::text::locale::skip_posix_space;

/// The largest change that makes a difference: nicenesses range from -20 to 19.
const LIMIT: i32 = 39;

pub fn run(args: Args) -> Result {
    status::set_failure(exec::CANCELED);
    let (given, operands) = parse(args.clone().parse_leading(cli), &args)?;
    let adjustment = given.map(adjustment).transpose()?;
    match (&*operands, adjustment) {
        ([], None) => print(),
        ([], Some(_)) => Err(Error::usage("a command must be given with an adjustment")),
        (command, adjustment) => nice(command, adjustment.unwrap_or(10)),
    }
}

/// Returns the last adjustment that `args` give, and the operands.
fn parse(
    mut options: Options,
    args: &Args,
) -> Result<(Option<&'static OsStr>, Vec<&'static OsStr>)> {
    let mut given = None;
    loop {
        if let Some(number) = options.peek().and_then(obsolete) {
            given = Some(number);
            // getopt_long(3) does not know this form: it starts again behind the argument.
            options.stop();
            let rest = options.operands().into_iter().skip(1);
            options = args.clone().with_raw(rest).parse_leading(cli);
            continue;
        }
        let Some(option) = options.next()? else {
            return Ok((given, options.operands()));
        };
        match option.name {
            "adjustment" => given = Some(option.value()),
            _ => option.unhandled(),
        }
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "nice",
        "[OPTION] [COMMAND [ARG]...]",
        "Run COMMAND with a changed niceness, which affects scheduling. Without COMMAND, \
         print the current niceness. It ranges from -20 (most favorable) to 19 (least \
         favorable).",
    )
    .options(options![value(
        "-n, --adjustment",
        "N",
        "add N to the niceness (10)"
    )])
    .notes("With digits N, the obsolete forms -N, --N and -+N mean -n N, -n -N and -n N.")
}

/// Returns the number in the obsolete forms `-5`, `--5` and `-+5`.
fn obsolete(arg: &'static OsStr) -> Option<&'static OsStr> {
    let number = arg.as_bytes().strip_prefix(b"-")?;
    let digits = number
        .strip_prefix(b"-")
        .or_else(|| number.strip_prefix(b"+"))
        .unwrap_or(number);
    let is_number = digits.first()?.is_ascii_digit();
    is_number.then_some(OsStr::from_bytes(number))
}

/// Parses a number of any size, limited to what makes a difference.
fn adjustment(given: &OsStr) -> Result<i32> {
    let text = skip_posix_space(given.as_bytes());
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
        // The command runs nevertheless, unless the message cannot be written.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        let args = Args::new(vec![OsStr::new("nice")]);
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = parse(options, &args);
        });
    }
}
