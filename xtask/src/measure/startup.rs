//! Start-up: the time from the request for a process to its exit, and its minor page faults.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::{DO_NOTHING, Record, mean, percentile};
use super::view::{Chart, Form, Of, Rows, Table, Value};
use super::{cache, interrupt, progress, workload};
use crate::model::probe::{self, Probes};
use crate::model::tree::Tree;

pub(super) const MEASURE: Measure = Measure {
    name: "startup",
    about: "time and page faults of a start",
    choice: Choice::Usual,
    figures: &[
        Figure::new("startup_us", "time of a start"),
        Figure::new("minor_faults_count", "minor page faults of a start"),
    ],
    take: measure,
    tables: &[
        Table {
            name: "startup",
            title: "Start-up in µs, p10, net of a do-nothing program",
            rows: Rows::Starts(Value::new("", "startup_us", "p10_net")),
        },
        Table {
            name: "start",
            title: "One start, mean of these {starts}; only the times are net",
            rows: Rows::Trees(&[
                Value::new("p10 µs", "startup_us", "p10_net").of(Of::MeanStart),
                Value::new("median µs", "startup_us", "median_net").of(Of::MeanStart),
                Value::new("minor faults", "minor_faults_count", "mean").of(Of::MeanStart),
                Value::new("objects", "shared_objects_count", "at_start")
                    .of(Of::MeanStart)
                    .decimals(1),
                Value::new("relocations", "relocations_count", "at_start").of(Of::MeanStart),
                Value::new("instructions k", "instructions_count", "user")
                    .of(Of::MeanStart)
                    .per(1000.0),
            ]),
        },
    ],
    charts: &[Chart {
        name: "startup",
        caption: "Start-up beyond a program that does nothing, mean of {started}",
        unit: "µs, p10",
        form: Form::Stacked(&[Value::new("start-up", "startup_us", "p10_net").of(Of::MeanStart)]),
    }],
};

/// The number of starts in a row. The first of a row finds colder caches than the rest, so all
/// rows are equally short, and the order of the rows is shuffled in every round.
const ROW: usize = 5;

/// A program, and the figures of its starts.
struct Task {
    tree: String,
    utility: Option<&'static str>,
    program: PathBuf,
    arguments: Vec<PathBuf>,
    microseconds: Vec<f64>,
    faults: Vec<f64>,
    key: String,
    /// The figures of an earlier run, in the order of `STATISTICS`.
    kept: Option<Vec<f64>>,
}

/// The figures of each task: measure, statistic, and the statistic net of the program that does
/// nothing.
const STATISTICS: [(&str, &str, &str); 3] = [
    ("startup_us", "p10", "p10_net"),
    ("startup_us", "median", "median_net"),
    ("minor_faults_count", "mean", "mean_net"),
];

pub(crate) fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let rounds = bench.runs.div_ceil(ROW);
    let mut tasks = tasks(trees, bench, rounds)?;
    // New tasks are timed in the same rounds as the program that does nothing.
    if tasks.iter().any(|task| task.kept.is_none()) {
        tasks[0].kept = None;
        run_new_ones(&mut tasks, rounds, &bench.probes)?;
    }
    bench.notes.extend(earlier(&tasks));
    let figures = figures(&mut tasks);
    for (task, figures) in tasks.iter().zip(&figures) {
        bench.cache.put_samples(task.key.clone(), figures);
    }
    let records = records(&tasks, &figures);
    bench.notes.push(note(&records, rounds));
    Ok(records)
}

/// Makes the tasks, with the figures of an earlier run if there are any. The first task is the
/// program that does nothing.
fn tasks(trees: &[Tree], bench: &Bench, rounds: usize) -> Result<Vec<Task>> {
    let release = rustix::system::uname();
    let release = release.release().to_string_lossy().into_owned();
    let conditions = format!("startup {} {release}", rounds * ROW);
    let task =
        |tree: &str, utility: Option<&'static str>, program: PathBuf, operands: &[PathBuf]| {
            let run = cache::start(&program, utility.unwrap_or_default(), operands)?;
            let key = format!("{conditions} {run}");
            Ok::<_, anyhow::Error>(Task {
                tree: tree.to_owned(),
                utility,
                program,
                arguments: operands.to_vec(),
                microseconds: Vec::new(),
                faults: Vec::new(),
                kept: bench.cache.samples(&key).map(<[f64]>::to_vec),
                key,
            })
        };
    let mut tasks = vec![task(DO_NOTHING, None, bench.probes.nothing.clone(), &[])?];
    for start in workload::starts(&bench.utilities, &bench.scratch)? {
        for tree in trees {
            let program = tree.executable(start.utility);
            let utility = Some(start.utility);
            tasks.push(task(&tree.label, utility, program, &start.arguments)?);
        }
    }
    Ok(tasks)
}

