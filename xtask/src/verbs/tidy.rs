//! `cargo xtask tidy`: rules that the compiler can't check. It reports where a utility's folder,
//! registration, tests and header disagree, where documents are out of date, and where the source
//! breaks a rule of CONTRIBUTING.md.

mod arms;
mod documents;
mod figures;
mod layers;
mod links;
mod names;
mod programs;
mod source;
mod tokens;
pub mod utility;

use crate::model::{profiles, registration, workspace};
use anyhow::{Context, Result, bail};
use closed_set::{output, say};
use layers::{CRATES, Modules};
use proc_macro2::TokenTree;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Options {
    /// Rewrite what is generated
    #[arg(long)]
    fix: bool,
    /// List the modules by layer, and the import circles between them
    #[arg(long)]
    layers: bool,
}

/// Checks the work tree, or lists its layers.
///
/// # Errors
/// There are findings, which were printed, or a file can't be read.
pub fn run(options: &Options, cli: &clap::Command) -> Result<()> {
    let root = workspace::root();
    if options.layers {
        let files = parse_all(root)?;
        for of in CRATES {
            output::text(format_args!("{}", modules(of, &files).list()));
        }
        return Ok(());
    }
    if options.fix {
        let utilities = workspace::utilities()?;
        let mut stale = registration::outdated(root, &utilities)?;
        stale.extend(profiles::outdated(root, &utilities)?);
        stale.extend(figures::outdated(root)?.0);
        for (file, text) in stale {
            fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
            say!("wrote {}", workspace::relative(root, &file));
        }
    }
    // Figures are older than the sources after most changes: that is no reason to fail.
    for warning in figures::old(root)? {
        say!("warning: {warning}");
    }
    let findings = check(cli)?;
    for finding in &findings {
        say!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        1 => bail!("1 finding, see above"),
        n => bail!("{n} findings, see above"),
    }
}

/// Returns what is not tidy in the work tree, a line each.
///
/// # Errors
/// A file can't be read, or is not Rust.
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
    let (documents, unknown) = figures::outdated(root)?;
    findings.extend(unknown);
    let mut stale = registration::outdated(root, &utilities)?;
    stale.extend(profiles::outdated(root, &utilities)?);
    for (file, _) in stale.iter().chain(&documents) {
        findings.push(format!(
            "{}: out of date: run `cargo xtask tidy --fix`",
            workspace::relative(root, file)
        ));
    }
    let files = parse_all(root)?;
    for file in &files {
        findings.extend(source::findings(&file.name, &file.text, &file.tokens));
        findings.extend(names::findings(&file.name, &file.code));
        findings.extend(arms::findings(&file.name, &file.code));
    }
    for of in CRATES {
        findings.extend(modules(of, &files).findings());
    }
    findings.extend(documents::findings(root, cli)?);
    Ok(findings)
}

/// A Rust file.
struct File {
    /// Its path from the top of the work tree.
    name: String,
    text: String,
    tokens: Vec<TokenTree>,
    /// The tokens without what is compiled for tests.
    code: Vec<TokenTree>,
}

fn parse_all(root: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for top in ["shared", "utils", "xtask"] {
        // A skeleton is Rust once its placeholders are filled in.
        for path in
            sources(&root.join(top)).filter(|path| !path.starts_with(root.join("xtask/skeleton")))
        {
            let name = workspace::relative(root, &path);
            let text = fs::read_to_string(&path)?;
            let tokens = tokens::of(&text).with_context(|| name.clone())?;
            let is_test = name.contains("/tests/") || name.ends_with("/tests.rs");
            let code = match is_test {
                true => Vec::new(),
                false => tokens::without_tests(&tokens),
            };
            files.push(File {
                name,
                text,
                tokens,
                code,
            });
        }
    }
    for name in test_files(&files) {
        let of_tests = files.iter_mut().filter(|file| file.name == name);
        of_tests.for_each(|file| file.code.clear());
    }
    Ok(files)
}

/// The files that are declared as modules for tests only.
fn test_files(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        let (folder, stem) = file.name.rsplit_once('/').unwrap_or_default();
        let folder = match stem {
            "mod.rs" | "lib.rs" | "main.rs" => folder,
            _ => file.name.trim_end_matches(".rs"),
        };
        let modules = tokens::test_modules(&file.tokens).into_iter();
        found.extend(modules.map(|module| format!("{folder}/{module}.rs")));
    }
    found
}

fn modules(of: &'static layers::Crate, files: &[File]) -> Modules {
    let files = files
        .iter()
        .map(|file| (file.name.as_str(), file.code.as_slice()));
    Modules::new(of, files)
}

/// All entries of `utils`, sorted, including those that are not utilities.
fn folders(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join("utils"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The Rust files below a folder, sorted.
fn sources(folder: &Path) -> impl Iterator<Item = PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
}
