//! `cargo xtask races [UTILITY…]`: runs the utilities that change files while another user exchanges
//! names for symbolic links, and counts how often that changes what the links lead to. The command
//! lines are in `utils/coreutils/tests/races/attacks.rs`.

use super::faults::run_test;
use crate::model::workspace;
use anyhow::Result;

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    /// How often each command line is run
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    tries: usize,
    /// Count what GNU's utilities lose (CORELINK_GNU names their folder)
    #[arg(long)]
    gnu: bool,
    /// Run the executables of this variant [default: the multicall executable of Cargo's dev profile]
    #[arg(long, value_name = "VARIANT")]
    variant: Option<String>,
    /// The utilities, by name or pattern [default: all]
    utilities: Vec<String>,
}

/// Runs the verb.
///
/// # Errors
/// A build failed, or something was lost; it was shown.
pub fn run(options: &Options) -> Result<()> {
    let mut variables = vec![("CORELINK_TRIES", options.tries.to_string())];
    if options.gnu {
        variables.push(("CORELINK_RACES_GNU", "1".to_owned()));
    }
    if !options.utilities.is_empty() {
        let names = workspace::utilities_named(&options.utilities)?;
        variables.push(("CORELINK_RACES_ONLY", names.join(",")));
    }
    run_test("races", options.variant.as_deref(), &variables)
}