/// Says which trees were timed in an earlier run.
fn earlier(tasks: &[Task]) -> Option<String> {
    let kept = tasks.iter().filter(|task| task.kept.is_some());
    let trees: BTreeSet<&str> = kept.map(|task| task.tree.as_str()).collect();
    let trees = Vec::from_iter(trees).join(", ");
    (!trees.is_empty()).then(|| {
        format!("Starts of these were timed in an earlier run (--fresh measures again): {trees}.")
    })
}

/// Says how often each start was timed, and what the program that does nothing takes.
fn note(records: &[Record], rounds: usize) -> String {
    let nothing = |statistic| {
        let mut of_nothing = records.iter().filter(|record| record.tree == DO_NOTHING);
        let found = of_nothing.find(|record| record.statistic == statistic);
        found.map_or(0.0, |record| record.value)
    };
    format!(
        "Each start was timed {} times, in the locale {}. The program that does nothing \
         takes {:.0} µs (p10) and {:.0} minor faults.",
        rounds * ROW,
        probe::locale(),
        nothing("p10"),
        nothing("mean")
    )
}

/// Times the tasks without figures in turn, in an order that is shuffled in every round.
fn run_new_ones(tasks: &mut [Task], rounds: usize, probes: &Probes) -> Result<()> {
    let bar = progress::bar("start-up", rounds);
    let mut order: Vec<usize> = (0..tasks.len())
        .filter(|index| tasks[*index].kept.is_none())
        .collect();
    bar.set_message(format!("{} programs in turn", order.len()));
    for _ in 0..rounds {
        fastrand::shuffle(&mut order);
        for index in &order {
            tasks[*index].run(probes)?;
            interrupt::check()?;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
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
        // A signal that asks us to end reaches the launcher too.
        interrupt::check()?;
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

/// Returns each of the `STATISTICS` of every task, as it is and net of that of the first task.
fn figures(tasks: &mut [Task]) -> Vec<Vec<f64>> {
    let mut floor = None;
    let of_task = |task: &mut Task| {
        let new = [
            percentile(&mut task.microseconds, 0.1),
            percentile(&mut task.microseconds, 0.5),
            mean(task.faults.iter().copied()),
        ]
        .map(Option::unwrap_or_default);
        let floor = *floor.get_or_insert(new);
        let with_net = || {
            new.iter()
                .zip(floor)
                .flat_map(|(value, floor)| [*value, value - floor])
        };
        task.kept.clone().unwrap_or_else(|| with_net().collect())
    };
    tasks.iter_mut().map(of_task).collect()
}

fn records(tasks: &[Task], figures: &[Vec<f64>]) -> Vec<Record> {
    let mut records = Vec::new();
    for (task, figures) in tasks.iter().zip(figures) {
        let names = STATISTICS
            .iter()
            .flat_map(|(measure, name, net)| [(*measure, *name), (*measure, *net)]);
        for ((measure, statistic), value) in names.zip(figures) {
            let record = Record::new(&task.tree, measure, statistic, *value);
            records.push(match task.utility {
                Some(utility) => record.of(utility),
                None => record,
            });
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
            key: String::new(),
            kept: None,
        };
        let mut tasks = [
            task(DO_NOTHING, 100.0),
            task("a", 150.0),
            task("b", 90.0),
            task("kept", 0.0),
        ];
        tasks[3].kept = Some(vec![7.0, 6.0, 5.0, 4.0, 3.0, 2.0]);
        let figures = figures(&mut tasks);
        let records = records(&tasks, &figures);
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
        assert_eq!(value("kept", "p10"), Some(7.0));
        assert_eq!(value("kept", "mean_net"), Some(2.0));
    }
}
