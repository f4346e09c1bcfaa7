//! The table of utilities, sorted by name: written by `cargo xtask tidy --fix` from the
//! folders that exist.

use clap::Command;

/// A utility's name, and its options.
type Row = (&'static str, fn() -> Command);

pub(crate) const UTILITIES: &[Row] = &[
