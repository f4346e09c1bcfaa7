//! Commands and Makefile targets in the documents exist.

use crate::model::workspace;
use anyhow::Result;
use clap::Command;
use std::fs;
use std::path::{Path, PathBuf};

/// The start of a command of this project.
const XTASK: &str = "cargo xtask ";

/// Returns what is wrong with the documents below `root`, and which files are missing that every
/// work tree needs.
///
/// # Errors
/// A file can't be read.
pub fn findings(root: &Path, cli: &Command) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for needed in ["Cargo.lock", "Makefile", "README.md", "LICENSE"] {
        if !root.join(needed).exists() {
            found.push(format!("{needed}: is missing"));
        }
    }
    let makefile = fs::read_to_string(root.join("Makefile")).unwrap_or_default();
    let documents = documents(root);
    for document in &documents {
        let name = workspace::relative(root, document);
        let text = fs::read_to_string(document)?;
        let mut wrong = match document.extension().is_some_and(|e| e == "md") {
            true => super::links::findings(&text, document, root),
            false => Vec::new(),
        };
        for (number, line) in (1..).zip(text.lines()) {
            let of_line = commands(line, cli).chain(targets(line, &makefile));
            wrong.extend(of_line.map(|finding| (number, finding)));
        }
        wrong.sort();
        let wrong = wrong.into_iter();
        found.extend(wrong.map(|(number, finding)| format!("{name}:{number}: {finding}")));
    }
    found.extend(super::links::forgotten(root, &documents)?);
    Ok(found)
}

/// The Markdown files in the top folder, below `docs` and of the packages in `xtask`, and the
/// Makefile, which has commands too.
pub(super) fn documents(root: &Path) -> Vec<PathBuf> {
    let folders = [("", 1), ("docs", usize::MAX), ("xtask", 2)];
    let mut files: Vec<PathBuf> = folders
        .into_iter()
        .flat_map(|(folder, depth)| walkdir::WalkDir::new(root.join(folder)).max_depth(depth))
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(|path| path.extension().is_some_and(|e| e == "md") || path.ends_with("Makefile"))
        .collect();
    files.sort();
    files
}

/// The verbs and long options on a line that `cargo xtask` does not have.
fn commands(line: &str, cli: &Command) -> impl Iterator<Item = String> + use<> {
    let mut found = Vec::new();
    for rest in line.split(XTASK).skip(1) {
        // A command ends with its code span, or at punctuation of the shell.
        let command = rest
            .split(['`', ';', '#', '|', '&'])
            .next()
            .unwrap_or_default();
        let mut words = command.split_whitespace();
        let verb = words.next().unwrap_or_default();
        if verb.is_empty() || !verb.chars().all(|c| c.is_ascii_lowercase()) {
            continue; // a placeholder
        }
        let Some(known) = cli.find_subcommand(verb) else {
            found.push(format!("there is no `{XTASK}{verb}`"));
            continue;
        };
        for word in words {
            let word = word.trim_start_matches('[');
            let Some(option) = word.strip_prefix("--").filter(|o| !o.is_empty()) else {
                continue;
            };
            let is_of_option = |c: char| c.is_ascii_lowercase() || c == '-';
            let end = option.find(|c| !is_of_option(c)).unwrap_or(option.len());
            let option = &option[..end];
            let exists = known.get_arguments().any(|a| a.get_long() == Some(option));
            if !exists && option != "help" {
                found.push(format!("`{XTASK}{verb}` has no option --{option}"));
            }
        }
    }
    found.into_iter()
}

/// The targets in code spans of a line that the Makefile does not have.
fn targets(line: &str, makefile: &str) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    for rest in line.split("`make ").skip(1) {
        let command = rest.split('`').next().unwrap_or_default();
        let target = command.split_whitespace().find(|word| !word.contains('='));
        let Some(target) = target.filter(|t| t.chars().all(|c| c.is_ascii_lowercase())) else {
            continue;
        };
        if !makefile
            .lines()
            .any(|rule| rule.starts_with(&format!("{target}:")))
        {
            found.push(format!("the Makefile has no target '{target}'"));
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn wrong(line: &str) -> Vec<String> {
        commands(line, &crate::verbs::Cli::command())
            .chain(targets(line, "install:\n"))
            .collect()
    }

    #[test]
    fn commands_are_those_that_exist() {
        for good in [
            "`cargo xtask build static`",
            "cargo xtask install --variant static [--prefix=/usr] # --none",
            "cargo xtask VERB --none",
            "`make install PREFIX=/usr` and make sure",
        ] {
            assert_eq!(wrong(good), [""; 0], "{good}");
        }
        assert_eq!(
            wrong("run `cargo xtask bild`"),
            ["there is no `cargo xtask bild`"]
        );
        assert_eq!(
            wrong("cargo xtask install --variants x --help"),
            ["`cargo xtask install` has no option --variants"]
        );
        assert_eq!(
            wrong("`make VARIANT=static instal`"),
            ["the Makefile has no target 'instal'"]
        );
    }

    #[test]
    fn what_a_work_tree_needs_is_missed() {
        let root = tempfile::tempdir().unwrap();
        let text = "`cargo xtask gone`\n[a](gone.md#b), [c](README.md), [d](https://e)\n\
                    `[f](in code)`, [g]\n\n[g]: <a b.md>\n";
        fs::write(root.path().join("README.md"), text).unwrap();
        assert_eq!(
            findings(root.path(), &crate::verbs::Cli::command()).unwrap(),
            [
                "Cargo.lock: is missing",
                "Makefile: is missing",
                "LICENSE: is missing",
                "README.md:1: there is no `cargo xtask gone`",
                "README.md:2: there is no gone.md",
                "README.md:3: there is no a b.md",
            ]
        );
    }
}
