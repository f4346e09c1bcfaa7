//! Times commands. The trees run in turn within each round, so that other load on the machine
//! affects all of them. `bench` shows the times, `compare --throughput` records them.

use super::cases::Case;
use super::input::{self, inputs};
use crate::measure::record::percentile;
use crate::measure::{interrupt, progress};
use crate::model::probe;
use crate::model::tree::Tree;
use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use serde::Serialize;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command is not run again once all its runs together have taken this long.
const ENOUGH: Duration = Duration::from_secs(20);

/// What one command took in one tree.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Timing {
    pub(crate) utility: String,
    pub(crate) command: String,
    pub(crate) tree: String,
    /// The fastest and the median run, in seconds.
    pub(crate) fastest: f64,
    pub(crate) median: f64,
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
}

/// How the cases are timed.
pub(crate) struct Plan<'a> {
    /// The label of the tree that is 1 in all ratios.
    pub(crate) baseline: &'a str,
    /// How often each command is run.
    pub(crate) runs: usize,
    /// Whether system calls are counted.
    pub(crate) calls: bool,
}

/// Times each case in all trees that have its utility.
///
/// # Errors
/// An input can't be made, or a shell can't be run.
pub(crate) fn all(cases: &[Case], trees: &[Tree], plan: &Plan<'_>) -> Result<Vec<Timing>> {
    let bar = progress::bar("bench", cases.len() * (plan.runs + 1));
    let mut timings = Vec::new();
    for case in cases {
        let has = |tree: &&Tree| tree.utilities().contains(&case.utility);
        let trees: Vec<&Tree> = trees.iter().filter(has).collect();
        let taken = samples(case, &trees, plan.runs, &bar)?;
        timings.extend(results(case, &trees, taken, plan)?);
    }
    bar.finish_and_clear();
    Ok(timings)
}

/// The seconds of each run, or the message of one that failed.
pub(crate) type Runs = Result<Vec<f64>, String>;

/// Runs one case in the trees in turn, `runs` times after one for warming up. Moves the bar by
/// `runs + 1` steps.
///
/// # Errors
/// An input can't be made, a shell can't be run, or the process was asked to end.
pub(crate) fn samples(
    case: &Case,
    trees: &[&Tree],
    runs: usize,
    bar: &ProgressBar,
) -> Result<Vec<Runs>> {
    let folder = inputs()?;
    let end = bar.position() + runs as u64 + 1;
    bar.set_message(case.command.clone());
    let both = format!("{} {}", case.prepare.as_deref().unwrap_or(""), case.command);
    input::make(&both, &folder)?;
    let mut samples: Vec<Runs> = vec![Ok(Vec::new()); trees.len()];
    let begun = Instant::now();
    // The first round warms the caches.
    for round in 0..=runs {
        if round > 2 && begun.elapsed() > ENOUGH {
            break;
        }
        for (tree, samples) in trees.iter().zip(&mut samples) {
            let Ok(seconds) = samples else {
                continue;
            };
            prepare(case, &folder)?;
            let started = Instant::now();
            let done = command(case, tree, &folder)
                .output()
                .context("cannot run sh")?;
            let took = started.elapsed().as_secs_f64();
            // A signal from the terminal reaches the command too, and makes it fail.
            interrupt::check()?;
            if !done.status.success() {
                let said = String::from_utf8_lossy(&done.stderr);
                let line = said.lines().next().unwrap_or("no message");
                *samples = Err(format!("{}: {line}", done.status));
            } else if round > 0 || runs == 1 {
                seconds.push(took);
            }
        }
        bar.inc(1);
    }
    bar.set_position(end);
    Ok(samples)
}

/// Returns the fastest of the runs, if there are any.
pub(crate) fn fastest(seconds: &[f64]) -> Option<f64> {
    seconds.iter().copied().min_by(f64::total_cmp)
}

fn results(case: &Case, trees: &[&Tree], taken: Vec<Runs>, plan: &Plan<'_>) -> Result<Vec<Timing>> {
    let baseline = plan.baseline;
    let of = |runs: &Runs| runs.as_deref().ok().and_then(fastest);
    let mut reference = trees.iter().zip(&taken);
    let reference = reference
        .find(|(tree, _)| tree.label == baseline)
        .and_then(|(_, runs)| of(runs));
    let mut timings = Vec::new();
    for (tree, runs) in trees.iter().zip(taken) {
        let fastest = of(&runs);
        let failure = runs.as_ref().err().cloned();
        timings.push(Timing {
            utility: case.utility.clone(),
            command: case.command.clone(),
            tree: tree.label.clone(),
            fastest: fastest.unwrap_or_default(),
            median: percentile(&mut runs.unwrap_or_default(), 0.5).unwrap_or_default(),
            ratio: fastest
                .zip(reference)
                .filter(|_| tree.label != baseline)
                .map(|(fastest, reference)| fastest / reference),
            system_calls: match plan.calls && failure.is_none() {
                true => Some(system_calls(case, tree, &inputs()?)?),
                false => None,
            },
            reason: case.reason.clone(),
            failure,
        });
    }
    Ok(timings)
}

fn prepare(case: &Case, folder: &Path) -> Result<()> {
    let Some(text) = &case.prepare else {
        return Ok(());
    };
    let done = probe::clean(Path::new("sh"))
        .args(["-c", text])
        .current_dir(folder)
        .status()
        .context("cannot run sh")?;
    if !done.success() {
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
