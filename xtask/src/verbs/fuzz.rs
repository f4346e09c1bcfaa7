//! `cargo xtask fuzz`: looks for input that makes a utility panic, crash or hang, with libFuzzer.
//!
//! The package `fuzz` has the targets and the inputs that are kept. It is compiled with LLVM's
//! instrumentation for coverage, which the stable compiler passes on to LLVM. libFuzzer reads all
//! counters after each input, so each target has an executable with its own utilities only: that is
//! 12,000 counters instead of 135,000 for `expr`, and twice the inputs per second.

#[allow(dead_code, reason = "the table also has what only the fuzzer reads")]
#[path = "../../fuzz/src/targets.rs"]
mod targets;

use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, ensure};
use closed_set::say;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use targets::TARGETS;

/// The instrumentation that libFuzzer reads.
const FLAGS: &[&str] = &[
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// One process runs so many inputs: the utilities leak what a process needs once, such as the list of
/// their options. That is up to 13 KiB for each input, and libFuzzer takes 4 GiB for a finding.
const ROUND: &str = "-runs=200000";

#[derive(clap::Args)]
pub struct Options {
    /// Only the targets that match one of these patterns
    targets: Vec<String>,

    /// Run each target for so many seconds
    #[arg(long, value_name = "N", default_value_t = 60)]
    seconds: u64,

    /// End a target after so many inputs, rounded up to rounds of 200,000
    #[arg(long, value_name = "N", default_value_t = u64::MAX)]
    executions: u64,

    /// Add the inputs that reach new code to the repository
    #[arg(long)]
    keep: bool,

    /// Instead run the inputs in the repository under valgrind's memcheck
    #[arg(long)]
    valgrind: bool,
}

pub fn run(options: &Options) -> Result<()> {
    let kept = workspace::root().join("xtask/fuzz/corpus");
    let names = selected(&options.targets)?;
    if options.valgrind {
        return check_memory(&kept, &names);
    }
    let (mut executions, mut findings) = (0, 0);
    say!("target            executions  per second  edges  findings");
    for name in names {
        let fuzzer = build(&name)?;
        let target = Target::new(&fuzzer, &kept, &name)?;
        let result = target.fuzz(options)?;
        say!(
            "{name:<16} {:>11} {:>11} {:>6} {:>9}",
            result.executions,
            result.executions / result.seconds.max(1),
            result.edges,
            result.findings
        );
        executions += result.executions;
        findings += result.findings;
        if options.keep {
            target.keep()?;
        }
    }
    say!("{executions} executions");
    let found = work().join("findings");
    ensure!(findings == 0, "{findings} findings in {}", found.display());
    Ok(())
}

/// Returns the names of the targets that match a pattern, or all.
fn selected(patterns: &[String]) -> Result<Vec<String>> {
    let names: Vec<String> = TARGETS.iter().map(|one| one.name.to_owned()).collect();
    match patterns {
        [] => Ok(names),
        patterns => workspace::select(patterns, &names),
    }
}

/// Runs the inputs that are kept under valgrind, which reports what reads or writes memory that it
/// should not.
fn check_memory(kept: &Path, names: &[String]) -> Result<()> {
    let mut cargo = toolchain::cargo();
    cargo.current_dir(workspace::root());
    let status = cargo
        .args(["build", "--package=fuzz", "--bin=replay"])
        .status();
    ensure!(status?.success(), "replay was not built");
    let replay = workspace::target().join("debug/replay");
    let mut inputs = 0;
    for name in names {
        let files = entries(&kept.join(name))?;
        inputs += files.len();
        let run = Command::new("valgrind")
            .args(["--quiet", "--error-exitcode=99"])
            .args([replay.as_os_str(), name.as_ref()])
            .args(files)
            .output()
            .context("cannot run valgrind")?;
        let said = String::from_utf8_lossy(&run.stderr);
        let found: Vec<&str> = said.lines().filter(|l| l.starts_with("==")).collect();
        ensure!(run.status.success(), "{name}:\n{}", found.join("\n"));
    }
    say!("{inputs} inputs of {} targets, no finding", names.len());
    Ok(())
}

/// Returns what is in a folder, sorted by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Returns the folder for what a run leaves.
fn work() -> PathBuf {
    workspace::target().join("fuzz")
}

/// Builds the fuzzer of one target.
fn build(name: &str) -> Result<PathBuf> {
    let folder = work().join("build");
    let mut cargo = toolchain::cargo();
    cargo.current_dir(workspace::root()).args([
        "build",
        "--quiet",
        "--package=fuzz",
        "--bin=fuzz",
        "--profile=fuzz",
        "--no-default-features",
        "--features",
    ]);
    let lines = TARGETS.iter().filter(|target| target.name == name);
    let utilities = lines.flat_map(|target| target.lines).map(|line| {
        let utility = line.split(' ').next().unwrap_or_default();
        format!("cl_coreutils/{utility}")
    });
    cargo.arg(utilities.fold("engine".to_owned(), |all, one| all + "," + &one));
    // With a target, the flags do not apply to what is compiled for the build itself.
    let host = toolchain::host()?;
    cargo.args(["--target", host, "--target-dir"]).arg(&folder);
    cargo.env("RUSTFLAGS", FLAGS.join(" "));
    let status = cargo.status().context("cannot run cargo")?;
    ensure!(status.success(), "the fuzzer was not built");
    Ok(folder.join(host).join("fuzz/fuzz"))
}

/// What one target is run with.
struct Target<'a> {
    fuzzer: &'a Path,
    name: &'a str,
    /// Inputs found in earlier runs and in this one.
    corpus: PathBuf,
    kept: PathBuf,
    findings: PathBuf,
}

