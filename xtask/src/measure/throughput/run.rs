//! Times commands. The trees run in turn within each round, so that other load on the machine
//! affects all of them. `bench` shows the times, `compare --throughput` records them.

use super::cases::Case;
use super::input;
use crate::measure::interrupt::{self, Interrupted, Running};
use crate::measure::progress;
use crate::measure::record::percentile;
use crate::model::probe;
use crate::model::tree::Tree;
use anyhow::{Context, Result, anyhow, bail};
use indicatif::ProgressBar;
use serde::Serialize;
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A command that was run once in each tree is not run again once its runs have taken this long.
const ENOUGH: Duration = Duration::from_secs(6);

/// A command that takes longer than this in its warming-up run is not run again in that tree: this
/// run is its measurement.
pub(crate) const LONG: Duration = Duration::from_secs(5);

/// What one command took in one tree.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Timing {
    pub(crate) utility: String,
    pub(crate) command: String,
    pub(crate) tree: String,
    /// The fastest and the median run, in seconds.
    pub(crate) fastest: f64,
    pub(crate) median: f64,
    /// How many runs were timed.
    pub(crate) runs: usize,
    /// The ratio to the fastest run of the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) system_calls: Option<u64>,
    /// Why it may be slower than the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// The status and the message of a command that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
    /// Whether its output is another one than the baseline's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) differs: bool,
}

/// How the cases are timed.
pub(crate) struct Plan<'a> {
    /// The label of the tree that is 1 in all ratios.
    pub(crate) baseline: &'a str,
    /// How often each command is run.
    pub(crate) runs: usize,
    /// Whether system calls are counted.
    pub(crate) calls: bool,
    /// The folder of the inputs, in which the commands run.
    pub(crate) folder: &'a Path,
    /// After how long a command is not run again.
    pub(crate) long: Duration,
}

/// How one case is run.
pub(crate) struct Stage<'a> {
    pub(crate) runs: usize,
    pub(crate) folder: &'a Path,
    /// After how long in its warming-up run a command is not run again.
    pub(crate) long: Duration,
    /// It is moved by `runs + 1` steps.
    pub(crate) bar: &'a ProgressBar,
}

/// Times each case in all trees that have its utility.
///
/// # Errors
/// An input can't be made, or a shell can't be run.
pub(crate) fn all(cases: &[Case], trees: &[Tree], plan: &Plan<'_>) -> Result<Vec<Timing>> {
    let bar = progress::bar("bench", cases.len() * (plan.runs + 1));
    let stage = Stage {
        runs: plan.runs,
        folder: plan.folder,
        long: plan.long,
        bar: &bar,
    };
    let mut timings = Vec::new();
    for case in cases {
        let has = |tree: &&Tree| tree.utilities().contains(&case.utility);
        let trees: Vec<&Tree> = trees.iter().filter(has).collect();
        match samples(case, &trees, &stage) {
            Ok(taken) => timings.extend(results(case, &trees, taken, plan)?),
            // What was measured is shown.
            Err(e) if e.is::<Interrupted>() => break,
            Err(e) => return Err(e),
        }
    }
    bar.finish_and_clear();
    Ok(timings)
}

/// The runs of a case in a tree.
#[derive(Clone, Debug)]
pub(crate) struct Runs {
    /// The seconds of each, or the message of one that failed.
    pub(crate) seconds: Result<Vec<f64>, String>,
    /// Whether the first run took so long that it is the only one.
    pub(crate) once: bool,
    /// A digest of what the first has printed, and of what its check prints.
    pub(crate) output: u64,
}

impl Runs {
    /// Returns the fastest, unless one failed.
    pub(crate) fn fastest(&self) -> Option<f64> {
        fastest(self.seconds.as_deref().ok()?)
    }
}

/// Runs one case in the trees in turn, after one run for warming up, whose output is read.
///
/// # Errors
/// An input can't be made, a shell can't be run, or the process was asked to end.
pub(crate) fn samples(case: &Case, trees: &[&Tree], stage: &Stage<'_>) -> Result<Vec<Runs>> {
    let Stage {
        runs,
        folder,
        long,
        bar,
    } = *stage;
    let end = bar.position() + runs as u64 + 1;
    bar.set_message(case.command.clone());
    let all = [&case.prepare, &case.check].map(|text| text.as_deref().unwrap_or(""));
    input::make(&format!("{} {}", all.join(" "), case.command), folder)?;
    let begun = Instant::now();
    let mut samples = Vec::new();
    for tree in trees {
        prepare(case, folder)?;
        samples.push(first(case, tree, folder, long)?);
    }
    bar.inc(1);
    for round in 0..runs {
        let done = samples.iter().all(|samples| samples.once);
        if done || round > 0 && begun.elapsed() > ENOUGH {
            break;
        }
        for (tree, samples) in trees.iter().zip(&mut samples) {
            let Ok(seconds) = &mut samples.seconds else {
                continue;
            };
            if samples.once {
                continue;
            }
            prepare(case, folder)?;
            let done = finished(&mut command(case, tree, folder), &mut |_| ())?;
            match done.failure() {
                Some(message) => samples.seconds = Err(message),
                None => seconds.push(done.took.as_secs_f64()),
            }
        }
        bar.inc(1);
    }
    bar.set_position(end);
    Ok(samples)
}

