//! `cargo xtask order`: records which functions run when utilities start, so that the linker can put
//! them next to each other (`link::order`).

use crate::link::{order, tree};
use crate::model::variant::{self, Variant};
use crate::model::{probe, workspace};
use crate::verbs::explain::twin;
use anyhow::{Context, Result, ensure};
use closed_set::note;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Frequent uses of utilities on little input, in a folder that has the files `a` and `b` and the
/// folder `d`.
const STARTS: &[&str] = &[
    "basename d/a",
    "base64 a",
    "cat a",
    "chmod 644 a",
    "cksum a",
    "comm a b",
    "cp a c",
    "cp -a d e",
    "cut -c1 a",
    "date",
    "date +%s",
    "dd if=a of=c status=none",
    "df",
    "dirname d/a",
    "du d",
    "echo a",
    "env true",
    "expr 1 + 1",
    "expr a : a",
    "false",
    "fold a",
    "head a",
    "head -n 1 a",
    "head -c1 a",
    "id",
    "install a c",
    "join a b",
    "ln -sf a l",
    "ls",
    "ls -l",
    "ls -la",
    "md5sum a",
    "mkdir -p f",
    "mktemp -u",
    "mv c g",
    "nl a",
    "nproc",
    "od a",
    "paste a b",
    "printenv HOME",
    "printf %s a",
    "pwd",
    "readlink l",
    "realpath a",
    "rm g",
    "rm -f missing",
    "rmdir f",
    "seq 3",
    "sha256sum a",
    "sleep 0",
    "sort a",
    "split a",
    "stat a",
    "sync a",
    "tac a",
    "tail a",
    "tee h",
    "test a",
    "timeout 9 true",
    "touch a",
    "tr a b",
    "true",
    "truncate -s 3 h",
    "tsort a",
    "tty",
    "uname",
    "uniq a",
    "wc a",
    "wc -l a",
    "whoami",
    "yes --help",
];

/// Functions of more bytes come last if few starts use them: some of them, for checksums, would take more
/// pages than all that starts have in common.
const LARGE: u64 = 2048;
const FEW: usize = 8;

/// Which starts use a function.
#[derive(Default)]
struct Uses {
    starts: BTreeSet<&'static str>,
    is_large: bool,
}

impl Uses {
    fn is_last(&self) -> bool {
        self.is_large && self.starts.len() < FEW
    }
}

#[derive(clap::Args)]
pub(crate) struct Options {}

pub(crate) fn run(_: &Options) -> Result<()> {
    let folder = tempfile::tempdir().context("cannot make a folder")?;
    let place = folder.path();
    let (bin, known) = with_symbols(place)?;
    for file in ["a", "b"] {
        fs::write(place.join(file), "three\nshort\nlines\n")?;
    }
    fs::create_dir(place.join("d"))?;
    let mut uses: BTreeMap<String, Uses> = BTreeMap::new();
    for &start in STARTS {
        for function in started(start, &bin, place)? {
            if let Some(&size) = known.get(&function) {
                let uses = uses.entry(order::plain(&function)).or_default();
                uses.starts.insert(start);
                uses.is_large |= size > LARGE;
            }
        }
    }
    // Among equally common functions, those of the same starts are next to each other.
    let mut names: Vec<(&String, &Uses)> = uses.iter().collect();
    names.sort_by_key(|(_, uses)| (uses.is_last(), Reverse(uses.starts.len()), &uses.starts));
    let text: String = names.iter().map(|(name, _)| format!("{name}\n")).collect();
    fs::write(workspace::root().join(order::RECORD), text)?;
    note!("{} functions are in {}", names.len(), order::RECORD);
    Ok(())
}

/// Copies the tree of the headline variant, with symbols, into a folder. Returns its folder of
/// executables, and the symbols of the library's functions with their sizes.
fn with_symbols(place: &Path) -> Result<(PathBuf, BTreeMap<String, u64>)> {
    let all = workspace::utilities()?;
    let variant = Variant::named(&[variant::HEADLINE.to_owned()])?[0];
    let tree = tree::build(variant)?;
    let files = twin::files(variant, &tree, &all, &all)?;
    let copy = place.join("tree");
    let copied = Command::new("cp").arg("-a").args([&tree, &copy]).status()?;
    ensure!(copied.success(), "cannot copy {}", tree.display());
    let mut known = BTreeMap::new();
    for pair in &files.libraries {
        known.extend(order::functions(&pair.twin)?);
        fs::copy(&pair.twin, copy.join(pair.installed.strip_prefix(&tree)?))?;
    }
    Ok((copy.join("bin"), known))
}

/// Runs a utility under Valgrind, and returns the names of all functions that ran.
fn started(start: &str, bin: &Path, place: &Path) -> Result<BTreeSet<String>> {
    let (utility, arguments) = start.split_once(' ').unwrap_or((start, ""));
    let profile = place.join("profile");
    let mut file = OsString::from("--callgrind-out-file=");
    file.push(&profile);
    let output = probe::clean(Path::new("valgrind"))
        .args(["--tool=callgrind", "--demangle=no"])
        .arg(file)
        .arg(bin.join(utility))
        .args(arguments.split_ascii_whitespace())
        .current_dir(place)
        .stdin(Stdio::null())
        .output()
        .context("cannot run valgrind: install it")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let profile = fs::read_to_string(&profile).with_context(|| format!("{start}: {said}"))?;
    Ok(names(&profile).map(str::to_owned).collect())
}

/// The names of functions in a profile of Callgrind: `fn=(ID) NAME` and `cfn=(ID) NAME`, where
/// `'2` and the like is appended to a function that calls itself.
fn names(profile: &str) -> impl Iterator<Item = &str> {
    profile.lines().filter_map(|line| {
        let rest = line
            .strip_prefix('c')
            .unwrap_or(line)
            .strip_prefix("fn=(")?;
        let (_, name) = rest.split_once(") ")?;
        Some(name.split('\'').next().unwrap_or(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_profiles_of_callgrind() {
        let profile = "fn=(12) _ZN3std2rtE\n16 2\ncfn=(4) walk'2\ncalls=1 0\nfn=(12)\n";
        assert!(names(profile).eq(["_ZN3std2rtE", "walk"]));
    }
}
