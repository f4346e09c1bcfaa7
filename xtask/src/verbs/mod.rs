//! The verbs of `cargo xtask`, one file each.

mod bench;
mod build;
mod compare;
mod compare_gnu;
mod explain;
mod faults;
mod fuzz;
mod image;
mod install;
mod man;
mod new;
mod order;
mod package;
mod races;
mod test;
mod tidy;
mod uninstall;

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, installs, tests and compares corelink"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Build finished, relocatable trees under target/corelink/VARIANT
    Build(build::Options),
    /// Install a variant below a prefix
    Install(install::Options),
    /// Write manual pages and completions for shells
    Man(man::Options),
    /// Remove what install put below a prefix
    Uninstall(uninstall::Options),
    /// Create the folder of a new utility
    New(new::Options),
    /// Check rules that the compiler can't check
    Tidy(tidy::Options),
    /// Run all unit tests, and each utility's tests on the executables of each variant
    Test(test::Options),
    /// Run the utilities with each of their system calls failing
    Faults(faults::Options),
    /// Run the utilities while another user exchanges names for links
    Races(races::Options),
    /// Measure the variants and the other coreutils of the machine
    Compare(compare::Options),
    /// Run the utilities and GNU's over generated cases, and show where they differ
    CompareGnu(compare_gnu::Options),
    /// Show the origin of the bytes of a variant's files
    Explain(explain::Options),
    /// Record which functions run when utilities start, for their order in the files
    Order(order::Options),
    /// Look for input that makes a utility panic, crash or hang
    Fuzz(fuzz::Options),
    /// Pack a variant as a container image
    Image(image::Options),
    /// Make Debian packages, or an archive to unpack below /
    Package(package::Options),
    /// Time the utilities and GNU's over large input
    Bench(bench::Options),
}

pub(crate) fn run(verb: &Verb) -> Result<()> {
    match verb {
        Verb::Build(options) => build::run(options),
        Verb::Install(options) => install::run(options),
        Verb::Man(options) => man::run(options),
        Verb::Uninstall(options) => uninstall::run(options),
        Verb::New(options) => new::run(options),
        Verb::Tidy(options) => tidy::run(options, &Cli::command()),
        Verb::Test(options) => test::run(options, &Cli::command()),
        Verb::Faults(options) => faults::run(options),
        Verb::Races(options) => races::run(options),
        Verb::Compare(options) => compare::run(options),
        Verb::CompareGnu(options) => compare_gnu::run(options),
        Verb::Explain(options) => explain::run(options),
        Verb::Order(options) => order::run(options),
        Verb::Fuzz(options) => fuzz::run(options),
        Verb::Image(options) => image::run(options),
        Verb::Package(options) => package::run(options),
        Verb::Bench(options) => bench::run(options),
    }
}
