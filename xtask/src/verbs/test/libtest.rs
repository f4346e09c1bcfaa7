//! Runs test executables one after the other: the runner where cargo-nextest is not installed.

use super::{LIMIT, Report, Set, Target};
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, bail};
use closed_set::{output, say};
use serde_json::Value;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;

/// A test executable that Cargo built.
pub struct Test {
    name: String,
    path: PathBuf,
    /// Where Cargo would run it.
    folder: PathBuf,
    /// Whether it runs a utility's executables, and so once for each variant.
    of_utility: bool,
}

/// Lets Cargo build the tests, in its dev profile: unit tests need overflow checks.
///
/// # Errors
/// They can't be built.
pub fn compile(packages: &[String]) -> Result<Vec<Test>> {
    let mut cargo = toolchain::cargo();
    cargo
        .args([
            "test",
            "--no-run",
            "--message-format=json-render-diagnostics",
        ])
        .arg("--target-dir")
        .arg(workspace::target())
        .current_dir(workspace::root())
        .stderr(Stdio::inherit());
    for package in packages {
        cargo.args(["--package", package]);
    }
    let built = cargo.output().context("cannot run cargo")?;
    if !built.status.success() {
        bail!("the tests were not built: see the messages above");
    }
    let mut tests: Vec<Test> = String::from_utf8_lossy(&built.stdout)
        .lines()
        .filter_map(|line| Test::from_message(&serde_json::from_str(line).ok()?))
        .collect();
    tests.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tests)
}

/// Runs those of the tests that belong to a set, and shows the output of those that fail.
///
/// # Errors
/// One can't be started.
pub fn run(tests: &[Test], set: &Set, log: &Path) -> Result<Report> {
    let mut report = Report::default();
    for test in tests.iter().filter(|test| set.has(test)) {
        report.add(&run_one(test, set, log)?);
    }
    Ok(report)
}

impl Set<'_> {
    fn has(&self, test: &Test) -> bool {
        match self.target {
            Target::Nothing => !test.of_utility,
            Target::Cargos => test.of_utility && test.name != workspace::MULTICALL,
            Target::Tree(_) => {
                test.of_utility && (self.multicall || test.name != workspace::MULTICALL)
            }
        }
    }
}

impl Test {
    fn from_message(message: &Value) -> Option<Self> {
        let path = message["executable"]
            .as_str()
            .filter(|_| message["profile"]["test"] == true)?;
        let manifest = Path::new(message["manifest_path"].as_str()?);
        let integration = message["target"]["kind"][0] == "test";
        Some(Self {
            name: message["target"]["name"].as_str()?.to_owned(),
            path: path.into(),
            folder: manifest.parent()?.to_owned(),
            of_utility: integration && manifest.starts_with(workspace::root().join("utils")),
        })
    }
}

fn run_one(test: &Test, set: &Set, log: &Path) -> Result<Report> {
    let mut command = Command::new(&test.path);
    command.current_dir(&test.folder);
    set.prepare(&mut command, log);
    let done =
        output(&mut command).with_context(|| format!("cannot run {}", test.path.display()))?;
    let (text, ended) = match &done {
        Some(done) => {
            let text = String::from_utf8_lossy(&done.stdout).into_owned();
            let rest = String::from_utf8_lossy(&done.stderr).into_owned();
            (text + &rest, done.status.success())
        }
        None => (format!("{}: killed after {LIMIT:?}\n", test.name), false),
    };
    let mut report = count(&text);
    if !ended {
        output::text(format_args!("{text}"));
        // A test that ended before it could say so failed too.
        report.failed = report.failed.max(1);
    }
    let (passed, failed) = (report.passed, report.failed);
    say!(
        "{:>14} {:<14} {passed} passed, {failed} failed",
        set.name,
        test.name
    );
    Ok(report)
}

/// Runs a command in a process group that is killed after the limit: then there is no output.
fn output(command: &mut Command) -> Result<Option<Output>> {
    command
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = command.spawn()?;
    let group = rustix::process::Pid::from_child(&child);
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(child.wait_with_output()));
    match receive.recv_timeout(LIMIT) {
        Ok(output) => Ok(Some(output?)),
        Err(_) => {
            rustix::process::kill_process_group(group, rustix::process::Signal::KILL)?;
            Ok(None)
        }
    }
}

/// Adds up lines such as `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
fn count(text: &str) -> Report {
    let (mut passed, mut failed, mut ignored) = (0, 0, 0);
    for line in text.lines().filter(|line| line.starts_with("test result:")) {
        let words: Vec<_> = line.split_whitespace().collect();
        for pair in words.windows(2) {
            let Ok(number) = pair[0].parse::<u64>() else {
                continue;
            };
            match pair[1] {
                "passed;" => passed += number,
                "failed;" => failed += number,
                "ignored;" => ignored += number,
                _ => {}
            }
        }
    }
    Report::new(passed, failed, ignored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_libtest_prints() {
        let text = "running 3 tests\ntest result: FAILED. 2 passed; 1 failed; 4 ignored; 0 measured; \
                    0 filtered out; finished in 0.00s\n";
        assert_eq!(count(text), Report::new(2, 1, 4));
        assert_eq!(count("nothing of the kind"), Report::default());
    }
}
