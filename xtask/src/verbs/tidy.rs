//! `cargo xtask tidy`: what the compiler can't check. Where a utility's folder, registration,
//! tests and header disagree, it says so; and where the source breaks a rule of the house.

mod complete;
mod documents;
mod figures;
mod source;
pub mod utility;

use crate::model::{registration, workspace};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    /// Rewrite what is generated
    #[arg(long)]
    fix: bool,
}

/// Runs the verb.
///
/// # Errors
/// There are findings; they were listed.
pub fn run(options: &Options, cli: &clap::Command) -> Result<()> {
    if options.fix {
        for file in registration::update(workspace::root(), &workspace::utilities()?)? {
            println!("wrote {}", relative(workspace::root(), &file));
        }
        let (documents, _) = figures::outdated(workspace::root())?;
        for (file, text) in documents {
            fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
            println!("wrote {}", relative(workspace::root(), &file));
        }
    }
    let findings = check(cli)?;
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("one thing is not tidy: see above"),
        n => bail!("{n} things are not tidy: see above"),
    }
}

/// What is not tidy in the work tree, a line each.
///
/// # Errors
/// A file can't be read.
pub fn check(cli: &clap::Command) -> Result<Vec<String>> {
    let root = workspace::root();
    let mut findings = Vec::new();
    for folder in folders(root)? {
        findings.extend(utility::findings(
            &root.join("utils").join(&folder),
            &folder,
        ));
    }
    let utilities = workspace::utilities()?;
    findings.extend(complete::findings(&utilities));
    let (documents, unknown) = figures::outdated(root)?;
    findings.extend(unknown);
    let registration = registration::outdated(root, &utilities)?;
    for (file, _) in registration.iter().chain(&documents) {
        findings.push(format!(
            "{}: out of date: run `cargo xtask tidy --fix`",
            relative(root, file)
        ));
    }
    for top in ["shared", "utils", "xtask"] {
        for file in sources(&root.join(top)) {
            let name = relative(root, &file);
            findings.extend(source::findings(&name, &fs::read_to_string(&file)?));
        }
    }
    findings.extend(documents::findings(root, cli)?);
    Ok(findings)
}

/// All that is in `utils`, sorted: also what is no utility and should not be there.
fn folders(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("utils"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The Rust files below a folder, sorted.
fn sources(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

fn relative(root: &Path, file: &Path) -> String {
    file.strip_prefix(root)
        .unwrap_or(file)
        .display()
        .to_string()
}
