//! Start-up: the time from the request for a process to its exit, and its minor page faults.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use super::bench::{Bench, Choice, Figure, Measure};
use super::installed::Installed;
use super::record::{DO_NOTHING, DO_NOTHING_STATIC, Record, mean, percentile};
use super::view::{Chart, Form, Of, Rows, Table, Value};
use super::workload::{self, Start};
use super::{cache, interrupt, progress};
use crate::model::elf::Image;
use crate::model::probe::{self, Probes};
use crate::model::tree::Tree;

pub(super) const MEASURE: Measure = Measure {
    name: "startup",
    about: "time and page faults of a start",
    how: "A small launcher starts each program and waits for its exit. All programs run in \
          turn, in a new random order in each round. Executables of lean variants run as an \
          installation below a short prefix leaves them. Net times are less the time of a program \
          that does nothing, which is statically linked where the measured program is.",
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
                Value::new("p10 µs", "startup_us", "p10_net")
                    .about("the 10th percentile of all runs, net")
                    .of(Of::MeanStart),
                Value::new("median µs", "startup_us", "median_net")
                    .about("the median of all runs, net")
                    .of(Of::MeanStart),
                Value::new("whole µs", "startup_us", "p10")
                    .about("the 10th percentile, with what a program that does nothing takes")
                    .of(Of::MeanStart),
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
    /// The place of the task whose figures are subtracted from these.
    floor: usize,
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
    let starts = workload::starts(&bench.utilities, &bench.scratch)?;
    let installed = Installed::of_variants(trees, &starts, bench)?;
    let mut tasks = tasks(trees, bench, &starts, &installed)?;
    // New tasks are timed in the same rounds as the programs that do nothing.
    if tasks.iter().any(|task| task.kept.is_none()) {
        let floors: BTreeSet<usize> = tasks.iter().map(|task| task.floor).collect();
        floors
            .into_iter()
            .for_each(|floor| tasks[floor].kept = None);
        run_new_ones(&mut tasks, rounds, &bench.probes)?;
    }
    bench.notes.extend(earlier(&tasks));
    let figures = figures(&mut tasks);
    let new = tasks
        .iter()
        .zip(&figures)
        .filter(|(task, _)| task.kept.is_none());
    for (task, figures) in new {
        bench.cache.put_samples(task.key.clone(), figures);
    }
    bench.notes.push(note(&tasks, &figures, rounds));
    let mut records = records(&tasks, &figures);
    // Partial peers are timed in the same rounds, and reported with their own set.
    let partial = |record: &Record| bench.partial.iter().any(|peer| peer.label == record.tree);
    records.retain(|record| !partial(record));
    Ok(records)
}

