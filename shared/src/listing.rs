//! Listings of files: `ls`, `dir` and `vdir`, which differ in nothing but their defaults
//! (manual nodes "ls invocation", "dir invocation", "vdir invocation").
//!
//! [`settings`] says what is asked for; [`directory`] goes through operands and directories
//! and gathers an [`entry`] for each file, which [`look`] looks at no closer than needed; [`order`] sorts them; [`layout`] puts them into lines, [`long`] one a line with all
//! that is known; [`name`] writes a name, in its [`color`].
//!
//! Gaps: no translated date formats (`--time-style=locale` is the C locale's, with the
//! locale's month names).

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
mod words;

use crate::program::cli::{Args, Command};
use crate::program::error::Result;
use crate::program::status;
use directory::Lister;
pub use options::cli;
use settings::Settings;

/// Whose defaults are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Columns on a terminal, else one name a line.
    Ls,
    /// Columns, names escaped.
    Dir,
    /// The long format, names escaped.
    Vdir,
}

/// Lists what the arguments ask for.
///
/// # Errors
/// Mistakes in the arguments, and output that can't be written.
pub fn run(args: Args, cli: fn() -> Command, program: Program) -> Result {
    status::set_failure(2);
    let mut options = args.parse(cli);
    let settings = Settings::read(&mut options, program)?;
    Lister::new(settings)?.list(&options.operands())
}
