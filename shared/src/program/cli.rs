//! Command lines: options and operands, read by GNU's rules.
//!
//! A utility's `cli()` states its options ([`utility`], [`options!`](crate::options)). The help page
//! ([`help()`]) is generated from it, and so are the manual page and shell completions, through clap's
//! `Command`.
//! glibc's getopt_long(3) reads the arguments ([`Args`], [`Options`]), because GNU's rules are
//! those of this function and clap's parser does not know them: options after operands,
//! unambiguous abbreviations, `POSIXLY_CORRECT`, values that are not UTF-8, and the wording of
//! each mistake.
//!
//! Options are delivered in the order given. "The last one wins" then needs no code, and
//! mistakes are reported in the order in which GNU reports them.
//!
//! `cli()` is called only if an argument looks like an option, to keep the start fast.

mod clap;
mod declare;
mod help;
mod options;

#[doc(hidden)]
pub use declare::letters;
pub use declare::{Cli, DIGITS, DIGITS_WITH_REST, Opt, Table, Takes, utility};
pub use help::{VERSION, help, spelling};
pub use options::{Args, Given, Options};

use super::error::Error;
use crate::text::quoting::quote;
use std::ffi::OsStr;

/// Returns the usage error for too few operands: `missing operand`, or `missing operand after
/// ‘x’` if there is a `last` one.
pub fn missing_operand(last: Option<&OsStr>) -> Error {
    Error::usage(match last {
        Some(last) => format!("missing operand after {}", quote(last)),
        None => "missing operand".to_owned(),
    })
}

/// Returns the usage error for an operand too many: `extra operand ‘x’`.
pub fn extra_operand(operand: &OsStr) -> Error {
    Error::usage(format!("extra operand {}", quote(operand)))
}
