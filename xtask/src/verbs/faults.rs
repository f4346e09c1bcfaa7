//! `cargo xtask faults [UTILITY…]`: runs the utilities with each of their system calls failing, in
//! each way. The command lines and their exceptions are in `utils/coreutils/tests/faults`, the rules
//! in `shared/testing/src/faults.rs`.

use crate::link::tree;
use crate::model::variant::Variant;
use crate::model::{toolchain, workspace};
use anyhow::{Result, bail};

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    /// Try the selection that `cargo xtask test` tries, instead of all faults
    #[arg(long)]
    quick: bool,
    /// Begin no more runs after this time
    #[arg(long, value_name = "N")]
    seconds: Option<u64>,
    /// Run the executables of this variant [default: the multicall executable of Cargo's dev profile]
    #[arg(long, value_name = "VARIANT")]
    variant: Option<String>,
    /// The utilities, by name or pattern [default: all]
    utilities: Vec<String>,
}

/// Runs the verb.
///
/// # Errors
/// A build failed, or something was found; it was shown.
pub fn run(options: &Options) -> Result<()> {
    let mut variables = Vec::new();
    if !options.quick {
        variables.push(("CORELINK_FAULTS", "all".to_owned()));
    }
    if let Some(seconds) = options.seconds {
        variables.push(("CORELINK_FAULTS_SECONDS", seconds.to_string()));
    }
    if !options.utilities.is_empty() {
        let names = workspace::utilities_named(&options.utilities)?;
        variables.push(("CORELINK_FAULTS_ONLY", names.join(",")));
    }
    run_test("faults", options.variant.as_deref(), &variables)
}

/// Runs one of the tests of the multicall executable, which are about all utilities, and shows what
/// it prints.
///
/// # Errors
/// A build failed, or the test.
pub(super) fn run_test(
    test: &str,
    variant: Option<&str>,
    variables: &[(&str, String)],
) -> Result<()> {
    let package = workspace::package(workspace::MULTICALL);
    let mut cargo = toolchain::cargo();
    cargo
        .args(["test", "--package", &package, "--test", test])
        .args(["--target-dir".as_ref(), workspace::target().as_os_str()])
        .args(["--", "--nocapture"])
        .current_dir(workspace::root())
        .env_remove("CORELINK_BIN");
    cargo.envs(variables.iter().map(|(name, value)| (name, value)));
    if let Some(name) = variant {
        for variant in Variant::named(&[name.to_owned()])? {
            cargo.env("CORELINK_BIN", tree::build(variant)?.join("bin"));
        }
    }
    match cargo.status()?.success() {
        true => Ok(()),
        false => bail!("see the findings above"),
    }
}
