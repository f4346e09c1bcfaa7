//! `cargo xtask compare-gnu [UTILITY…]`: runs the utilities and GNU's over generated cases, and
//! shows where they differ. The package `campaign` makes and runs the cases; this builds what it
//! needs.

use crate::link::tree;
use crate::model::usage::Usage;
use crate::model::variant::{SOONEST, Variant};
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::process::Stdio;

/// Options of the verb.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How long to run cases
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,
    /// The seed of all cases
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Run only so many cases of each utility
    #[arg(long, value_name = "N")]
    cases: Option<u64>,
    /// Run only the case of this number, of each utility
    #[arg(long, value_name = "N")]
    case: Option<u64>,
    /// Run so many cases at once [default: the number of processors]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Run the executables of this variant
    #[arg(long, value_name = "VARIANT", default_value = SOONEST)]
    variant: String,
    /// The utilities to compare, by name or pattern [default: all that have generators]
    utilities: Vec<String>,
}

/// Runs the verb.
///
/// # Errors
/// A failure to build, or a finding.
pub(crate) fn run(options: &Options) -> Result<()> {
    let utilities = match options.utilities.is_empty() {
        true => Vec::new(),
        false => workspace::utilities_named(&options.utilities)?,
    };
    let Some(variant) = Variant::find(&options.variant) else {
        return Err(Usage(format!("unknown variant '{}'", options.variant)).into());
    };
    let bin = tree::build(variant)?.join("bin");
    let stated = workspace::trees().join("options.tsv");
    fs::write(&stated, options_of_all()?)?;
    let mut campaign = toolchain::cargo();
    campaign.current_dir(workspace::root());
    campaign.args(["run", "--quiet", "--package", "campaign", "--"]);
    campaign.arg("--ours").arg(bin).arg("--options").arg(stated);
    let counts = workspace::trees().join("compare-gnu.tsv");
    campaign.arg("--counts").arg(counts);
    campaign.arg(format!("--seconds={}", options.seconds));
    campaign.arg(format!("--seed={}", options.seed));
    campaign.args(options.cases.map(|number| format!("--cases={number}")));
    campaign.args(options.case.map(|number| format!("--case={number}")));
    campaign.args(options.jobs.map(|number| format!("--jobs={number}")));
    let status = campaign.arg("--").args(utilities).status();
    match status.context("cannot run cargo")?.code() {
        Some(0) => Ok(()),
        Some(1) => bail!("the utilities differ from GNU's"),
        _ => bail!("the campaign failed"),
    }
}

/// Returns the table of options that `documents` prints.
fn options_of_all() -> Result<Vec<u8>> {
    let mut program = toolchain::cargo();
    program.current_dir(workspace::root());
    program.args([
        "run",
        "--quiet",
        "--package",
        "documents",
        "--",
        "--options",
    ]);
    let output = program.stderr(Stdio::inherit()).output();
    let output = output.context("cannot run cargo")?;
    ensure!(output.status.success(), "the options are not known");
    Ok(output.stdout)
}