#[derive(Default)]
struct Outcome {
    executions: u64,
    seconds: u64,
    edges: u64,
    findings: usize,
}

impl<'a> Target<'a> {
    fn new(fuzzer: &'a Path, kept: &Path, name: &'a str) -> Result<Self> {
        let target = Self {
            fuzzer,
            name,
            corpus: work().join("corpus").join(name),
            kept: kept.join(name),
            findings: work().join("findings").join(name),
        };
        std::fs::create_dir_all(&target.corpus)?;
        std::fs::create_dir_all(&target.findings)?;
        Ok(target)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(self.fuzzer);
        command
            .env("FUZZ_TARGET", self.name)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }

    /// Runs the target in rounds.
    fn fuzz(&self, options: &Options) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        let started = Instant::now();
        loop {
            outcome.seconds = started.elapsed().as_secs();
            let left = options.seconds.saturating_sub(outcome.seconds);
            if left == 0 || outcome.executions >= options.executions {
                break;
            }
            let run = self
                .command()
                .args([ROUND, &format!("-max_total_time={left}")])
                .args(["-print_final_stats=1", "-close_fd_mask=3", "-timeout=30"])
                // Files are not replaced by smaller ones, which would take more time than the runs.
                .args(["-max_len=512", "-rss_limit_mb=4096", "-reduce_inputs=0"])
                .arg(format!("-artifact_prefix={}/", self.findings.display()))
                .args([&self.corpus, &self.kept])
                .output()
                .context("cannot run the fuzzer")?;
            let log = String::from_utf8_lossy(&run.stderr);
            outcome.executions += number_after(&log, "stat::number_of_executed_units:");
            outcome.edges = outcome.edges.max(number_after(&log, " cov:"));
            if !run.status.success() {
                std::fs::write(self.findings.join("log"), log.as_bytes())?;
                break;
            }
        }
        let found = std::fs::read_dir(&self.findings)?;
        outcome.findings = found.count();
        Ok(outcome)
    }

    /// Copies the fewest inputs that reach the same code to the repository.
    fn keep(&self) -> Result<()> {
        let run = self
            .command()
            .args(["-merge=1", "-max_len=128"])
            .args([&self.kept, &self.corpus])
            .output()
            .context("cannot run the fuzzer")?;
        ensure!(run.status.success(), "{}: not merged", self.name);
        Ok(())
    }
}

/// Returns the number after the last occurrence of `label`.
fn number_after(log: &str, label: &str) -> u64 {
    let rest = log.rsplit_once(label).map_or("", |(_, rest)| rest);
    let digits = rest.split_whitespace().next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_targets_are_run_unless_some_are_named() {
        assert_eq!(selected(&[]).unwrap().len(), TARGETS.len());
        assert_eq!(selected(&["tr".to_owned()]).unwrap(), ["tr"]);
        assert_eq!(selected(&["ts*".to_owned()]).unwrap(), ["tsort"]);
        assert!(selected(&["gone".to_owned()]).is_err());
    }

    #[test]
    fn numbers_are_those_of_the_last_lines() {
        let log = "#2 INITED cov: 5 ft: 6\n#99 NEW    cov: 123 ft: 456\n\
                   stat::number_of_executed_units: 789\n";
        assert_eq!(number_after(log, " cov:"), 123);
        assert_eq!(number_after(log, "stat::number_of_executed_units:"), 789);
        assert_eq!(number_after("", " cov:"), 0);
    }
}
