//! corelink's tool box, `cargo xtask VERB`: builds the variants, installs, tests and compares
//! them. A verb is a file of its own here; what a variant is stands in `variant` alone.

mod bench;
mod build;
mod change;
mod closed;
mod compare;
mod explain;
mod image;
mod imports;
mod install;
mod ladder;
mod link_times;
mod linker;
mod measure;
mod new;
mod objects;
mod peers;
mod prune;
mod registration;
mod render;
mod rustc;
mod test;
mod tidy;
mod toolchain;
mod tree;
mod uninstall;
mod variant;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    about = "Builds, installs, tests and compares corelink"
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Build finished, relocatable trees under target/corelink/VARIANT.
    Build(build::Options),
    /// Put a variant below a prefix.
    Install(install::Options),
    /// Remove what install put below a prefix.
    Uninstall(uninstall::Options),
    /// Make the folder of a new utility.
    New(new::Options),
    /// Check what the compiler can't.
    Tidy(tidy::Options),
    /// Run all unit tests, and each utility's tests on the executables of each variant.
    Test(test::Options),
    /// Measure the variants beside the other coreutils of the machine.
    Compare(compare::Options),
    /// Show where the bytes of a variant's files come from.
    Explain(explain::Options),
    /// Pack a variant as a container image.
    Image(image::Options),
    /// Time the utilities over large input, beside GNU's.
    Bench(bench::Options),
}

/// A mistake of the user: said in one line, exit status 2.
#[derive(Debug)]
pub struct Usage(pub String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

fn main() -> ExitCode {
    // Cargo calls this executable in place of rustc for the workspace's own crates.
    if let Some(variant) = rustc::called_as_compiler() {
        return rustc::compile(variant);
    }
    // And rustc calls it in place of the linker driver.
    if let Some(variant) = linker::called_as_linker() {
        return linker::link(variant);
    }
    if !cfg!(target_os = "linux") {
        return fail(&anyhow::anyhow!("corelink builds on Linux only, for now"));
    }
    let result = match Cli::parse().verb {
        Verb::Build(options) => build::run(&options),
        Verb::Install(options) => install::run(&options),
        Verb::Uninstall(options) => uninstall::run(&options),
        Verb::New(options) => new::run(&options),
        Verb::Tidy(options) => tidy::run(&options),
        Verb::Test(options) => test::run(&options),
        Verb::Compare(options) => compare::run(&options),
        Verb::Explain(options) => explain::run(&options),
        Verb::Image(options) => image::run(&options),
        Verb::Bench(options) => bench::run(&options),
    };
    result.map_or_else(|e| fail(&e), |()| ExitCode::SUCCESS)
}

fn fail(e: &anyhow::Error) -> ExitCode {
    eprintln!("error: {e:#}");
    ExitCode::from(match e {
        e if e.is::<Usage>() => 2,
        e if e.is::<measure::interrupt::Interrupted>() => 130,
        _ => 1,
    })
}
