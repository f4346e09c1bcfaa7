//! Runs tests by cargo-nextest: a process for each, several at a time, each with a time limit
//! (`.config/nextest.toml`).

use super::{Report, Set, Target};
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, bail};
use closed_set::say;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::thread;

/// Returns whether it is installed.
pub fn is_installed() -> bool {
    let version = toolchain::cargo().args(["nextest", "--version"]).output();
    version.is_ok_and(|output| output.status.success())
}

/// How many tests run at a time. Most of them wait for a child at times, and some for seconds.
fn threads() -> usize {
    2 * thread::available_parallelism().map_or(1, usize::from)
}

/// Builds the tests of a set, runs them, and shows the output of those that fail.
///
/// # Errors
/// They can't be built or started.
pub fn run(packages: &[String], set: &Set, log: &Path) -> Result<Report> {
    let mut cargo = toolchain::cargo();
    cargo
        .args(["nextest", "run", "--no-tests=pass", "--color=never"])
        .args(["--hide-progress-bar", "--cargo-quiet"])
        .args(["--test-threads", &threads().to_string()])
        .arg("--target-dir")
        .arg(workspace::target())
        .args(["--filterset", &set.filter()])
        .current_dir(workspace::root())
        .stderr(Stdio::piped());
    for package in packages {
        cargo.args(["--package", package]);
    }
    set.prepare(&mut cargo, log);
    // Like Cargo, nextest sets LD_LIBRARY_PATH for what it runs.
    let target = toolchain::host()?.to_uppercase().replace('-', "_");
    let runner = format!("CARGO_TARGET_{target}_RUNNER");
    cargo.env(runner, "env -u LD_LIBRARY_PATH");
    let mut child = cargo.spawn().context("cannot run cargo nextest")?;
    let messages = child.stderr.take().context("it is piped")?;
    let mut report = None;
    for line in BufReader::new(messages).split(b'\n') {
        let line = line.context("cannot read what cargo nextest prints")?;
        let line = String::from_utf8_lossy(&line);
        match count(&line) {
            Some(counted) => report = Some(counted),
            None if is_result(&line) => say!("{line}"),
            None => {}
        }
    }
    let status = child.wait()?;
    let Some(report) = report.or(status.success().then(Report::default)) else {
        bail!("the tests were not run: see the messages above");
    };
    let (passed, failed) = (report.passed, report.failed);
    say!("{:>14} {passed} passed, {failed} failed", set.name);
    Ok(report)
}

/// Returns whether a line is worth showing: all but the frame of nextest's own report.
fn is_result(line: &str) -> bool {
    let start = line.trim_start();
    let frame = [
        "Nextest run ID",
        "Starting ",
        "────",
        "error: test run failed",
    ];
    !line.is_empty() && !frame.iter().any(|frame| start.starts_with(frame))
}

impl Set<'_> {
    /// Returns the set in nextest's language.
    fn filter(&self) -> String {
        let of_utility = "(kind(test) and package(/^cl_/))";
        let multicall = workspace::package(workspace::MULTICALL);
        match self.target {
            Target::Nothing => format!("not {of_utility}"),
            Target::Tree(_) if self.multicall => of_utility.to_owned(),
            Target::Tree(_) | Target::Cargos => {
                format!("{of_utility} and not package({multicall})")
            }
        }
    }
}

/// Reads a line such as `Summary [ 1.0s] 6 tests run: 3 passed (1 slow), 2 failed, 1 timed out`.
fn count(line: &str) -> Option<Report> {
    let (_, counts) = line
        .trim_start()
        .strip_prefix("Summary ")?
        .split_once(':')?;
    let mut report = Report::default();
    for part in counts.split(", ") {
        let (number, what) = part.trim().split_once(' ')?;
        let Ok(number) = number.parse::<u64>() else {
            continue;
        };
        if what.starts_with("passed") {
            report.passed += number;
        } else if !what.starts_with("skipped") {
            report.failed += number;
        }
    }
    Some(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_nextest_prints() {
        let line = "     Summary [   1.0s] 7 tests run: 3 passed (1 slow), 2 failed, \
                    1 timed out, 1 exec failed, 9 skipped";
        assert_eq!(count(line), Some(Report::new(3, 4, 0)));
        assert_eq!(count("        FAIL [ 1.0s] cl_cut::cut a"), None);
    }
}
