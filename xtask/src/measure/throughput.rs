//! Throughput: how long commands take that work through large input, most of it in user space.
//! They are some of those of `cargo xtask bench`, and are timed as there, the trees by turns.

pub(crate) mod cases;
mod input;
pub(crate) mod run;

use anyhow::{Context, Result};

use super::{Bench, Record, cache, interrupt, progress};
use crate::model::tree::Tree;

/// The commands, each a line of its utility's `bench.txt`. What they have in common is that
/// they compute: no command is here that waits for the disk, or for other processes.
const COMMANDS: &[(&str, &str)] = &[
    ("sort", "sort lines"),
    ("sort", "sort -n numbers"),
    ("wc", "wc -w lines"),
    ("wc", "wc -m utf8"),
    ("cut", "cut -f 2,4-6 fields"),
    ("tr", "tr -d e <lines"),
    ("uniq", "uniq -c repeats"),
    ("sha256sum", "sha256sum big"),
    ("base64", "base64 bytes"),
    ("fold", "fold -s -w40 lines"),
    ("nl", "nl lines"),
    ("factor", "seq 1000000 | factor"),
    ("od", "od -tx1z bytes"),
    ("ls", "ls -lR tree"),
];

/// How often each is run, fewer times where it is slow.
const RUNS: usize = 10;

/// The fastest run of every command in every tree.
pub(crate) fn measure(trees: &[&Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let all_have = |name: &str| trees.iter().all(|tree| tree.utilities().contains(name));
    let cases = chosen(&all_have)?;
    let mut records = Vec::new();
    let bar = progress::bar("throughput", cases.len() * (RUNS + 1));
    for case in &cases {
        let keys: Vec<String> = trees
            .iter()
            .map(|tree| key(tree, case))
            .collect::<Result<_>>()?;
        // Only what was run by turns can be compared, so one that is new is run with all others.
        if keys.iter().any(|key| bench.cache.samples(key).is_none()) {
            let taken = run::samples(case, trees, RUNS, &bar)?;
            for ((tree, key), runs) in trees.iter().zip(&keys).zip(taken) {
                match runs {
                    Ok(seconds) => bench.cache.put_samples(key.clone(), &seconds),
                    Err(said) => bench.notes.push(format!(
                        "No throughput of `{}` in {}: {said}.",
                        case.command, tree.label
                    )),
                }
            }
            bench.cache.save()?;
        } else {
            bar.inc(RUNS as u64 + 1);
        }
        for (tree, key) in trees.iter().zip(&keys) {
            let fastest = bench.cache.samples(key).and_then(run::fastest);
            records.extend(fastest.map(|seconds| {
                Record::new(&tree.label, "throughput_seconds", "fastest", seconds).of(&case.command)
            }));
        }
        interrupt::check()?;
    }
    bar.finish_and_clear();
    bench.notes.push(format!(
        "Throughput: the fastest of up to {RUNS} runs, the trees by turns, over input of 32 MiB \
         (sha256sum: 1 GiB) that was read before; a shell and a start are in it."
    ));
    Ok(records)
}

/// The cases of the commands, where all trees have the utility.
fn chosen(all_have: &dyn Fn(&str) -> bool) -> Result<Vec<cases::Case>> {
    let case = |(utility, command): &(&str, &str)| {
        let known = cases::of(&[(*utility).to_owned()])?;
        let mut same = known.into_iter().filter(|case| case.command == *command);
        same.next()
            .with_context(|| format!("no line '{command}' in the bench.txt of {utility}"))
    };
    let compared = COMMANDS.iter().filter(|(utility, _)| all_have(utility));
    compared.map(case).collect()
}

/// Names all that the seconds depend on, as far as it is in our hands.
fn key(tree: &Tree, case: &cases::Case) -> Result<String> {
    let program = tree.executable(&case.utility);
    Ok(format!(
        "throughput {RUNS} {} {} {}",
        rustix::system::uname().release().to_string_lossy(),
        cache::start(&program, &case.utility, &[])?,
        case.command
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_a_line_of_its_utility() {
        let found = chosen(&|_| true).unwrap();
        assert_eq!(found.len(), COMMANDS.len());
        // What is prepared costs disk time beside the command's.
        assert!(found.iter().all(|case| case.prepare.is_none()));
    }

    #[test]
    fn what_some_tree_lacks_is_not_timed() {
        let found = chosen(&|name| name == "nl").unwrap();
        let commands: Vec<&str> = found.iter().map(|case| case.command.as_str()).collect();
        assert_eq!(commands, ["nl lines"]);
    }
}
