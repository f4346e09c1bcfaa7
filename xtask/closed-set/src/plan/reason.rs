//! Why an archive stays in the executables.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why an archive that several executables use is not in the library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// Its functions are hidden, and each file has its own copies.
    CompilerBuiltins,
    /// It has code that runs before `main`, which some executables don't link.
    Constructors,
    /// It chooses an allocator, and some executables use the standard library's.
    Allocator,
    /// The linker collects the parts of a section for each program.
    Collected(String),
    /// It needs a symbol of an archive that stays.
    Needs(String, String),
    /// It needs a symbol that not every executable defines.
    Wants(String),
    /// Another archive in the library defines the same symbol.
    Collides(String, String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |symbol: &str| format!("{:#}", rustc_demangle::demangle(symbol));
        match self {
            Self::CompilerBuiltins => write!(f, "each file has its own copies of its functions"),
            Self::Constructors => {
                write!(
                    f,
                    "it runs code before main, in some of the executables only"
                )
            }
            Self::Allocator => {
                write!(
                    f,
                    "it chooses an allocator, which some of the executables don't use"
                )
            }
            Self::Collected(section) => {
                write!(
                    f,
                    "the linker collects section {section} for each executable"
                )
            }
            Self::Needs(archive, symbol) => {
                write!(f, "it needs {} of {archive}, which stays", plain(symbol))
            }
            Self::Wants(symbol) => {
                write!(
                    f,
                    "it needs {}, which some executables define",
                    plain(symbol)
                )
            }
            Self::Collides(archive, symbol) => {
                write!(f, "{archive} defines {} too", plain(symbol))
            }
        }
    }
}
