//! The registration of utilities: in the multicall utility, a feature and a dependency for each in
//! its manifest, and a row for each in its table; in the program that writes manual pages, a
//! dependency and a row. All are generated from the folders that exist.

use crate::model::workspace::{self, MULTICALL};
use anyhow::{Context, Result};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The last line of the manifest that is written by hand.
const MARKER: &str =
    "# From here on `cargo xtask tidy --fix` writes: one feature and one dependency a utility.\n";

/// The same, in the manifest of the program that writes manual pages.
const DOCUMENTS_MARKER: &str =
    "# From here on `cargo xtask tidy --fix` writes: a dependency for each utility.\n";

/// The files of the registration below `root` that are out of date, with their new text.
///
/// # Errors
/// A file can't be read, or the marker is missing from the manifest.
pub fn outdated(root: &Path, utilities: &[String]) -> Result<Vec<(PathBuf, String)>> {
    let multicall = root.join("utils").join(MULTICALL);
    let documents = root.join("xtask/documents");
    let should_be = [
        manifest(&multicall, MARKER, &dependencies(utilities))?,
        (multicall.join("src/utilities.rs"), table(utilities)),
        manifest(&documents, DOCUMENTS_MARKER, &documented(utilities))?,
        (documents.join("src/utilities.rs"), command_lines(utilities)),
    ];
    let differs =
        |(file, text): &(PathBuf, String)| fs::read(file).ok().as_deref() != Some(text.as_bytes());
    Ok(should_be.into_iter().filter(differs).collect())
}

/// The manifest of a folder, with everything after `marker` replaced by `generated`.
fn manifest(folder: &Path, marker: &str, generated: &str) -> Result<(PathBuf, String)> {
    let file = folder.join("Cargo.toml");
    let old = read(&file)?;
    let (by_hand, _) = old
        .split_once(marker)
        .with_context(|| format!("{} lacks the line '{}'", file.display(), marker.trim()))?;
    let text = [by_hand, marker, generated].concat();
    Ok((file, text))
}

/// Brings the registration below `root` up to date. Returns the files that changed.
///
/// # Errors
/// A file can't be read or written.
pub fn update(root: &Path, utilities: &[String]) -> Result<Vec<PathBuf>> {
    let mut changed = Vec::new();
    for (file, text) in outdated(root, utilities)? {
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        changed.push(file);
    }
    Ok(changed)
}

/// The generated part of the manifest.
fn dependencies(utilities: &[String]) -> String {
    let mut text = String::from("[features]\ndefault = [\n");
    for utility in utilities {
        let _ = writeln!(text, "    \"{}\",", feature(utility));
    }
    text.push_str("]\n");
    for utility in utilities {
        let (feature, package) = (feature(utility), workspace::package(utility));
        let _ = writeln!(text, "{feature} = [\"dep:{package}\"]");
    }
    for utility in utilities {
        let package = workspace::package(utility);
        let _ = write!(
            text,
            "\n[dependencies.{package}]\npath = \"../{utility}\"\noptional = true\n"
        );
    }
    text
}

/// The text of the module with the table.
fn table(utilities: &[String]) -> String {
    let mut text = String::from(include_str!("../../skeleton/utilities.rs"));
    for utility in utilities {
        let (feature, package) = (feature(utility), workspace::package(utility));
        let _ = writeln!(
            text,
            "    utility!(\"{utility}\", \"{feature}\", {package}::run),"
        );
    }
    text.push_str("];\n");
    text
}

/// The generated dependencies of the program that writes manual pages.
fn documented(utilities: &[String]) -> String {
    let mut text = String::new();
    for utility in utilities {
        let package = workspace::package(utility);
        let _ = writeln!(text, "{package} = {{ path = \"../../utils/{utility}\" }}");
    }
    text
}

/// The text of that program's table.
fn command_lines(utilities: &[String]) -> String {
    let mut text = String::from(include_str!("../../skeleton/documents.rs"));
    for utility in utilities {
        let package = workspace::package(utility);
        let _ = writeln!(text, "    (\"{utility}\", {package}::cli, {package}::run),");
    }
    text.push_str("];\n");
    text
}

/// The Cargo feature of the multicall utility for `utility`.
fn feature(utility: &str) -> String {
    workspace::package(utility)
        .trim_start_matches(workspace::PREFIX)
        .to_owned()
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
