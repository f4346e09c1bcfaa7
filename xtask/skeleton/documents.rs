//! The table of utilities, sorted by name: written by `cargo xtask tidy --fix` from the
//! folders that exist.

use shared::program::cli::Cli;
use shared::program::entry::Utility;

/// A utility's name, its options, and what runs it.
pub(crate) type Row = (&'static str, fn() -> Cli, Utility);

pub(crate) const UTILITIES: &[Row] = &[
