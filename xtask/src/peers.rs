//! Peers: the other coreutils of the machine, found by asking what runs, never by path alone.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::Usage;
use crate::measure::probe;
use crate::measure::tree::Tree;

/// One executable that is many utilities, and how it is told and asked for them.
struct Multicall {
    label: &'static str,
    executable: &'static str,
    /// What it says when asked for its version contains one of these.
    signs: &'static [&'static str],
    version: &'static [&'static str],
    list: &'static [&'static str],
}

const MULTICALLS: &[Multicall] = &[
    Multicall {
        label: "busybox",
        executable: "busybox",
        signs: &["BusyBox v"],
        version: &[],
        list: &["--list"],
    },
    Multicall {
        label: "toybox",
        executable: "toybox",
        signs: &["toybox "],
        version: &["--version"],
        list: &[],
    },
    Multicall {
        label: "uutils",
        executable: "coreutils",
        signs: &["uutils", "(multi-call binary)"],
        version: &["--version"],
        list: &["--list"],
    },
];

/// Folders whose own `ls` says whose it is.
const FAMILIES: &[(&str, &str)] = &[("gnu", "GNU coreutils"), ("uutils", "uutils")];

/// The peers in the folders of PATH; links to multicall executables are made below `folder`.
pub(crate) fn find(utilities: &BTreeSet<String>, folder: &Path) -> Result<Vec<Tree>> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for place in env::split_paths(&path).chain(["/usr/bin".into(), "/bin".into()]) {
        if let Ok(place) = place.canonicalize()
            && !folders.contains(&place)
        {
            folders.push(place);
        }
    }
    let mut peers: Vec<Tree> = Vec::new();
    for place in &folders {
        let found = [installed(place, utilities)]
            .into_iter()
            .chain(MULTICALLS.iter().map(|peer| linked(peer, place, folder)));
        for tree in found {
            if let Some(tree) = tree?
                && !peers.iter().any(|peer| peer.label == tree.label)
            {
                peers.push(tree);
            }
        }
    }
    peers.sort_by_key(|peer| FAMILIES[0].0 != peer.label);
    Ok(peers)
}

/// The tree that `--against LABEL=DIR` names; DIR is a folder of executables, or has a `bin`.
pub(crate) fn against(argument: &str) -> Result<Tree> {
    let usage = |problem: &str| Usage(format!("--against '{argument}': {problem}"));
    let (label, folder) = argument
        .split_once('=')
        .filter(|(label, folder)| !label.is_empty() && !folder.is_empty())
        .ok_or_else(|| usage("write it as LABEL=DIR"))?;
    let folder = Path::new(folder);
    if !folder.is_dir() {
        return Err(usage("there is no such folder").into());
    }
    let inner = folder.join("bin");
    let bin = if inner.is_dir() { &inner } else { folder };
    let description = format!("the executables in {}", bin.display());
    Tree::open(label, &description, bin).map_err(|error| usage(&error.to_string()).into())
}

/// A folder of executables that belong to one of the families.
fn installed(place: &Path, utilities: &BTreeSet<String>) -> Result<Option<Tree>> {
    let Some(version) = ask(&place.join("ls"), &["--version"]) else {
        return Ok(None);
    };
    let Some((label, sign)) = FAMILIES.iter().find(|(_, sign)| version.contains(sign)) else {
        return Ok(None);
    };
    let mut tree = Tree::open(label, &first_line(&version), place)?;
    // Distributions put other packages' `kill` or `uptime` beside the family's `ls`.
    let own =
        |name: &str| ask(&place.join(name), &["--version"]).is_some_and(|text| text.contains(sign));
    // `test` alone takes --version for an operand.
    tree.keep(&|name| utilities.contains(name) && own(if name == "test" { "[" } else { name }));
    Ok(Some(tree))
}

/// A tree of links to a multicall executable, as its users install it.
fn linked(peer: &Multicall, place: &Path, folder: &Path) -> Result<Option<Tree>> {
    let executable = place.join(peer.executable);
    let Some(version) = ask(&executable, peer.version) else {
        return Ok(None);
    };
    if !peer.signs.iter().any(|sign| version.contains(sign)) || version.contains("GNU coreutils") {
        return Ok(None);
    }
    let Some(list) = ask(&executable, peer.list) else {
        return Ok(None);
    };
    let bin = folder.join(peer.label).join("bin");
    let make = || {
        if bin.exists() {
            fs::remove_dir_all(&bin)?;
        }
        fs::create_dir_all(&bin)?;
        list.split_whitespace()
            .filter(|name| !name.contains('/'))
            .collect::<BTreeSet<_>>()
            .iter()
            .try_for_each(|name| symlink(&executable, bin.join(name)))
    };
    make().with_context(|| format!("cannot make links in {}", bin.display()))?;
    let description = format!("{}, one executable", first_line(&version));
    Tree::open(peer.label, &description, &bin).map(Some)
}

/// What a program prints; none where it cannot be run.
fn ask(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = probe::clean(program).args(arguments).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn first_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn against_says_what_is_wrong() {
        for (argument, problem) in [
            ("x", "--against 'x': write it as LABEL=DIR"),
            ("=/usr/bin", "--against '=/usr/bin': write it as LABEL=DIR"),
            ("x=", "--against 'x=': write it as LABEL=DIR"),
            (
                "x=/nowhere",
                "--against 'x=/nowhere': there is no such folder",
            ),
        ] {
            let error = against(argument).unwrap_err();
            assert!(error.is::<Usage>());
            assert_eq!(error.to_string(), problem);
        }
        let empty = tempfile::tempdir().unwrap();
        let argument = format!("x={}", empty.path().display());
        assert!(
            against(&argument)
                .unwrap_err()
                .to_string()
                .contains("no executables in")
        );
    }

    #[test]
    fn against_takes_a_folder_and_a_prefix() {
        let own = std::env::current_exe().unwrap();
        let prefix = tempfile::tempdir().unwrap();
        let bin = prefix.path().join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(&own, bin.join("cat")).unwrap();
        for folder in [prefix.path(), &bin] {
            let tree = against(&format!("mine={}", folder.display())).unwrap();
            assert_eq!(tree.label, "mine");
            assert_eq!(tree.executable("cat"), bin.join("cat"));
        }
    }
}
