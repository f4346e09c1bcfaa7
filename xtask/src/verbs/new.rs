//! `cargo xtask new NAME`: creates the folder of a utility that compiles and has a test, and registers
//! it in the multicall utility.

use crate::model::{registration, toolchain, usage::Usage, workspace};
use anyhow::{Context, Result};
use closed_set::say;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

#[derive(clap::Args)]
pub struct Options {
    /// The utility's name
    name: String,

    /// What it does, as in "Concatenate files to standard output"
    #[arg(long, value_name = "TEXT", default_value = "Not described yet")]
    about: String,
}

pub fn run(options: &Options) -> Result<()> {
    let folder = make(workspace::root(), options)?;
    registration::update(workspace::root(), &workspace::utilities()?)?;
    // Lists the new package in Cargo.lock. If this fails, the next build does it.
    let _ = toolchain::cargo()
        .args(["update", "--workspace", "--offline", "--quiet"])
        .current_dir(workspace::root())
        .stderr(Stdio::null())
        .status();
    say!(
        "{}: write src/lib.rs and tests/, then `cargo test --package {}`",
        folder.display(),
        workspace::package(&options.name)
    );
    Ok(())
}

/// Creates the folder below `root`. It is renamed into place, because Cargo refuses the whole
/// workspace if a member is incomplete.
fn make(root: &Path, options: &Options) -> Result<PathBuf> {
    let name = &options.name;
    check(options)?;
    let folder = root.join("utils").join(name);
    if folder.exists() {
        return Err(Usage(format!("the utility '{name}' exists already")).into());
    }
    let new = root.join(format!(".new-{name}"));
    let made = fill(&new, options).and_then(|()| Ok(fs::rename(&new, &folder)?));
    if made.is_err() {
        let _ = fs::remove_dir_all(&new);
    }
    made.with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

fn check(options: &Options) -> Result<()> {
    let name = &options.name;
    let is_word = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !is_word && name != "[" {
        return Err(Usage(format!(
            "no name for a utility: '{name}': lower-case letters and digits are allowed, and '['"
        ))
        .into());
    }
    if options
        .about
        .contains(|c: char| c.is_control() || "\"\\".contains(c))
    {
        return Err(Usage("--about: give one line without quotes or backslashes".into()).into());
    }
    Ok(())
}

fn fill(folder: &Path, options: &Options) -> Result<()> {
    let name = options.name.as_str();
    let test = format!("tests/{}.rs", workspace::target_name(name));
    let files = [
        ("Cargo.toml", include_str!("../../skeleton/Cargo.toml")),
        ("src/lib.rs", include_str!("../../skeleton/lib.rs")),
        ("src/main.rs", include_str!("../../skeleton/main.rs")),
        (&test, include_str!("../../skeleton/tests.rs")),
    ];
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        let text = text
            .replace("{NAME}", name)
            .replace("{TARGET}", &workspace::target_name(name))
            .replace("{PACKAGE}", &workspace::package(name))
            .replace("{NODE}", if name == "[" { "test" } else { name })
            .replace("{ABOUT}", options.about.trim_end_matches('.'));
        fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(name: &str, about: &str) -> Options {
        Options {
            name: name.into(),
            about: about.into(),
        }
    }

    #[test]
    fn a_new_folder_is_whole_and_tidy() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("utils")).unwrap();
        for name in ["b2sum", "["] {
            let folder = make(root.path(), &options(name, "Do it.")).unwrap();
            let findings = crate::verbs::tidy::utility::findings(&folder, name);
            let skeleton = "src/lib.rs: is still the skeleton that `new` made";
            assert_eq!(findings, [format!("utils/{name}/{skeleton}")]);
        }
        assert_eq!(
            fs::read_dir(root.path()).unwrap().count(),
            1,
            "nothing is left"
        );
        let error = make(root.path(), &options("b2sum", "x")).unwrap_err();
        assert!(error.is::<Usage>(), "{error:#}");
    }

    #[test]
    fn odd_names_are_refused() {
        let root = tempfile::tempdir().unwrap();
        for name in ["", "Ls", "a/b", "..", "2to3", "a_b", "[[", "é"] {
            let error = make(root.path(), &options(name, "x")).unwrap_err();
            assert!(error.is::<Usage>(), "{name}: {error:#}");
        }
        assert!(make(root.path(), &options("ls", "say \"x\"")).is_err());
    }
}
