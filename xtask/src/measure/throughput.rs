//! Throughput: the time of commands that work through large input, mostly in user space. They are
//! a selection from those of `cargo xtask bench`, and are timed in the same way.

pub(crate) mod cases;
pub(crate) mod input;
pub(crate) mod run;

use anyhow::{Context, Result};

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Chart, Form, Rows, Table};
use super::{cache, interrupt, progress};
use crate::model::tree::Tree;

pub(super) const MEASURE: Measure = Measure {
    name: "throughput",
    about: "time of commands that work through large input",
    how: "Each command runs up to ten times, the trees in turn, over input that is cached; the \
          fastest run counts. The times include a shell and a start.",
    choice: Choice::Switch("throughput"),
    figures: &[Figure::new("throughput_seconds", "time of a command")],
    take: measure,
    tables: &[Table {
        name: "throughput",
        title: "Throughput: ms over large input, the fastest run",
        rows: Rows::Special,
    }],
    charts: &[Chart {
        name: "throughput",
        caption: "Time over large input, geometric mean of the ratios to {reference}: less is \
                  faster",
        unit: "times as long as {reference}",
        form: Form::Special,
    }],
};

/// The commands, each a line of its utility's `bench.txt`. All of them compute: none waits for the
/// disk or for other processes.
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

/// How often each command is run, less often if it is slow.
const RUNS: usize = 10;

/// Takes the fastest run of every command in every tree.
fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let is_timed = |tree: &&Tree| !bench.untimed.contains(&tree.label);
    let trees: Vec<&Tree> = trees.iter().filter(is_timed).collect();
    let all_have = |name: &str| trees.iter().all(|tree| tree.utilities().contains(name));
    let cases = chosen(&all_have)?;
    let mut records = Vec::new();
    let bar = progress::bar("throughput", cases.len() * (RUNS + 1));
    let stage = run::Stage {
        runs: RUNS,
        folder: &input::inputs()?,
        long: run::LONG,
        bar: &bar,
    };
    for case in &cases {
        let keys: Vec<String> = trees
            .iter()
            .map(|tree| key(tree, case))
            .collect::<Result<_>>()?;
        // Only runs in turn can be compared, so if one tree is new, all are run again.
        if keys.iter().any(|key| bench.cache.samples(key).is_none()) {
            let taken = run::samples(case, &trees, &stage)?;
            bench.notes.extend(differences(case, &trees, &taken));
            for ((tree, key), runs) in trees.iter().zip(&keys).zip(taken) {
                match runs.seconds {
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
        "Throughput: the fastest of up to {RUNS} runs, the trees in turn, over cached input of 32 MiB \
         (sha256sum: 1 GiB). The times include a shell and a start."
    ));
    Ok(records)
}

/// Returns a sentence for each tree that prints something else than the first.
fn differences(case: &cases::Case, trees: &[&Tree], taken: &[run::Runs]) -> Vec<String> {
    let other = |(tree, runs): (&&Tree, &run::Runs)| {
        let differs = runs.seconds.is_ok() && runs.output != taken[0].output;
        let (first, label) = (&trees[0].label, &tree.label);
        differs.then(|| {
            format!(
                "`{}` prints something else in {label} than in {first}.",
                case.command
            )
        })
    };
    trees.iter().zip(taken).filter_map(other).collect()
}

/// Returns the cases of the commands whose utility all trees have.
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

/// Returns a key that identifies the program, its input and the command.
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
    fn utilities_that_a_tree_lacks_are_not_timed() {
        let found = chosen(&|name| name == "nl").unwrap();
        let commands: Vec<&str> = found.iter().map(|case| case.command.as_str()).collect();
        assert_eq!(commands, ["nl lines"]);
    }
}
