//! What every utility starts with: entry point, arguments, diagnostics and standard output.

pub mod ask;
pub mod cli;
pub mod diagnostics;
pub mod entry;
pub mod error;
pub mod exec;
pub mod memory;
pub mod name;
pub mod output;
mod panic;
pub mod posix;
pub mod signals;
pub mod status;
