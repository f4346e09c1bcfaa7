//! Peers: other coreutils of the machine. Executables are asked what they are, since a path may lead to
//! any of them.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::model::probe;
use crate::model::tree::Tree;
use crate::model::usage::Usage;

/// The label of GNU's coreutils.
pub(crate) const GNU: &str = "gnu";

/// An executable that holds many utilities, and how it is recognised and asked for them.
struct Multicall {
    label: &'static str,
    executable: &'static str,
    /// Its version contains one of these.
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

/// Coreutils with an executable for each utility: the version of each says whose it is.
struct Family {
    label: &'static str,
    /// Its version contains all of one of these.
    signs: &'static [&'static [&'static str]],
}

const FAMILIES: &[Family] = &[
    Family {
        label: GNU,
        // GNU's dd leaves out the first word.
        signs: &[
            &["(GNU coreutils)"],
            &["(coreutils)", "Free Software Foundation"],
        ],
    },
    Family {
        label: "uutils",
        signs: &[&["uutils"]],
    },
];

/// Folders of executables. A user's PATH may lack those for the superuser.
const OF_THE_SYSTEM: [&str; 4] = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

/// Finds the peers in the folders of PATH and of the system. Links to multicall executables are
/// made below `folder`.
pub(crate) fn find(utilities: &BTreeSet<String>, folder: &Path) -> Result<Vec<Tree>> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = Vec::new();
    for place in env::split_paths(&path).chain(OF_THE_SYSTEM.map(PathBuf::from)) {
        if let Ok(place) = place.canonicalize()
            && !folders.contains(&place)
        {
            folders.push(place);
        }
    }
    find_in(&folders, utilities, folder)
}

fn find_in(folders: &[PathBuf], utilities: &BTreeSet<String>, links: &Path) -> Result<Vec<Tree>> {
    let mut peers: Vec<Tree> = Vec::new();
    for place in folders {
        let found = [installed(place, folders, utilities)]
            .into_iter()
            .chain(MULTICALLS.iter().map(|peer| linked(peer, place, links)));
        for tree in found {
            if let Some(tree) = tree?
                && !peers.iter().any(|peer| peer.label == tree.label)
            {
                peers.push(tree);
            }
        }
    }
    peers.sort_by_key(|peer| FAMILIES[0].label != peer.label);
    Ok(peers)
}

/// The tree of `--against LABEL=DIR`. DIR holds executables, or a folder `bin` of them.
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

/// The executables of a family and version, in a folder whose own `ls` belongs to it, and missing
/// ones from the other folders.
fn installed(
    place: &Path,
    folders: &[PathBuf],
    utilities: &BTreeSet<String>,
) -> Result<Option<Tree>> {
    let Some(said) = ask(&place.join("ls"), &["--version"]) else {
        return Ok(None);
    };
    let Some(family) = FAMILIES.iter().find(|family| family.has(&said)) else {
        return Ok(None);
    };
    let mut tree = Tree::open(family.label, &first_line(&said), place)?;
    // Distributions take `kill` or `uptime` from other packages.
    let own = |folder: &Path, name: &str| {
        // `test` takes --version as an operand.
        let program = folder.join(if name == "test" { "[" } else { name });
        ask(&program, &["--version"])
            .is_some_and(|text| family.has(&text) && version(&text) == version(&said))
    };
    tree.keep(&|name| utilities.contains(name) && own(place, name));
    let lacks: Vec<String> = utilities.difference(tree.utilities()).cloned().collect();
    for name in lacks {
        if let Some(folder) = folders.iter().find(|folder| own(folder, &name)) {
            tree.add(&name, folder.join(&name));
        }
    }
    Ok(Some(tree))
}

impl Family {
    fn has(&self, version: &str) -> bool {
        let all = |parts: &&[&str]| parts.iter().all(|part| version.contains(part));
        // corelink's own versions name GNU coreutils, too.
        !version.contains("corelink") && self.signs.iter().any(all)
    }
}

/// The last word of the first line.
fn version(text: &str) -> Option<&str> {
    text.lines().next()?.split_whitespace().next_back()
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

/// The output of a program, empty if it can't be run.
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
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

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

    /// A program that prints this when asked for its version.
    fn program(folder: &Path, name: &str, says: &str) {
        let (text, path) = (folder.join("text"), folder.join(name));
        fs::write(&text, format!("#!/bin/sh\nprintf '%s\\n' \"{says}\"\n")).unwrap();
        fs::set_permissions(&text, fs::Permissions::from_mode(0o755)).unwrap();
        // The kernel runs no file that is open for writing, and a child of another test may have
        // inherited the descriptor.
        let copied = Command::new("cp").arg(&text).arg(&path).status();
        assert!(copied.unwrap().success());
    }

    #[test]
    fn a_family_is_found_in_all_folders() {
        let root = tempfile::tempdir().unwrap();
        let folders = ["bin", "sbin", "old"].map(|name| root.path().join(name));
        folders
            .iter()
            .for_each(|folder| fs::create_dir(folder).unwrap());
        let [bin, sbin, old] = &folders;
        let foundation = "Copyright (C) 2022 Free Software Foundation, Inc.";
        program(bin, "ls", "ls (GNU coreutils) 9.1");
        program(bin, "dd", &format!("dd (coreutils) 9.1\n{foundation}"));
        program(bin, "kill", "kill from procps-ng 4.0.2");
        program(bin, "cat", "cat (coreutils) 9.1");
        program(old, "chroot", "chroot (GNU coreutils) 8.32");
        program(sbin, "chroot", "chroot (GNU coreutils) 9.1");
        program(sbin, "ls", "ls from somewhere else");
        let ours = "wc (corelink coreutils) 9.11\ncorelink 0.1.0, following GNU coreutils 9.11";
        program(bin, "wc", ours);
        let all = ["cat", "chroot", "dd", "kill", "ls", "wc"].map(str::to_owned);
        let all = BTreeSet::from(all);
        let order = [bin, old, sbin].map(Clone::clone);
        let peers = find_in(&order, &all, root.path()).unwrap();
        assert_eq!(peers.len(), 1);
        let gnu = &peers[0];
        assert_eq!(
            (gnu.label.as_str(), gnu.description.as_str()),
            ("gnu", "ls (GNU coreutils) 9.1")
        );
        let names: Vec<&str> = gnu.utilities().iter().map(String::as_str).collect();
        assert_eq!(names, ["chroot", "dd", "ls"]);
        assert_eq!(gnu.executable("chroot"), sbin.join("chroot"));
        assert_eq!(gnu.executable("ls"), bin.join("ls"));
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
