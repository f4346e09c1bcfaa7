//! `cargo xtask build [VARIANT…]`: finished, relocatable trees under `target/corelink`.

use crate::variant::{Executables, Variant};
use crate::{rustc, toolchain, tree, workspace};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    /// The variants to build [default: all]
    variants: Vec<String>,
}

/// Runs the verb.
///
/// # Errors
/// One line that says what failed.
pub fn run(options: &Options) -> Result<()> {
    for variant in Variant::named(&options.variants)? {
        let tree = build(variant)?;
        println!("{}", tree.display());
    }
    Ok(())
}

/// Builds one variant and makes its tree; answers where that is.
///
/// # Errors
/// The compiler's own messages were shown; the error says which variant failed. The tree of
/// an earlier build is then still whole.
pub fn build(variant: &Variant) -> Result<PathBuf> {
    let utilities = workspace::utilities()?;
    let executables = match variant.executables {
        Executables::OneEach => compile(variant, &utilities)?,
        Executables::OneForAll => {
            let mut packages = vec![workspace::MULTICALL.to_owned()];
            packages.extend(workspace::preloads(&utilities).into_iter().cloned());
            compile(variant, &packages)?
        }
    };
    tree::make(variant, &executables, &utilities)
        .with_context(|| format!("cannot finish the tree of '{}'", variant.name))
}

/// The library that `utility` loads into other programs.
pub fn preload(utility: &str) -> String {
    format!("lib{utility}.so")
}

/// What Cargo made, by the name of the executable or library.
pub type Artifacts = BTreeMap<String, PathBuf>;

/// Lets Cargo build the executables of `utilities`. It shows its own progress bar.
pub(crate) fn compile(variant: &Variant, utilities: &[String]) -> Result<Artifacts> {
    eprintln!(
        "{:>12} {} ({} profile)",
        "Variant", variant.name, variant.profile
    );
    let mut cargo = toolchain::cargo();
    cargo
        .args(["build", "--message-format=json-render-diagnostics"])
        .args([
            "--profile",
            variant.profile,
            "--target",
            toolchain::host()?,
            "--bins",
            "--lib",
        ])
        .arg("--target-dir")
        .arg(workspace::target())
        .current_dir(workspace::root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    for utility in utilities {
        cargo.args(["--package", &workspace::package(utility)]);
    }
    for utility in workspace::preloads(utilities) {
        let package = workspace::package(utility);
        cargo.args(["--package", &format!("{package}_preload")]);
    }
    rustc::configure(&mut cargo, variant)?;
    let mut child = cargo.spawn().context("cannot run cargo")?;
    let messages = child.stdout.take().context("cargo's output is a pipe")?;
    let mut artifacts = Artifacts::new();
    for line in BufReader::new(messages).lines() {
        let message: Value = serde_json::from_str(&line?).unwrap_or_default();
        let name = message["target"]["name"].as_str().unwrap_or_default();
        if let Some(path) = message["executable"].as_str() {
            let utility = workspace::utility_of_target(name);
            artifacts.insert(utility.to_owned(), path.into());
        } else if message["reason"] == "compiler-artifact" {
            let files = message["filenames"].as_array().into_iter().flatten();
            let object = files
                .filter_map(Value::as_str)
                .find(|file| file.ends_with(".so"));
            let of_ours = match message["target"]["kind"][0].as_str() {
                Some("cdylib") => Some(preload(name)),
                _ if name == "shared" => Some(name.to_owned()),
                _ => None,
            };
            artifacts.extend(object.zip(of_ours).map(|(file, name)| (name, file.into())));
        }
    }
    if !child.wait()?.success() {
        bail!("'{}' was not built: see the messages above", variant.name);
    }
    match utilities.iter().find(|u| !artifacts.contains_key(*u)) {
        Some(missing) => bail!(
            "cargo made no executable '{missing}' for '{}'",
            variant.name
        ),
        None => Ok(artifacts),
    }
}
