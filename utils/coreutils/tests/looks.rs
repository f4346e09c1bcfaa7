//! What was looked at by its path is not changed by its path: the check of races that does not depend
//! on luck. All calls of the command lines of `faults/commands.rs` are looked at.
//!
//! The rule is about calls that follow a symbolic link in the last component: `chmod(2)`, `chown(2)`,
//! `open(2)` for writing without `O_NOFOLLOW` or `O_EXCL`. Those that act on the name (`unlink`,
//! `rename`, `mkdir`, `link`) can't be led elsewhere by it.
#![cfg(target_arch = "x86_64")]

#[allow(dead_code, reason = "only the names of the utilities are read")]
#[path = "races/attacks.rs"]
mod attacks;
#[path = "faults/commands.rs"]
mod commands;

use std::collections::{BTreeMap, BTreeSet};
use testing::faults::{Effect, calls_of};

/// Calls that follow links after the path was looked at, by utility, and why that is right.
/// ARCHITECTURE.md names them too.
const FOLLOW: &[(&str, &str, &str)] = &[
    ("chgrp", "chown", OPERAND),
    ("chmod", "chmod", OPERAND),
    ("chown", "chown", OPERAND),
    ("cp", "open", WRITTEN),
    (
        "sort",
        "open",
        "-o is opened once the input, which may be the same file, is read",
    ),
];

const OPERAND: &str = "an operand is followed wherever it leads, whatever was there before";
const WRITTEN: &str = "an existing destination is written to through links, as POSIX says";
const OUTPUT: &str = "the output is written to through links, as POSIX says";

/// Utilities that change files and are not in `races/attacks.rs`, and why.
const NOT_ATTACKED: &[(&str, &str)] = &[
    ("csplit", OUTPUT),
    ("dd", OUTPUT),
    ("link", "makes a name where there is none"),
    ("ptx", OUTPUT),
    ("shred", OUTPUT),
    ("shuf", OUTPUT),
    ("sort", OUTPUT),
    ("split", OUTPUT),
    ("tee", OUTPUT),
    ("truncate", OUTPUT),
    ("uniq", OUTPUT),
];

#[test]
fn no_path_is_looked_at_and_then_changed_through_links() {
    let mut found: BTreeMap<(String, &str), String> = BTreeMap::new();
    let mut lines = 0;
    let mut changing = BTreeSet::new();
    for (line, calls) in calls_of(commands::LINES) {
        lines += 1;
        let utility = line.split(' ').next().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for call in calls {
            if matches!(
                call.effect,
                Effect::ChangesName | Effect::ChangesThroughLinks
            ) {
                changing.insert(utility);
            }
            let again = seen.contains(&call.path);
            match call.effect {
                Effect::ChangesThroughLinks if again => {
                    let path = call.path.display().to_string();
                    found
                        .entry((utility.to_owned(), call.name))
                        .or_insert_with(|| format!("{line}: {path}"));
                }
                Effect::Looks => drop(seen.insert(call.path)),
                _ => {}
            }
        }
    }
    println!("{lines} command lines");
    assert!(lines > 100, "the command lines were not run");
    let known: BTreeSet<(String, &str)> = FOLLOW
        .iter()
        .map(|(utility, call, _)| ((*utility).to_owned(), *call))
        .collect();
    let new: Vec<_> = found
        .iter()
        .filter(|(key, _)| !known.contains(key))
        .collect();
    assert!(new.is_empty(), "changed by path after a look: {new:#?}");
    let gone: Vec<_> = known
        .iter()
        .filter(|key| !found.contains_key(key))
        .collect();
    assert!(
        gone.is_empty(),
        "exceptions that apply to nothing: {gone:?}"
    );
    let utility_of = |line: &'static str| line.split(' ').next().unwrap_or_default();
    let attacked: BTreeSet<&str> = attacks::ATTACKS
        .iter()
        .map(|row| utility_of(row.line))
        .collect();
    let excused = |name: &&&str| NOT_ATTACKED.iter().any(|(known, _)| known == *name);
    let missing: Vec<_> = changing
        .difference(&attacked)
        .filter(|name| !excused(name))
        .collect();
    assert!(
        missing.is_empty(),
        "change files and are not attacked: {missing:?}"
    );
}
