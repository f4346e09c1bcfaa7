//! Times the commands: the trees in turn within each round, so that whatever else the machine
//! does meets all of them.

use super::cases::Case;
use super::{Timing, input, inputs};
use crate::measure::tree::Tree;
use crate::measure::{percentile, probe, progress};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command is not begun again when all its runs together have taken this long.
const ENOUGH: Duration = Duration::from_secs(20);

/// Times all the cases in all the trees that have their utility.
///
/// # Errors
/// An input can't be made, or nothing can be run at all.
pub(super) fn all(
    cases: &[Case],
    trees: &[Tree],
    baseline: &str,
    runs: usize,
    calls: bool,
) -> Result<Vec<Timing>> {
    let folder = inputs()?;
    let bar = progress::bar("Timing", cases.len());
    let mut timings = Vec::new();
    for case in cases {
        bar.set_message(case.command.chars().take(24).collect::<String>());
        let both = format!("{} {}", case.prepare.as_deref().unwrap_or(""), case.command);
        input::make(&both, &folder)?;
        timings.extend(one(case, trees, baseline, runs, calls, &folder)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(timings)
}

fn one(
    case: &Case,
    trees: &[Tree],
    baseline: &str,
    runs: usize,
    calls: bool,
    folder: &Path,
) -> Result<Vec<Timing>> {
    let trees: Vec<&Tree> = trees
        .iter()
        .filter(|tree| tree.utilities().contains(&case.utility))
        .collect();
    let mut samples: Vec<Vec<f64>> = vec![Vec::new(); trees.len()];
    let mut failures: Vec<Option<String>> = vec![None; trees.len()];
    let begun = Instant::now();
    // The first round warms the caches.
    for round in 0..=runs {
        if round > 3 && begun.elapsed() > ENOUGH {
            break;
        }
        for (index, tree) in trees.iter().enumerate() {
            if failures[index].is_some() {
                continue;
            }
            prepare(case, folder)?;
            let started = Instant::now();
            let done = command(case, tree, folder)
                .output()
                .context("cannot run sh")?;
            let took = started.elapsed().as_secs_f64();
            if !done.status.success() {
                let said = String::from_utf8_lossy(&done.stderr);
                let line = said.lines().next().unwrap_or("no message");
                failures[index] = Some(format!("{}: {line}", done.status));
            } else if round > 0 || runs == 1 {
                samples[index].push(took);
            }
        }
    }
    let fastest = |samples: &[f64]| samples.iter().copied().fold(f64::INFINITY, f64::min);
    let reference = trees
        .iter()
        .position(|tree| tree.label == baseline)
        .map(|index| fastest(&samples[index]))
        .filter(|seconds| seconds.is_finite());
    let mut timings = Vec::new();
    for (index, tree) in trees.iter().enumerate() {
        let mut samples = std::mem::take(&mut samples[index]);
        let failure = failures[index].take();
        let fastest = fastest(&samples);
        let timed = failure.is_none() && fastest.is_finite();
        timings.push(Timing {
            utility: case.utility.clone(),
            command: case.command.clone(),
            tree: tree.label.clone(),
            fastest: if timed { fastest } else { 0.0 },
            median: percentile(&mut samples, 0.5).unwrap_or_default(),
            ratio: reference
                .filter(|_| timed && tree.label != baseline)
                .map(|reference| fastest / reference),
            system_calls: match calls && timed {
                true => Some(system_calls(case, tree, folder)?),
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

/// The shell that runs a case, with the tree's utilities first.
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

/// How many system calls one run makes, the shell's own included.
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