/// Runs a case for the first time, and reads what it prints.
fn first(case: &Case, tree: &Tree, folder: &Path, long: Duration) -> Result<Runs> {
    let mut hasher = DefaultHasher::new();
    let mut shell = command(case, tree, folder);
    shell.stdout(Stdio::piped());
    let done = finished(&mut shell, &mut |part| hasher.write(part))?;
    let once = done.took > long;
    let mut seconds = match done.failure() {
        Some(message) => Err(message),
        None if once => Ok(vec![done.took.as_secs_f64()]),
        None => Ok(Vec::new()),
    };
    if let Some(check) = &case.check {
        let mut shell = probe::clean(Path::new("sh"));
        shell.args(["-c", check]).current_dir(folder);
        shell.stdout(Stdio::piped()).stderr(Stdio::piped());
        let done = finished(&mut shell, &mut |part| hasher.write(part))?;
        if let Some(message) = done.failure() {
            seconds = seconds.and(Err(message));
        }
    }
    Ok(Runs {
        seconds,
        once,
        output: hasher.finish(),
    })
}

/// A command that has ended.
struct Finished {
    status: ExitStatus,
    errors: Vec<u8>,
    took: Duration,
}

impl Finished {
    /// Returns the status and the first line of the errors of a command that failed.
    fn failure(&self) -> Option<String> {
        let said = String::from_utf8_lossy(&self.errors);
        let line = said.lines().next().unwrap_or("no message");
        (!self.status.success()).then(|| format!("{}: {line}", self.status))
    }
}

/// Runs a command in a process group of its own, and gives `printed` what it prints into a pipe.
///
/// # Errors
/// It can't be run, or this process was asked to end, and with it the command.
fn finished(command: &mut Command, printed: &mut dyn FnMut(&[u8])) -> Result<Finished> {
    let started = Instant::now();
    let mut child = command.process_group(0).spawn().context("cannot run sh")?;
    let running = Running::new(&child)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let errors = thread::scope(|scope| {
        let errors = scope.spawn(move || {
            let mut said = Vec::new();
            stderr.map_or(Ok(0), |mut stderr| stderr.read_to_end(&mut said))?;
            Ok(said)
        });
        if let Some(stdout) = stdout {
            let mut stdout = BufReader::with_capacity(1 << 17, stdout);
            loop {
                let part = stdout.fill_buf()?;
                if part.is_empty() {
                    break;
                }
                printed(part);
                let length = part.len();
                stdout.consume(length);
            }
        }
        errors.join().expect("reading does not panic")
    });
    let errors = errors.map_err(|e: io::Error| anyhow!("cannot read what the command prints: {e}"));
    running.wait()?;
    let took = started.elapsed();
    let status = child.wait()?;
    interrupt::check()?;
    Ok(Finished {
        status,
        errors: errors?,
        took,
    })
}

/// Returns the fastest of the runs, if there are any.
pub(crate) fn fastest(seconds: &[f64]) -> Option<f64> {
    seconds.iter().copied().min_by(f64::total_cmp)
}

fn results(case: &Case, trees: &[&Tree], taken: Vec<Runs>, plan: &Plan<'_>) -> Result<Vec<Timing>> {
    let baseline = plan.baseline;
    let mut reference = trees.iter().zip(&taken);
    let reference = reference.find(|(tree, _)| tree.label == baseline);
    let reference = reference.map(|(_, runs)| runs.clone());
    let mut timings = Vec::new();
    for (tree, runs) in trees.iter().zip(taken) {
        let fastest = runs.fastest();
        let failure = runs.seconds.as_ref().err().cloned();
        let other = reference.as_ref();
        let other = other.filter(|r| r.seconds.is_ok() && r.output != runs.output);
        timings.push(Timing {
            utility: case.utility.clone(),
            command: case.command.clone(),
            tree: tree.label.clone(),
            fastest: fastest.unwrap_or_default(),
            runs: runs.seconds.as_ref().map_or(0, Vec::len),
            median: percentile(&mut runs.seconds.unwrap_or_default(), 0.5).unwrap_or_default(),
            ratio: fastest
                .zip(reference.as_ref().and_then(Runs::fastest))
                .filter(|_| tree.label != baseline)
                .map(|(fastest, reference)| fastest / reference),
            system_calls: match plan.calls && failure.is_none() {
                true => Some(system_calls(case, tree, plan.folder)?),
                false => None,
            },
            reason: case.reason.clone(),
            differs: failure.is_none() && other.is_some(),
            failure,
        });
    }
    Ok(timings)
}

