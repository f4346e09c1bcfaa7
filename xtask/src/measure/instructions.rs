//! Instructions: how many a start executes in user space, counted by Valgrind.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};

use super::bench::{Bench, Choice, Figure, Measure};
use super::installed::Installed;
use super::record::{DO_NOTHING, Record};
use super::view::{Chart, Form, Of, Value};
use super::workload::{self, Start};
use super::{cache, interrupt, parallel};
use crate::model::probe::{self, Probes};
use crate::model::tree::Tree;

pub(super) const MEASURE: Measure = Measure {
    name: "instructions",
    about: "instructions of a start in user space",
    how: "Valgrind counts them in one run of each start, in user space only: the work of the \
          kernel, which maps the files, is not included.",
    choice: Choice::Usual,
    figures: &[Figure::new(
        "instructions_count",
        "instructions in user space",
    )],
    take: measure,
    // The table `start` of start-up has a column for them.
    tables: &[],
    charts: &[Chart {
        name: "instructions",
        caption: "Instructions of a start in user space, mean of the same",
        unit: "thousands",
        form: Form::Stacked(&[Value::new("instructions", "instructions_count", "user")
            .of(Of::MeanStart)
            .per(1000.0)]),
    }],
};

/// A start whose instructions are counted.
struct Task {
    tree: String,
    utility: Option<&'static str>,
    program: PathBuf,
    arguments: Vec<PathBuf>,
    key: String,
}

/// Counts the instructions of each start and of the program that does nothing. Returns no records
/// if Valgrind is not installed.
pub(crate) fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let valgrind = probe::clean(Path::new("valgrind"))
        .arg("--version")
        .output();
    let Ok(version) = valgrind else {
        bench
            .notes
            .push("User-space instructions are not counted: valgrind is not installed.".to_owned());
        return Ok(Vec::new());
    };
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let mut tasks = vec![Task::new(
        &version,
        DO_NOTHING,
        bench.probes.nothing.clone(),
        None,
    )?];
    let starts = workload::starts(&bench.utilities, &bench.scratch)?;
    let installed = Installed::of_variants(trees, &starts, bench)?;
    for start in &starts {
        for tree in trees {
            let program = tree.executable(start.utility);
            let task = Task::new(&version, &tree.label, program, Some(start))?;
            tasks.push(Task {
                program: installed.executable(tree, start.utility),
                ..task
            });
        }
    }
    count_new_ones(&tasks, bench)?;
    let mut records = Vec::new();
    for task in tasks {
        if let Some(count) = bench.cache.get(&task.key) {
            let record = Record::new(&task.tree, "instructions_count", "user", count as f64);
            records.push(match task.utility {
                Some(utility) => record.of(utility),
                None => record,
            });
        }
    }
    Ok(records)
}

impl Task {
    /// Makes a task. Its key identifies the program, the objects that it loads, its arguments, and
    /// the version of Valgrind.
    fn new(version: &str, tree: &str, program: PathBuf, start: Option<&Start>) -> Result<Self> {
        let arguments = start
            .map(|start| start.arguments.clone())
            .unwrap_or_default();
        let utility = start.map(|start| start.utility);
        let run = cache::start(&program, utility.unwrap_or_default(), &arguments)?;
        let key = format!("as installed {version} {run}");
        Ok(Self {
            tree: tree.to_owned(),
            utility,
            program,
            arguments,
            key,
        })
    }

    /// Runs the task under Valgrind. Returns `None` if Valgrind fails.
    fn count(&self, probes: &Probes) -> Result<Option<u64>> {
        let output = probes
            .tether("/usr/bin/env".as_ref())
            .args([
                "valgrind",
                "--tool=callgrind",
                "--callgrind-out-file=/dev/null",
            ])
            .arg(&self.program)
            .args(&self.arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .context("cannot run valgrind")?;
        Ok(collected(&String::from_utf8_lossy(&output.stderr)))
    }
}

/// Counts, on all processors, the instructions of the starts that are not in the cache.
fn count_new_ones(tasks: &[Task], bench: &mut Bench) -> Result<()> {
    let new: Vec<&Task> = tasks
        .iter()
        .filter(|task| bench.cache.get(&task.key).is_none())
        .collect();
    let probes = &bench.probes;
    let counts = parallel::each("instructions", &new, |task, bar| {
        let utility = task.utility.unwrap_or_default();
        bar.set_message(format!("{} {utility}", task.tree));
        Ok((*task, task.count(probes)?))
    })?;
    for (task, count) in counts {
        match count {
            Some(count) => bench.cache.put(task.key.clone(), count),
            None if interrupt::asked() => {}
            None => bench.notes.push(format!(
                "valgrind could not count the instructions of {} in {}.",
                task.utility.unwrap_or("the do-nothing program"),
                task.tree
            )),
        }
    }
    interrupt::check()
}

/// Finds `==PID== Collected : COUNT` in the output of Valgrind.
fn collected(report: &str) -> Option<u64> {
    let line = report.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(':').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_count() {
        let report = "==7== Events    : Ir\n==7== Collected : 305123\n==7== \n";
        assert_eq!(collected(report), Some(305_123));
        assert_eq!(collected("valgrind: cannot execute"), None);
        assert_eq!(collected("==7== Collected : "), None);
    }
}
