//! The one internal library of corelink's utilities.
//!
//! A utility states its options ([`cli`]), reads its operands ([`files`]), reports what went
//! wrong ([`error`]) and writes to [`output`]; everything that two utilities need stands
//! here once. In the dynamic variants this crate, all that it depends on and the utilities'
//! generic-free calls into them are one shared library, so functions here are non-generic
//! wherever they can be: a generic one lands in every executable that calls it.
//!
//! The crates that do the field's work are re-exported, so that one version with one set of
//! features serves all utilities: no utility names them in its own manifest.

#![warn(missing_docs)]

pub mod ask;
pub mod backup;
pub mod blanks;
pub mod canonical;
pub mod characters;
pub mod checksum;
pub mod cli;
pub mod collation;
pub mod condition;
pub mod context;
pub mod copy;
pub mod encoding;
pub mod entry;
pub mod error;
pub mod escapes;
pub mod exec;
pub mod files;
pub mod files0;
pub mod filesystem;
pub mod filetype;
pub mod human;
pub mod kernel;
pub mod last;
pub mod lines;
pub mod listing;
pub mod locale;
pub mod mode;
pub mod mounts;
pub mod names;
pub mod node;
pub mod number;
pub mod output;
pub mod owner;
pub mod ownership;
pub mod quoting;
pub mod random;
pub mod ranges;
pub mod regex;
pub mod remove;
pub mod sessions;
pub mod signals;
pub mod sys;
pub mod tabs;
pub mod target;
pub mod temporary;
pub mod time;
pub mod update;
pub mod users;
pub mod version;
pub mod walk;

pub use {
    chrono, clap, filetime, glob, libc, memchr, num_bigint, num_integer, rustix, simdutf8, uucore,
    walkdir,
};

/// What almost every utility uses.
pub mod prelude {
    pub use crate::cli::{self, Args, Command, flag, optional, value};
    pub use crate::error::{self, Error, Result, warn};
    pub use crate::output::stdout;
    pub use crate::quoting::{quote, quoteaf, quotef};
    pub use std::ffi::OsStr;
    pub use std::io::{self, Read, Write};
    pub use std::os::unix::ffi::OsStrExt;
}
