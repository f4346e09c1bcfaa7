//! The assumptions of the projection of a whole system.

use std::path::PathBuf;

/// What the model assumes.
#[derive(Clone, clap::Args)]
pub(crate) struct Assumptions {
    /// The folder with the executables of the projected system
    #[arg(long, value_name = "DIR", default_value = "/usr/bin")]
    pub(crate) system: PathBuf,
    /// The share of them that is in Rust, by number and by bytes
    #[arg(long, value_name = "SHARE", default_value_t = 2.0 / 3.0)]
    pub(crate) rust_share: f64,
    /// The shared code that a program of the system uses, as a multiple of that of a utility here
    #[arg(long, value_name = "TIMES", default_value_t = 1.0)]
    pub(crate) shared_use: f64,
    /// The size of all shared libraries of the system, as a multiple of the size here
    #[arg(long, value_name = "TIMES", default_value_t = 10.0)]
    pub(crate) library_size: f64,
    /// Bytes of a program's own Rust code for each byte that it has today
    #[arg(long, value_name = "RATIO", default_value_t = 1.0)]
    pub(crate) own_code: f64,
}
