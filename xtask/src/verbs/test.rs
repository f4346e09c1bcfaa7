//! `cargo xtask test [--variant V] [UTILITY…]`: all unit tests once, and every utility's
//! integration tests against the executables of each variant.

mod libtest;
mod nextest;
mod report;

use crate::link::tree;
use crate::model::variant::{Executables, Variant};
use crate::model::workspace;
use anyhow::{Context, Result};
use closed_set::say;
use report::Report;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

/// How long a test executable may run. nextest has a limit for each test.
const LIMIT: Duration = Duration::from_secs(900);

/// The packages that are no utilities, and are tested with all of them.
const OTHERS: [&str; 8] = [
    "base",
    "shared",
    "testing",
    "xtask",
    "campaign",
    "closed-set",
    "documents",
    "fuzz",
];

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    /// Test the executables of this variant; may be given several times [default: all]
    #[arg(long = "variant", value_name = "VARIANT")]
    variants: Vec<String>,
    /// Fail if a comparison with GNU is not made, or a test is skipped that need not be
    #[arg(long)]
    strict: bool,
    /// Record what GNU's utilities do (CORELINK_GNU names their folder), instead of testing
    #[arg(long, conflicts_with_all = ["variants", "strict"])]
    record: bool,
    /// Do not use cargo-nextest, even where it is installed
    #[arg(long)]
    no_nextest: bool,
    /// The utilities to test, by name or pattern; `coreutils` has the tests of the multicall
    /// executable and those of all utilities [default: all, and the project's own tools]
    utilities: Vec<String>,
}

/// What the tests of a set run.
enum Target {
    /// No utility: they are unit tests, or those of the tools.
    Nothing,
    /// The executables that Cargo builds beside the tests.
    Cargos,
    /// Those of a tree.
    Tree(PathBuf),
}

/// Tests that are run together.
struct Set<'a> {
    name: &'a str,
    target: Target,
    /// Whether the tests of the multicall executable are among them.
    multicall: bool,
    /// How many sets run the same tests with other executables.
    of: usize,
    record: bool,
}

/// Runs the verb.
///
/// # Errors
/// A build or a test failed; its output was shown.
pub fn run(options: &Options, cli: &clap::Command) -> Result<()> {
    let (multicall, names): (Vec<_>, Vec<_>) = options
        .utilities
        .iter()
        .cloned()
        .partition(|name| name == workspace::MULTICALL);
    let utilities = match names.is_empty() && !multicall.is_empty() {
        true => Vec::new(),
        false => workspace::utilities_named(&names)?,
    };
    let mut packages: Vec<_> = utilities.iter().map(|u| workspace::package(u)).collect();
    if !multicall.is_empty() {
        packages.push(workspace::package(workspace::MULTICALL));
    }
    let mut sets = Vec::new();
    let mut report = Report::default();
    if options.record {
        sets.push(Set::new("recording", Target::Cargos));
    } else {
        sets.push(Set::new("unit", Target::Nothing));
        let variants = Variant::named(&options.variants)?;
        for variant in &variants {
            let bin = tree::build(variant)?.join("bin");
            let mut set = Set::new(variant.name, Target::Tree(bin));
            set.multicall = variant.executables == Executables::OneForAll;
            set.of = variants.len();
            sets.push(set);
        }
        if options.utilities.is_empty() {
            packages.push(workspace::package(workspace::MULTICALL));
            packages.extend(OTHERS.map(String::from));
            report.add(&check_tidiness(cli)?);
        }
    }
    let started = SystemTime::now();
    let use_nextest = !options.no_nextest && nextest::is_installed();
    let tests = match use_nextest {
        true => Vec::new(),
        false => libtest::compile(&packages)?,
    };
    for set in &sets {
        let log = tempfile::NamedTempFile::new().context("cannot make a file for the log")?;
        let mut part = match use_nextest {
            true => nextest::run(&packages, set, log.path())?,
            false => libtest::run(&tests, set, log.path())?,
        };
        part.read_log(log.path())?;
        report.add(&part);
    }
    if options.record {
        name_stale_recordings(&utilities, started)?;
    }
    report.print();
    report.check(options.strict)
}

impl<'a> Set<'a> {
    fn new(name: &'a str, target: Target) -> Self {
        let record = matches!(target, Target::Cargos);
        Self {
            name,
            target,
            multicall: false,
            of: 1,
            record,
        }
    }

    /// Gives a command what the tests read from the environment.
    fn prepare(&self, command: &mut Command, log: &Path) {
        // Cargo's own folders would be searched before those that an executable names.
        command.env_remove("LD_LIBRARY_PATH");
        command
            .env_remove("CORELINK_BIN")
            .env_remove("CORELINK_RECORD");
        command.env("CORELINK_TEST_LOG", log);
        command.env("CORELINK_SETS", self.of.to_string());
        if let Target::Tree(bin) = &self.target {
            command.env("CORELINK_BIN", bin);
        }
        if self.record {
            command.env("CORELINK_RECORD", "1");
        }
    }
}

/// The rules of the work tree count as one test.
fn check_tidiness(cli: &clap::Command) -> Result<Report> {
    let findings = super::tidy::check(cli)?;
    for finding in &findings {
        say!("tidy: {finding}");
    }
    let is_tidy = u64::from(findings.is_empty());
    Ok(Report::new(is_tidy, 1 - is_tidy, 0))
}

/// Names the recordings that no test has renewed: their tests are gone, or were skipped.
fn name_stale_recordings(utilities: &[String], started: SystemTime) -> Result<()> {
    for utility in utilities {
        let folder = workspace::root()
            .join("utils")
            .join(utility)
            .join("tests/recorded");
        let Ok(files) = folder.read_dir() else {
            continue;
        };
        for file in files {
            let file = file?;
            if file.metadata()?.modified()? < started {
                say!("not renewed: {}", file.path().display());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_package_of_the_workspace_is_left_out() {
        let manifest = workspace::root().join("Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).expect("the workspace has a manifest");
        let (_, members) = manifest.split_once("members = [").expect("it has members");
        let (members, _) = members.split_once(']').expect("the list ends");
        let names = members
            .split(',')
            .map(|member| member.trim_matches([' ', '"']));
        let others = names.filter(|name| !name.starts_with("utils/"));
        let mut others: Vec<&str> = others
            .map(|path| path.rsplit('/').next().unwrap_or(path))
            .collect();
        others.sort_unstable();
        let mut tested = OTHERS;
        tested.sort_unstable();
        assert_eq!(others, tested);
    }
}
