//! tee: copy standard input to standard output and to files. GNU manual node "tee invocation";
//! POSIX tee.

mod outputs;

use outputs::{Errors, Outputs};
use shared::libc::{SIGINT, SIGPIPE};
use shared::prelude::*;
use shared::rustix::fs::{OFlags, fstat};
use shared::rustix::io::{Errno, read};
use shared::rustix::{buffer::spare_capacity, stdio};
use shared::sys::signal::set_ignored;

/// Bytes read at once.
const BLOCK: usize = 128 * 1024;

/// Runs tee.
pub fn run(args: Args) -> Result {
    let mut flags = OFlags::TRUNC;
    let mut errors = Errors::default();
    let mut options = args.parse(cli);
    while let Some(option) = options.next()? {
        match option.name {
            "append" => flags = OFlags::APPEND,
            "ignore-interrupts" => set_ignored(SIGINT, true)?,
            "p" => errors = Errors::WARN_BUT_PIPES,
            _ => errors = output_errors(option.optional())?,
        }
    }
    if !errors.die_of_pipes {
        set_ignored(SIGPIPE, true)?;
    }
    let mut outputs = Outputs::open(&options.operands(), flags, errors)?;
    let result = copy(&mut outputs);
    result.and_then(|()| match fstat(stdio::stdin()) {
        // As closing it would fail.
        Err(e) => Err(Error::io("standard input", &e.into())),
        Ok(_) => Ok(()),
    })
}

/// Its command line.
pub fn cli() -> Command {
    cli::utility(
        "tee",
        "[OPTION]... [FILE]...",
        "Copy standard input to each FILE, and to standard output.",
    )
    .args([
        flag("-a, --append", "append to the FILEs, do not overwrite them"),
        flag("-i, --ignore-interrupts", "ignore the signal INT"),
        flag("-p", "the same as --output-error=warn-nopipe"),
        optional(
            "--output-error",
            "MODE",
            "what to do where an output can't be written",
        ),
    ])
    .after_help(
        "MODE is one of these, warn-nopipe where it is left out:

  warn         say so, and go on with the others
  warn-nopipe  the same, but say nothing of pipes that nobody reads
  exit         say so, and stop
  exit-nopipe  the same, but go on where it is a pipe that nobody reads

Without the option, tee stops at once at a pipe that nobody reads, by the signal PIPE, and says
of other outputs what is wrong and goes on. With one of the nopipe modes it also stops where
nobody reads any output, even before there is more input.",
    )
}

fn output_errors(mode: Option<&OsStr>) -> Result<Errors> {
    const MODES: [(&str, usize); 4] = [
        ("warn", 0),
        ("warn-nopipe", 1),
        ("exit", 2),
        ("exit-nopipe", 3),
    ];
    let Some(mode) = mode else {
        return Ok(Errors::WARN_BUT_PIPES);
    };
    let mode = keyword("--output-error", mode, &MODES)?;
    Ok(Errors {
        exit: mode >= 2,
        spare_pipes: mode % 2 == 1,
        die_of_pipes: false,
    })
}

fn copy(outputs: &mut Outputs) -> Result {
    let mut block = Vec::with_capacity(BLOCK);
    while !outputs.are_gone() {
        if !outputs.await_input()? {
            continue;
        }
        block.clear();
        match read(stdio::stdin(), spare_capacity(&mut block)) {
            Ok(0) => break,
            Ok(_) => outputs.write(&block)?,
            Err(Errno::INTR) => {}
            Err(e) => {
                diagnostics::error_io("read error", &e.into());
                break;
            }
        }
    }
    Ok(())
}
