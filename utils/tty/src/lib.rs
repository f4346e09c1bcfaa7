//! tty: print the name of the terminal that is standard input.
//!
//! GNU manual node "tty invocation"; POSIX tty.

use shared::prelude::*;
use shared::program::cli::Options;
use shared::rustix::stdio::stdin;
use shared::rustix::termios::{isatty, ttyname};

// The exit statuses.
const NO_TERMINAL: i32 = 1;
const USAGE: i32 = 2;
const WRITE_ERROR: i32 = 3;
const NO_NAME: i32 = 4;

pub fn run(args: Args) -> Result {
    status::set_failure(WRITE_ERROR);
    let silent = parse(args.parse(cli)).map_err(with_status)?;
    if silent {
        if !isatty(stdin()) {
            status::set(NO_TERMINAL);
        }
        return Ok(());
    }
    let mut name = match ttyname(stdin(), Vec::new()) {
        Ok(name) => name.into_bytes(),
        Err(e) if isatty(stdin()) => {
            return Err(
                Error::io("cannot find the terminal's name", &e.into()).with_status(NO_NAME)
            );
        }
        Err(_) => {
            status::set(NO_TERMINAL);
            b"not a tty".to_vec()
        }
    };
    name.push(b'\n');
    Ok(stdout().write_at_end(&name)?)
}

/// Returns whether nothing is to be printed.
fn parse(mut options: Options) -> Result<bool> {
    let mut silent = false;
    while let Some(option) = options.next()? {
        match option.name {
            "silent" => silent = true,
            _ => option.unhandled(),
        }
    }
    match options.operands().first() {
        Some(extra) => Err(cli::extra_operand(extra)),
        None => Ok(silent),
    }
}

fn with_status(e: Error) -> Error {
    match e.is_usage() {
        true => e.with_status(USAGE),
        false => e,
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "tty",
        "[OPTION]...",
        "Print the name of the terminal on standard input.",
    )
    .options(options![flag(
        "-s, --silent, --quiet",
        "print nothing, and only set the exit status",
    )])
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
