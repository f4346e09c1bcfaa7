//! The work tree: where things are, its utilities, and what their manifests say.

use crate::model::usage::Usage;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The name of the multicall executable, which is a folder of `utils` like the others.
pub const MULTICALL: &str = "coreutils";

/// The prefix that makes the name of a utility the name of its package and library.
pub const PREFIX: &str = "cl_";

/// The environment variable that names the top of another work tree to work on.
pub const ROOT: &str = "CORELINK_ROOT";

/// The top of the work tree.
pub fn root() -> &'static Path {
    static OTHER: OnceLock<Option<PathBuf>> = OnceLock::new();
    let other = OTHER.get_or_init(|| std::env::var_os(ROOT).map(PathBuf::from));
    other.as_deref().unwrap_or_else(|| {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        xtask.parent().expect("xtask is a folder of the workspace")
    })
}

/// The path of a file from `root`, for messages.
pub fn relative(root: &Path, file: &Path) -> String {
    let below = file.strip_prefix(root).unwrap_or(file);
    below.display().to_string()
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

/// The package of a utility. Cargo doesn't accept `[` in names.
pub fn package(utility: &str) -> String {
    format!(
        "{PREFIX}{}",
        if utility == "[" { "bracket" } else { utility }
    )
}

/// The name of a utility's executable and of its integration tests in Cargo, which doesn't accept
/// `[`.
pub fn target_name(utility: &str) -> String {
    package(utility).trim_start_matches(PREFIX).to_owned()
}

/// The utility of Cargo's target `name`, an executable or a test.
pub fn utility_of_target(name: &str) -> &str {
    if name == "bracket" { "[" } else { name }
}

/// The utilities among `utilities` that load a library into other programs. The library is a
/// package of its own in `utils/NAME/preload`, and is called `libNAME.so`.
pub fn preloads(utilities: &[String]) -> Vec<&String> {
    let has_one = |utility: &&String| {
        let folder = root().join("utils").join(utility);
        folder.join("preload/Cargo.toml").exists()
    };
    utilities.iter().filter(has_one).collect()
}

/// What a utility's manifest says in `[package.metadata.corelink]`.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Metadata {
    /// Install it only when it is named. Debian's coreutils has no such utility, and another
    /// package has a richer one.
    pub by_name_only: bool,
    /// When an executable of a closed set loads the library: at its start if `None`.
    pub library: Option<Loading>,
    /// How the lean profile optimises the utility, if not for size.
    pub opt_level: Option<u8>,
    /// Arguments with which it waits for standard input. `FILE`, `FOLDER`, `PIPE` and `NEW` stand
    /// for a small file, a folder, a pipe that is never written to, and an unused name.
    pub waits_for_input: Option<Vec<String>>,
    /// Arguments with which it waits to write to standard output, a pipe that is full.
    pub waits_for_output: Option<Vec<String>>,
}

/// When an executable loads the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loading {
    /// At the first call of one of its functions, in a utility that hardly ever makes one.
    Late,
}

impl Metadata {
    /// The metadata of a utility below `root`.
    ///
    /// # Errors
    /// The manifest can't be read, or has an unknown key.
    pub fn of(root: &Path, utility: &str) -> Result<Self> {
        let file = root.join("utils").join(utility).join("Cargo.toml");
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let manifest: toml::Table = toml::from_str(&text)?;
        Self::from_manifest(&manifest).with_context(|| format!("cannot read {}", file.display()))
    }

    /// The metadata in a manifest.
    ///
    /// # Errors
    /// A key is unknown, or a value has the wrong type.
    pub fn from_manifest(manifest: &toml::Table) -> Result<Self> {
        let corelink = manifest
            .get("package")
            .and_then(|package| package.get("metadata")?.get("corelink"));
        match corelink {
            Some(table) => Ok(table.clone().try_into()?),
            None => Ok(Self::default()),
        }
    }
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

/// The utilities that are installed only when they are named.
///
/// # Errors
/// A manifest can't be read.
pub fn by_name_only() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for utility in utilities()? {
        if Metadata::of(root(), &utility)?.by_name_only {
            names.push(utility);
        }
    }
    Ok(names)
}

/// The utilities that match some patterns; all if there are no patterns.
///
/// # Errors
/// A usage error if nothing matches a pattern.
pub fn utilities_named(patterns: &[String]) -> Result<Vec<String>> {
    let all = utilities()?;
    match patterns {
        [] => Ok(all),
        patterns => select(patterns, &all),
    }
}

/// The names that match some patterns, in the order of the patterns, each once. A pattern has the
/// wildcards of the crate `glob`: `*`, `?` and `[…]`.
///
/// # Errors
/// A usage error if nothing matches a pattern.
pub fn select(patterns: &[String], names: &[String]) -> Result<Vec<String>> {
    let mut selected = Vec::new();
    for text in patterns {
        // The name `[` is no valid pattern.
        let pattern = glob::Pattern::new(text).unwrap_or_default();
        let matches = |name: &&String| *name == text || pattern.matches(name);
        let before = selected.len();
        let mut repeated = false;
        for name in names.iter().filter(matches) {
            repeated |= selected.contains(name);
            if !selected.contains(name) {
                selected.push(name.clone());
            }
        }
        if selected.len() == before && !repeated {
            let there = names.join(", ");
            return Err(Usage(format!("unknown utility '{text}': there are {there}")).into());
        }
    }
    Ok(selected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_select_names() {
        let names = ["[", "b2sum", "sha1sum", "sha256sum"].map(str::to_owned);
        let selected = |patterns: &[&str]| {
            let patterns: Vec<String> = patterns.iter().map(|&p| p.to_owned()).collect();
            select(&patterns, &names)
        };
        assert_eq!(
            selected(&["sha*sum", "b2sum"]).unwrap(),
            ["sha1sum", "sha256sum", "b2sum"]
        );
        assert_eq!(selected(&["[", "b*", "b2sum"]).unwrap(), ["[", "b2sum"]);
        assert_eq!(selected(&["sha?sum"]).unwrap(), ["sha1sum"]);
        for unknown in ["x*", "", "[b", "sha"] {
            assert!(selected(&[unknown]).unwrap_err().is::<Usage>(), "{unknown}");
        }
    }

    #[test]
    fn metadata_is_read_from_a_manifest() {
        let parse = |text: &str| Metadata::from_manifest(&toml::from_str(text).unwrap());
        let manifest = |text: &str| {
            parse(&format!(
                "[package]\nname = \"x\"\n[package.metadata.corelink]\n{text}"
            ))
        };
        let metadata = manifest("library = \"late\"\nopt-level = 2\nwaits-for-input = [\"-\"]");
        let expected = Metadata {
            by_name_only: false,
            library: Some(Loading::Late),
            opt_level: Some(2),
            waits_for_input: Some(vec!["-".to_owned()]),
            waits_for_output: None,
        };
        assert_eq!(metadata.unwrap(), expected);
        assert_eq!(parse("[package]").unwrap(), Metadata::default());
        assert!(manifest("opt_level = 2").is_err());
    }
}