/// Makes the tasks, with the figures of an earlier run if there are any. The first task is the
/// program that does nothing; the second, if there is a static program, the static one.
fn tasks(
    trees: &[Tree],
    bench: &Bench,
    starts: &[Start],
    installed: &Installed,
) -> Result<Vec<Task>> {
    let rounds = bench.runs.div_ceil(ROW);
    let release = rustix::system::uname();
    let release = release.release().to_string_lossy().into_owned();
    let conditions = format!("startup as installed {} {release}", rounds * ROW);
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
                floor: 0,
                kept: bench.cache.samples(&key).map(<[f64]>::to_vec),
                key,
            })
        };
    let mut tasks = vec![task(DO_NOTHING, None, bench.probes.nothing.clone(), &[])?];
    if let Some(program) = &bench.probes.static_nothing {
        let floor = tasks.len();
        let nothing = task(DO_NOTHING_STATIC, None, program.clone(), &[])?;
        tasks.push(Task { floor, ..nothing });
    }
    let static_floor = tasks.len() - 1;
    for start in starts {
        let has = |tree: &&Tree| tree.utilities().contains(start.utility);
        for tree in trees.iter().chain(&bench.partial).filter(has) {
            let program = tree.executable(start.utility);
            let floor = match Image::open(&program)?.interpreter {
                Some(_) => 0,
                None => static_floor,
            };
            let utility = Some(start.utility);
            let task = task(&tree.label, utility, program, &start.arguments)?;
            tasks.push(Task {
                floor,
                program: installed.executable(tree, start.utility),
                ..task
            });
        }
    }
    if tasks.iter().skip(2).all(|task| task.floor == 0) {
        tasks.retain(|task| task.tree != DO_NOTHING_STATIC);
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

/// Says how often each start was timed, and what the programs that do nothing take.
fn note(tasks: &[Task], figures: &[Vec<f64>], rounds: usize) -> String {
    // The 10th percentile comes first in `STATISTICS`, and the mean of the faults last.
    let of = |place: usize| (figures[place][0], figures[place][4]);
    let (time, faults) = of(0);
    let mut note = format!(
        "Each start was timed {} times, in the locale {}. The program that does nothing \
         takes {time:.0} µs (p10) and {faults:.0} minor faults.",
        rounds * ROW,
        probe::locale(),
    );
    if let Some(place) = tasks.iter().map(|task| task.floor).find(|floor| *floor > 0) {
        let (time, faults) = of(place);
        let trees = tasks.iter().filter(|task| task.floor == place);
        let trees: BTreeSet<&str> = trees.map(|task| task.tree.as_str()).collect();
        let trees = trees.into_iter().filter(|tree| *tree != DO_NOTHING_STATIC);
        note += &format!(
            " Nothing is loaded at the start of a statically linked program, so net figures of {} \
             are beyond a statically linked program that does nothing, which takes {time:.0} µs \
             and {faults:.0} minor faults.",
            trees.collect::<Vec<_>>().join(", "),
        );
    }
    note
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

/// Returns each of the `STATISTICS` of every task, as it is and net of that of its floor.
fn figures(tasks: &mut [Task]) -> Vec<Vec<f64>> {
    let of_task = |task: &mut Task| {
        [
            percentile(&mut task.microseconds, 0.1),
            percentile(&mut task.microseconds, 0.5),
            mean(task.faults.iter().copied()),
        ]
        .map(Option::unwrap_or_default)
    };
    let new: Vec<_> = tasks.iter_mut().map(of_task).collect();
    let with_net = |(task, values): (&Task, &[f64; 3])| {
        let pairs = values.iter().zip(new[task.floor]);
        let net = pairs.flat_map(|(value, floor)| [*value, value - floor]);
        task.kept.clone().unwrap_or_else(|| net.collect())
    };
    tasks.iter().zip(&new).map(with_net).collect()
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
    fn net_figures_are_above_the_floor() {
        let task = |tree: &str, time: f64, floor: usize| Task {
            tree: tree.to_owned(),
            utility: (!tree.starts_with(DO_NOTHING)).then_some("true"),
            program: PathBuf::new(),
            arguments: Vec::new(),
            microseconds: vec![time; 3],
            faults: vec![time / 10.0],
            floor,
            key: String::new(),
            kept: None,
        };
        let mut tasks = [
            task(DO_NOTHING, 100.0, 0),
            task(DO_NOTHING_STATIC, 30.0, 1),
            task("a", 150.0, 0),
            task("b", 90.0, 0),
            task("full", 40.0, 1),
            task("kept", 0.0, 0),
        ];
        tasks[5].kept = Some(vec![7.0, 6.0, 5.0, 4.0, 3.0, 2.0]);
        let figures = figures(&mut tasks);
        let note = note(&tasks, &figures, 20);
        assert!(note.starts_with("Each start was timed 100 times"), "{note}");
        assert!(
            note.contains("takes 100 µs (p10) and 10 minor faults."),
            "{note}"
        );
        let of_static = "net figures of full are beyond a statically linked program that does \
                         nothing, which takes 30 µs and 3 minor faults.";
        assert!(note.ends_with(of_static), "{note}");
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
        assert_eq!(value(DO_NOTHING_STATIC, "p10_net"), Some(0.0));
        // A program without a loader is quicker than any with one.
        assert_eq!(value("full", "p10_net"), Some(10.0));
        assert_eq!(value("kept", "p10"), Some(7.0));
        assert_eq!(value("kept", "mean_net"), Some(2.0));
    }
}
