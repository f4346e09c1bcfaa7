//! Checksums of files, for sum, cksum, b2sum, md5sum and the sha*sum utilities. GNU manual nodes
//! "sum invocation", "cksum invocation", "md5sum invocation" and their neighbours.
//!
//! A utility chooses an [`Algorithm`]. [`options`] are the options that the utilities for digests
//! share, [`Settings`] holds their values, and [`run`] prints or verifies checksums.

mod algorithm;
mod check;
mod file;
mod list;
mod options;
mod print;
mod state;

pub use algorithm::{Algorithm, Digest};
pub use options::{Form, OPTIONS, Report, Settings, blake2b_bits, parse_length};
pub use state::has_fast_crc;

use crate::program::cli::{Args, Cli, Options};
use crate::program::error::{Error, Result};
use rustix::fs::fstat;
use std::ffi::OsStr;

/// The end of the help pages of the utilities for digests.
pub const NOTES: &str = "\
Standard input is read if there is no FILE, and for each FILE that is -. --check reads the lines \
that this utility prints, with --tag or without.";

/// Prints the checksums of files, or verifies those that the files list.
///
/// # Errors
/// Standard output cannot be written, or standard input is closed.
pub fn run(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    if settings.check {
        check::lists(settings, operands)?;
    } else {
        print::all(settings, operands)?;
    }
    let stdin = operands.is_empty() || operands.contains(&OsStr::new("-"));
    match fstat(rustix::stdio::stdin()) {
        // GNU's utilities close standard input at the end, and name it differently than
        // `files::close_stdin` does.
        Err(e) if stdin => Err(Error::io("standard input", &e.into())),
        _ => Ok(()),
    }
}

/// Runs a utility for one digest.
///
/// # Errors
/// Mistakes in the command line, and those of [`run`].
pub fn utility(args: Args, cli: fn() -> Cli, algorithm: Algorithm, bits: u32) -> Result {
    let mut options = args.parse(cli);
    let settings = parse(&mut options, algorithm, bits)?;
    run_alone(&settings, &options.operands())
}

/// Parses the options of a utility for one digest.
///
/// # Errors
/// Mistakes in the command line.
pub fn parse(options: &mut Options, algorithm: Algorithm, bits: u32) -> Result<Settings> {
    let mut settings = Settings::new(Some(algorithm), bits);
    while let Some(option) = options.next()? {
        settings.take(&option);
    }
    Ok(settings)
}

/// Runs a utility for one algorithm, when its options have been read.
///
/// # Errors
/// Options contradict each other, and those of [`run`].
pub fn run_alone(settings: &Settings, operands: &[&'static OsStr]) -> Result {
    if settings.tagged && settings.binary == Some(false) {
        return Err(Error::usage("--tag does not support --text mode"));
    }
    settings.verify()?;
    run(settings, operands)
}