fn prepare(case: &Case, folder: &Path) -> Result<()> {
    let Some(text) = &case.prepare else {
        return Ok(());
    };
    let mut shell = probe::clean(Path::new("sh"));
    shell.args(["-c", text]).current_dir(folder);
    let done = finished(shell.stdout(Stdio::null()), &mut |_| ())?;
    if !done.status.success() {
        bail!("'{text}' failed");
    }
    Ok(())
}

/// Returns the shell command of a case, with the tree's utilities first in PATH.
fn command(case: &Case, tree: &Tree, folder: &Path) -> Command {
    shell(probe::clean(Path::new("sh")), case, tree, folder)
}

fn shell(mut command: Command, case: &Case, tree: &Tree, folder: &Path) -> Command {
    let bin = tree.executable(&case.utility);
    let bin = bin.parent().unwrap_or(Path::new("/"));
    let mut path = OsString::from(bin);
    path.push(":/usr/bin:/bin");
    command
        .args(["-c", &case.command])
        .current_dir(folder)
        .env("PATH", path)
        .env("BIN", bin)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

/// Counts the system calls of one run, including those of the shell.
fn system_calls(case: &Case, tree: &Tree, folder: &Path) -> Result<u64> {
    prepare(case, folder)?;
    let summary = folder.join(".calls");
    let mut strace = probe::clean(Path::new("strace"));
    strace
        .args(["-f", "-q", "-c", "-U", "calls,name", "-o"])
        .arg(&summary)
        .arg("sh");
    shell(strace, case, tree, folder)
        .output()
        .context("cannot run strace, which --calls needs")?;
    let text = std::fs::read_to_string(&summary).context("strace wrote no summary")?;
    let _ = std::fs::remove_file(&summary);
    let total = text
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_suffix("total")?.trim().parse().ok());
    total.context("strace's summary has no total")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    /// A tree whose only utility is a script.
    fn tree(folder: &Path, label: &str, script: &str) -> Tree {
        let bin = folder.join(label);
        fs::create_dir(&bin).unwrap();
        let file = bin.join("cut");
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o755)).unwrap();
        Tree::open(label, "", &bin).unwrap()
    }

    #[test]
    fn outputs_are_compared_with_those_of_the_baseline() {
        let folder = tempfile::tempdir().unwrap();
        let trees = [
            tree(folder.path(), "gnu", "echo one"),
            tree(folder.path(), "same", "echo one; echo two >&2"),
            tree(folder.path(), "other", "echo two"),
            tree(folder.path(), "failing", "echo three; echo why >&2; exit 3"),
        ];
        let case = Case {
            utility: "cut".into(),
            command: "cut".into(),
            ..Case::default()
        };
        let plan = Plan {
            baseline: "gnu",
            runs: 1,
            calls: false,
            folder: folder.path(),
            long: LONG,
        };
        let timings = all(std::slice::from_ref(&case), &trees, &plan).unwrap();
        let differing: Vec<bool> = timings.iter().map(|timing| timing.differs).collect();
        assert_eq!(differing, [false, false, true, false]);
        let failures: Vec<_> = timings.iter().map(|t| t.failure.as_deref()).collect();
        assert_eq!(failures, [None, None, None, Some("exit status: 3: why")]);
        // What is written to files is compared by what the check prints.
        let file = folder.path().join("out");
        let check = format!("cat {}", file.display());
        let writing = Case {
            command: format!("cut >{}", file.display()),
            check: Some(check),
            ..case
        };
        let timings = all(&[writing], &trees, &plan).unwrap();
        let differing: Vec<bool> = timings.iter().map(|timing| timing.differs).collect();
        assert_eq!(differing, [false, false, true, false]);
    }

    #[test]
    fn a_long_command_is_run_once() {
        let folder = tempfile::tempdir().unwrap();
        let counted = folder.path().join("counted");
        let script = format!("echo run >>{}", counted.display());
        let trees = [tree(folder.path(), "gnu", &script)];
        let case = Case {
            utility: "cut".into(),
            command: "cut".into(),
            ..Case::default()
        };
        let runs = |long| {
            let plan = Plan {
                baseline: "gnu",
                runs: 3,
                calls: false,
                folder: folder.path(),
                long,
            };
            let timings = all(std::slice::from_ref(&case), &trees, &plan).unwrap();
            let text = fs::read_to_string(&counted).unwrap();
            fs::remove_file(&counted).unwrap();
            (timings[0].runs, text.lines().count())
        };
        // Every command takes longer than nothing, and none of these a century.
        assert_eq!(runs(Duration::ZERO), (1, 1));
        assert_eq!(runs(Duration::from_secs(3_000_000_000)), (3, 4));
    }
}
