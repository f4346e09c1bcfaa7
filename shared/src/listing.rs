//! Listings of files: `ls`, `dir` and `vdir`, which differ in nothing but their defaults
//! (manual nodes "ls invocation", "dir invocation", "vdir invocation").
//!
//! [`settings`] holds what the options ask for. [`directory`] walks operands and directories;
//! [`look`] makes an [`entry`] for each file, with no more system calls than the format needs;
//! [`order`] sorts them. [`writer`] formats: [`layout`] puts entries into lines, [`long`] writes
//! the long format, and [`name`] writes a name in its [`color`].
//!
//! `ls -R` does not use [`crate::fs::walk`]: it lists whole directories, each sorted and under its
//! own heading, and opens them by path, as GNU's does. It reads attributes with statx(2), which
//! asks the file system only for the fields that are shown.
//!
//! Not supported: translated date formats. `--time-style=locale` uses the C locale's formats with
//! the locale's month names.

mod attributes;
mod color;
mod database;
mod dates;
mod directory;
mod dired;
mod entry;
mod environment;
mod layout;
mod long;
mod look;
mod name;
mod options;
mod order;
mod settings;
mod utility;
mod words;
mod writer;

use crate::program::cli::{Args, Cli, Options};
use crate::program::error::Result;
use crate::program::status;
pub use directory::Lister;
pub use options::cli;
use settings::Settings;
use std::ffi::OsStr;
pub use utility::Program;

/// Runs a utility: parses the arguments and lists the operands.
///
/// # Errors
/// Mistakes in the arguments, or standard output cannot be written.
pub fn run(args: Args, cli: fn() -> Cli, program: Program) -> Result {
    status::set_failure(2);
    let (lister, operands) = parse(args.parse(cli), program)?;
    lister.list(&operands)
}

/// Parses the command line. Returns the listing and its operands.
///
/// # Errors
/// Mistakes in the arguments.
pub fn parse(mut options: Options, program: Program) -> Result<(Lister, Vec<&'static OsStr>)> {
    let settings = Settings::read(&mut options, program)?;
    Ok((Lister::new(settings), options.operands()))
}
