//! Where things are in the work tree, and which utilities it holds.

use crate::model::usage::Usage;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The name of the multicall executable, a utility folder like the others.
pub const MULTICALL: &str = "coreutils";

/// Before the name of a utility, this makes the name of its package and library.
pub const PREFIX: &str = "cl_";

/// The top of the work tree.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask lies in the workspace")
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The folder of the finished trees.
pub fn trees() -> PathBuf {
    target().join("corelink")
}

/// The package of a utility. `[` is no name that Cargo takes.
pub fn package(utility: &str) -> String {
    format!(
        "{PREFIX}{}",
        if utility == "[" { "bracket" } else { utility }
    )
}

/// The name of a utility's executable and of its integration tests, as Cargo knows them: rustc
/// takes no `[`.
pub fn target_name(utility: &str) -> String {
    package(utility).trim_start_matches(PREFIX).to_owned()
}

/// The utility that Cargo knows as the target `name`, an executable or a test.
pub fn utility_of_target(name: &str) -> &str {
    if name == "bracket" { "[" } else { name }
}

/// Those of the utilities that load something into other programs: a library by itself, in
/// `utils/NAME/preload`, that is called `libNAME.so`.
pub fn preloads(utilities: &[String]) -> Vec<&String> {
    let has_one = |utility: &&String| {
        let folder = root().join("utils").join(utility);
        folder.join("preload/Cargo.toml").exists()
    };
    utilities.iter().filter(has_one).collect()
}

/// Does a utility's manifest say that hardly a run of it needs the library?
///
/// # Errors
/// It can't be read.
pub fn needs_library_late(utility: &str) -> Result<bool> {
    let manifest = root().join("utils").join(utility).join("Cargo.toml");
    let text = fs::read_to_string(&manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let manifest: toml::Table = toml::from_str(&text)?;
    let corelink = manifest
        .get("package")
        .and_then(|package| package.get("metadata")?.get("corelink"));
    Ok(corelink.is_some_and(|c| c.get("library") == Some(&"late".into())))
}

/// All utilities, sorted, without the multicall executable.
///
/// # Errors
/// The folder can't be read.
pub fn utilities() -> Result<Vec<String>> {
    let folder = root().join("utils");
    let mut names = Vec::new();
    for entry in
        fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().join("Cargo.toml").exists() && name != MULTICALL {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// The utilities called so, all where no name is given.
///
/// # Errors
/// A usage error that says which name is unknown.
pub fn utilities_named(names: &[String]) -> Result<Vec<String>> {
    let all = utilities()?;
    if names.is_empty() {
        return Ok(all);
    }
    match names.iter().find(|n| !all.contains(n)) {
        Some(name) => Err(Usage(format!(
            "unknown utility '{name}': there are {}",
            all.join(", ")
        ))
        .into()),
        None => Ok(names.to_vec()),
    }
}
