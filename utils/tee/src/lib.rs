//! tee: copy standard input to standard output and to files.
//!
//! GNU manual node "tee invocation"; POSIX tee.

mod outputs;
mod passing;

use outputs::{Errors, Outputs};
use shared::libc::{SIGINT, SIGPIPE};
use shared::prelude::*;
use shared::rustix::fs::{OFlags, fstat};
use shared::rustix::io::{read, retry_on_intr};
use shared::rustix::{buffer::spare_capacity, stdio};
use shared::sys::signal::set_ignored;
use shared::text::words::{Table, table};

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

pub fn run(args: Args) -> Result {
    let (settings, operands) = Settings::parse(args.parse(cli))?;
    if settings.ignore_interrupts {
        set_ignored(SIGINT, true)?;
    }
    if !settings.errors.die_of_pipes {
        set_ignored(SIGPIPE, true)?;
    }
    let flags = if settings.append {
        OFlags::APPEND
    } else {
        OFlags::TRUNC
    };
    let mut outputs = Outputs::open(&operands, flags, settings.errors)?;
    copy(&mut outputs)?;
    outputs.close();
    // `close_stdin` would name it `-`.
    match fstat(stdio::stdin()) {
        Err(e) => Err(Error::io("standard input", &e.into())),
        Ok(_) => Ok(()),
    }
}

#[derive(Default)]
struct Settings {
    append: bool,
    ignore_interrupts: bool,
    errors: Errors,
}

/// The values of `--output-error`.
const MODES: Table<Errors> = table![
    ("warn", Errors::WARN),
    ("warn-nopipe", Errors::WARN_BUT_PIPES),
    ("exit", Errors::EXIT),
    ("exit-nopipe", Errors::EXIT_BUT_PIPES),
];

impl Settings {
    fn parse(mut options: cli::Options) -> Result<(Self, Vec<&'static OsStr>)> {
        let mut settings = Self::default();
        while let Some(option) = options.next()? {
            match option.name {
                "append" => settings.append = true,
                "ignore-interrupts" => settings.ignore_interrupts = true,
                "p" => settings.errors = Errors::WARN_BUT_PIPES,
                "output-error" => {
                    settings.errors = match option.optional() {
                        None => Errors::WARN_BUT_PIPES,
                        Some(_) => option.keyword(&MODES)?,
                    };
                }
                _ => option.unhandled(),
            }
        }
        Ok((settings, options.operands()))
    }
}

pub fn cli() -> Cli {
    cli::utility(
        "tee",
        "[OPTION]... [FILE]...",
        "Copy standard input to each FILE and to standard output.",
    )
    .options(options![
        flag(
            "-a, --append",
            "append to the FILEs instead of overwriting them",
        ),
        flag("-i, --ignore-interrupts", "ignore the signal SIGINT"),
        flag("-p", "the same as --output-error=warn-nopipe"),
        optional(
            "--output-error",
            "MODE",
            "how to handle write errors, see below",
        ),
    ])
    .notes(
        "\
MODE is one of these (warn-nopipe if it is left out):
  warn         report errors of any output
  warn-nopipe  report errors of outputs that are not pipes
  exit         exit on errors of any output
  exit-nopipe  exit on errors of outputs that are not pipes

Without --output-error, a broken pipe ends tee with SIGPIPE at once, and other errors are \
reported. With the nopipe modes, tee exits when all outputs are broken pipes, even if no \
input arrives.",
    )
}

fn copy(outputs: &mut Outputs) -> Result {
    let mut block = Vec::with_capacity(BLOCK);
    let mut is_new = true;
    while !outputs.are_gone() {
        if !outputs.await_input()? {
            continue;
        }
        block.clear();
        match retry_on_intr(|| read(stdio::stdin(), spare_capacity(&mut block))) {
            Ok(0) => break,
            Ok(n) => {
                outputs.write(&block)?;
                if n >= passing::MANY && std::mem::take(&mut is_new) && passing::pass(outputs)? {
                    break;
                }
            }
            Err(e) => {
                diagnostics::error_io("read error", &e.into());
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_handled() {
        testing::each_option(cli, &["1", "a"], &|options| {
            // A mistake in the arguments is fine here; an option without an arm panics.
            let _ = Settings::parse(options);
        });
    }
}
