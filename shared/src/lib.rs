//! The internal library of corelink's utilities.
//!
//! A utility states its options ([`program::cli`]), reads its operands ([`input::files`]),
//! reports errors ([`program::diagnostics`]) and writes to [`program::output`]. Code that
//! several utilities need is in this crate once. In the dynamic variants, this crate and its
//! dependencies are one shared library. A generic function would be compiled into every
//! executable that calls it, so functions here are non-generic where possible.
//!
//! The modules form layers, lowest first. A module imports only modules of its own room or of
//! rooms in earlier rows (`cargo xtask tidy` checks that):
//!
//! | rooms | content |
//! |---|---|
//! | [`sys`] | the C library, and everything else that is specific to Linux and glibc |
//! | [`bytes`] | searching, marking and copying bytes, a vector register at a time |
//! | [`text`] | locale, characters, collation, quoting |
//! | [`program`] | entry point, arguments, diagnostics, standard output |
//! | [`values`] | what options hold: keywords, numbers, sizes, ranges, patterns |
//! | [`input`] | operands, lines, random and temporary files |
//! | [`fs`] | names, walks, modes, owners, times, mounts |
//! | [`time`] | dates: parsing and formatting |
//! | [`checksum`], [`encoding`], [`condition`], [`remove`], [`ownership`], [`copy`], [`sessions`], [`listing`] | what a family of utilities shares |
//!
//! The crates that utilities use are re-exported, so that all utilities share one version and
//! one set of features, and a utility's manifest names none of them.

#![warn(missing_docs)]

pub mod condition;
pub mod copy;
pub mod listing;
pub mod ownership;
pub mod remove;
pub mod sessions;

pub use base::{
    bytes, checksum, encoding, fs, input, main, option_help, option_more, option_names, options,
    program, sys, text, time, values,
};
pub use {chrono, clap, filetime, libc, memchr, num_bigint, num_integer, rustix, simdutf8, uucore};

/// What almost every utility uses.
pub mod prelude {
    pub use crate::options;
    pub use crate::program::cli::{self, Args, Cli};
    pub use crate::program::diagnostics::{self, operand_error};
    pub use crate::program::error::{self, Error, Result};
    pub use crate::program::output::stdout;
    pub use crate::program::status;
    pub use crate::text::quoting::{escaped, quote, quoteaf, quotef};
    pub use crate::values::keyword::keyword;
    pub use std::ffi::OsStr;
    pub use std::io::{self, Read, Write};
    pub use std::os::unix::ffi::OsStrExt;
}
