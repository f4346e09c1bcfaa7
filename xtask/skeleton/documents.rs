//! The table of utilities, sorted by name: written by `cargo xtask tidy --fix` from the
//! folders that exist.

use clap::Command;

pub(crate) const UTILITIES: &[(&str, fn() -> Command)] = &[
