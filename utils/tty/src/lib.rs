//! tty: print the name of the terminal on standard input. GNU manual node "tty invocation";
//! POSIX tty.

use shared::prelude::*;
use shared::rustix::stdio::stdin;
use shared::rustix::termios::{isatty, ttyname};

/// The statuses of other failures than that of there being no terminal.
const USAGE: i32 = 2;
const WRITE_ERROR: i32 = 3;
const NO_NAME: i32 = 4;

/// Runs tty.
pub fn run(args: Args) -> Result {
    status::set_failure(WRITE_ERROR);
    let mut silent = false;
    let mut options = args.parse(cli);
    while options.next().map_err(of_usage)?.is_some() {
        silent = true;
    }
    if let Some(extra) = options.operands().first() {
        return Err(of_usage(cli::extra_operand(extra)));
    }
    if silent {
        status::set(i32::from(!isatty(stdin())));
        return Ok(());
    }
    let mut name = match ttyname(stdin(), Vec::new()) {
        Ok(name) => name.into_bytes(),
        Err(_) => {
            let is_terminal = isatty(stdin());
            status::set(if is_terminal { NO_NAME } else { 1 });
            b"not a tty".to_vec()
        }
    };
    name.push(b'\n');
    Ok(stdout().write_at_end(&name)?)
}

fn of_usage(e: Error) -> Error {
    match e.is_usage() {
        true => e.with_status(USAGE),
        false => e,
    }
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "tty",
        "[OPTION]...",
        "Print the name of the terminal on standard input.",
    )
    .arg(flag(
        "-s, --silent, --quiet",
        "print nothing, and only set the exit status",
    ))
}
