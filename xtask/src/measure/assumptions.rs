//! The assumptions of the projection of a whole system.

use std::path::PathBuf;

/// What the model assumes.
#[derive(Clone, clap::Args)]
pub(crate) struct Assumptions {
    /// The folder of the executables that make up the projected system
    #[arg(long, value_name = "DIR", default_value = "/usr/bin")]
    pub(crate) system: PathBuf,
    /// The share of them that is in Rust, of their number and of their bytes
    #[arg(long, value_name = "SHARE", default_value_t = 2.0 / 3.0)]
    pub(crate) rust_share: f64,
    /// How many times as much shared code a program of the system uses as a utility does here
    #[arg(long, value_name = "TIMES", default_value_t = 1.0)]
    pub(crate) shared_use: f64,
    /// How many times as large as here the system's shared libraries are, all together
    #[arg(long, value_name = "TIMES", default_value_t = 10.0)]
    pub(crate) library_size: f64,
    /// Bytes of a program's own Rust code for each byte that it has now
    #[arg(long, value_name = "RATIO", default_value_t = 1.0)]
    pub(crate) own_code: f64,
}
