//! `cargo xtask VERB`: builds, installs, tests and compares the variants of corelink.
//!
//! The rooms, from bottom to top: `model` (what there is), `link` (builds variants), `pack` (image
//! layers), `measure` (trees to records), `render` (records to text), `verbs` (the command line).

mod link;
mod measure;
mod model;
mod pack;
mod render;
mod verbs;

use clap::Parser;
use closed_set::note;
use link::{linker, rustc};
use measure::interrupt::Interrupted;
use model::usage::Usage;
use std::process::ExitCode;

fn main() -> ExitCode {
    // Cargo calls this executable in place of rustc for the workspace's own crates.
    if let Some(variant) = rustc::called_as_compiler() {
        return rustc::compile(variant);
    }
    // rustc calls it in place of the linker driver.
    if let Some(variant) = linker::called_as_linker() {
        return linker::link(variant);
    }
    if !cfg!(target_os = "linux") {
        return fail(&anyhow::anyhow!("corelink builds on Linux only, for now"));
    }
    match verbs::run(&verbs::Cli::parse().verb) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => fail(&e),
    }
}

fn fail(e: &anyhow::Error) -> ExitCode {
    note!("error: {e:#}");
    ExitCode::from(match e {
        e if e.is::<Usage>() => 2,
        e if e.is::<Interrupted>() => 130,
        _ => 1,
    })
}
