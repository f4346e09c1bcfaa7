//! Lets Cargo compile a variant, or repeats the links of another one.

use crate::link::linker::{self, Changes, Replay};
use crate::link::rustc;
use crate::model::variant::{Code, Executables, Variant};
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, bail};
use closed_set::note;
use closed_set::objects::Treatment;
use closed_set::table;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Stdio;

/// Compiles a variant, or links it anew. Returns its executables and libraries, with symbols.
///
/// # Errors
/// As for [`crate::link::tree::build`].
pub fn artifacts(variant: &Variant, utilities: &[String]) -> Result<Artifacts> {
    linked(variant, compiled(variant, utilities)?, utilities)
}

/// Compiles what a variant's executables are linked from: itself, or the variant whose links it
/// repeats.
///
/// # Errors
/// As for [`crate::link::tree::build`].
pub fn compiled(variant: &Variant, utilities: &[String]) -> Result<Artifacts> {
    match (variant.relinks, variant.executables) {
        (Some(other), _) => compile(relinked(other)?, utilities),
        (None, Executables::OneEach) => compile(variant, utilities),
        (None, Executables::OneForAll) => {
            let mut packages = vec![workspace::MULTICALL.to_owned()];
            packages.extend(workspace::preloads(utilities).into_iter().cloned());
            compile(variant, &packages)
        }
    }
}

fn relinked(other: &str) -> Result<&'static Variant> {
    Variant::find(other).context("the variant to relink does not exist")
}

/// Links what was compiled anew, if the variant repeats the links of another one, with the C library
/// inside.
///
/// # Errors
/// As for [`crate::link::tree::build`].
pub fn linked(
    variant: &Variant,
    mut artifacts: Artifacts,
    utilities: &[String],
) -> Result<Artifacts> {
    let Some(other) = variant.relinks else {
        return Ok(artifacts);
    };
    let other = relinked(other)?;
    note!(
        "{:>12} {} (links of {})",
        "Variant",
        variant.name,
        other.name
    );
    let folder = workspace::trees().join(format!(".{}.linked", variant.name));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let libc_inside = variant.libc == Code::InEach;
    let own_services = table::assemble(OWN_SERVICES, &folder.join("own_services.o"))?;
    let changes = Changes {
        libc_inside,
        objects: if libc_inside {
            &[own_services][..]
        } else {
            &[]
        },
        symbols: true,
        treatment: Treatment::FULL,
        flags: linker::LEAN.iter().map(Into::into).collect(),
        ..Changes::default()
    };
    for utility in utilities {
        let executable = folder.join(utility);
        Replay::of(other, utility, &artifacts[utility])?.link(&changes, &executable)?;
        artifacts.insert(utility.clone(), executable);
    }
    Ok(artifacts)
}

/// Keeps look-ups of users and hosts inside an executable that holds the C library.
const OWN_SERVICES: &str = include_str!("../../assembly/own_services.s");

/// The file name of the library that `utility` loads into other programs.
pub fn preload(utility: &str) -> String {
    format!("lib{utility}.so")
}

/// What Cargo built: paths by the name of the executable or library.
pub type Artifacts = BTreeMap<String, PathBuf>;

/// Builds the executables of `utilities` with Cargo, which shows its own progress bar.
pub(crate) fn compile(variant: &Variant, utilities: &[String]) -> Result<Artifacts> {
    note!(
        "{:>12} {} ({} profile)",
        "Variant",
        variant.name,
        variant.profile
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
    let messages = child.stdout.take().context("cargo has no output")?;
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
