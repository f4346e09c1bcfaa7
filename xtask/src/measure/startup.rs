//! Start-up: the time from asking for a process to its exit, and the page faults of it.

use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use super::probe::{self, Probes};
use super::tree::Tree;
use super::{Bench, DO_NOTHING, Record, mean, percentile, progress, workload};

/// Starts in a row. The first of a row finds colder caches than the rest, so rows are short
/// and all alike; the order of the rows is drawn anew every round.
const ROW: usize = 5;

/// One program and what its starts took.
struct Task {
    tree: String,
    utility: Option<&'static str>,
    program: PathBuf,
    arguments: Vec<PathBuf>,
    microseconds: Vec<f64>,
    faults: Vec<f64>,
}

/// Each start as it is, and net of the do-nothing program timed in the same rounds.
pub(crate) fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let task = |tree: &str, utility, program, arguments| Task {
        tree: tree.to_owned(),
        utility,
        program,
        arguments,
        microseconds: Vec::new(),
        faults: Vec::new(),
    };
    let mut tasks = vec![task(
        DO_NOTHING,
        None,
        bench.probes.nothing.clone(),
        Vec::new(),
    )];
    for start in workload::starts(&bench.utilities, &bench.scratch)? {
        for tree in trees {
            let program = tree.executable(start.utility);
            tasks.push(task(
                &tree.label,
                Some(start.utility),
                program,
                start.arguments.clone(),
            ));
        }
    }
    let rounds = bench.runs.div_ceil(ROW);
    let bar = progress::bar("start-up", rounds);
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    for _ in 0..rounds {
        fastrand::shuffle(&mut order);
        for index in &order {
            tasks[*index].run(&bench.probes)?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let records = records(&mut tasks);
    let nothing = |statistic| {
        let mut of_nothing = records.iter().filter(|record| record.tree == DO_NOTHING);
        let found = of_nothing.find(|record| record.statistic == statistic);
        found.map_or(0.0, |record| record.value)
    };
    bench.notes.push(format!(
        "Each start was timed {} times, in the locale {}. The program that does nothing \
         takes {:.0} µs (p10) and {:.0} minor faults.",
        rounds * ROW,
        probe::locale(),
        nothing("p10"),
        nothing("mean")
    ));
    Ok(records)
}

impl Task {
    fn run(&mut self, probes: &Probes) -> Result<()> {
        let output = probes
            .time(ROW, &self.program)
            .args(&self.arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .context("cannot run the launcher")?;
        let report = String::from_utf8_lossy(&output.stderr);
        let Some(samples) = samples(&report).filter(|_| output.status.success()) else {
            bail!(
                "{} does not run: {}",
                self.program.display(),
                report.lines().next().unwrap_or("no message")
            );
        };
        for (microseconds, faults) in samples {
            self.microseconds.push(microseconds);
            self.faults.push(faults);
        }
        Ok(())
    }
}

/// Reads the launcher's lines, `NANOSECONDS FAULTS`.
fn samples(report: &str) -> Option<Vec<(f64, f64)>> {
    let sample = |line: &str| {
        let (nanoseconds, faults) = line.split_once(' ')?;
        Some((
            nanoseconds.parse::<u64>().ok()? as f64 / 1000.0,
            faults.parse::<u32>().ok()?.into(),
        ))
    };
    report.lines().map(sample).collect()
}

/// The statistics of every task; the first one is the do-nothing program.
fn records(tasks: &mut [Task]) -> Vec<Record> {
    let mut records = Vec::new();
    let mut floor = [0.0; 3];
    for (index, task) in tasks.iter_mut().enumerate() {
        let statistics = [
            (
                "startup_us",
                "p10",
                "p10_net",
                percentile(&mut task.microseconds, 0.1),
            ),
            (
                "startup_us",
                "median",
                "median_net",
                percentile(&mut task.microseconds, 0.5),
            ),
            (
                "minor_faults_count",
                "mean",
                "mean_net",
                mean(task.faults.iter().copied()),
            ),
        ];
        for ((measure, name, net, value), floor) in statistics.into_iter().zip(&mut floor) {
            let value = value.unwrap_or_default();
            if index == 0 {
                *floor = value;
            }
            for (name, value) in [(name, value), (net, value - *floor)] {
                let record = Record::new(&task.tree, measure, name, value);
                records.push(match task.utility {
                    Some(utility) => record.of(utility),
                    None => record,
                });
            }
        }
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_launcher() {
        assert_eq!(
            samples("1500 51\n2000 50\n"),
            Some(vec![(1.5, 51.0), (2.0, 50.0)])
        );
        assert_eq!(samples("wait status 256\n"), None);
        assert_eq!(samples("cat: small: No such file\n1500 51\n"), None);
    }

    #[test]
    fn net_figures_are_above_the_first_task() {
        let task = |tree: &str, time: f64| Task {
            tree: tree.to_owned(),
            utility: (tree != DO_NOTHING).then_some("true"),
            program: PathBuf::new(),
            arguments: Vec::new(),
            microseconds: vec![time; 3],
            faults: vec![time / 10.0],
        };
        let records = records(&mut [task(DO_NOTHING, 100.0), task("a", 150.0), task("b", 90.0)]);
        let value = |tree: &str, statistic: &str| {
            records
                .iter()
                .find(|r| r.tree == tree && r.statistic == statistic)
                .map(|r| r.value)
        };
        assert_eq!(value("a", "p10"), Some(150.0));
        assert_eq!(value("a", "p10_net"), Some(50.0));
        assert_eq!(value("b", "median_net"), Some(-10.0));
        assert_eq!(value("a", "mean_net"), Some(5.0));
        assert_eq!(value(DO_NOTHING, "p10_net"), Some(0.0));
    }
}
