//! Runs test executables, one for each processor at a time: the runner where cargo-nextest is not
//! installed.

use super::{LIMIT, Report, Set, Target};
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, bail};
use closed_set::{output, say};
use serde_json::Value;
use std::collections::BTreeMap;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

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
    let tests: Vec<&Test> = tests.iter().filter(|test| set.has(test)).collect();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut report = Report::default();
    in_order(
        workers,
        &tests,
        &|test| run_one(test, set, log),
        &mut |test, ran| {
            report.add(&shown(test, set, ran?));
            Ok(())
        },
    )?;
    Ok(report)
}

/// Calls `work` for all items, several at a time, and `finish` for its results in the order of the
/// items. After an error of `finish`, which it returns, nothing more is begun.
fn in_order<I: Copy + Sync, R: Send>(
    workers: usize,
    items: &[I],
    work: &(dyn Fn(I) -> R + Sync),
    finish: &mut dyn FnMut(I, R) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..workers {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    // Nobody receives after an error.
                    if send.send((index, work(*item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (index, result) in receive {
            early.insert(index, result);
            while let Some(result) = early.remove(&due) {
                if let Err(error) = finish(items[due], result) {
                    next.store(items.len(), Ordering::Relaxed);
                    return Err(error);
                }
                due += 1;
            }
        }
        Ok(())
    })
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

/// What a test executable printed, and whether it succeeded.
struct Ran {
    text: String,
    succeeded: bool,
}

fn run_one(test: &Test, set: &Set, log: &Path) -> Result<Ran> {
    let mut command = Command::new(&test.path);
    command.current_dir(&test.folder);
    set.prepare(&mut command, log);
    let done =
        output(&mut command).with_context(|| format!("cannot run {}", test.path.display()))?;
    Ok(match &done {
        Some(done) => {
            let text = String::from_utf8_lossy(&done.stdout).into_owned();
            let rest = String::from_utf8_lossy(&done.stderr).into_owned();
            Ran {
                text: text + &rest,
                succeeded: done.status.success(),
            }
        }
        None => Ran {
            text: format!("{}: killed after {LIMIT:?}\n", test.name),
            succeeded: false,
        },
    })
}

/// Shows what is worth showing of a run, and counts its tests.
fn shown(test: &Test, set: &Set, ran: Ran) -> Report {
    let mut report = count(&ran.text);
    if !ran.succeeded {
        output::text(format_args!("{}", ran.text));
        // A test that ended before it could say so failed too.
        report.failed = report.failed.max(1);
    }
    let (passed, failed) = (report.passed, report.failed);
    say!(
        "{:>14} {:<14} {passed} passed, {failed} failed",
        set.name,
        test.name
    );
    report
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
    thread::spawn(move || send.send(child.wait_with_output()));
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
    fn results_come_in_order_and_an_error_ends_the_run() {
        let items: Vec<usize> = (0..20).collect();
        // The first of two workers waits until the other has begun what follows.
        let begun = AtomicUsize::new(0);
        let work = |item: usize| {
            begun.fetch_add(1, Ordering::SeqCst);
            while item == 0 && begun.load(Ordering::SeqCst) < 10 {
                thread::yield_now();
            }
            item
        };
        let mut seen = Vec::new();
        let all = in_order(2, &items, &work, &mut |item, result| {
            seen.push((item, result));
            Ok(())
        });
        assert!(all.is_ok());
        assert!(seen.iter().copied().eq((0..20).map(|item| (item, item))));
        let failed = in_order(2, &items, &|item| item, &mut |_, item| {
            anyhow::ensure!(item < 5, "no {item}");
            Ok(())
        });
        assert_eq!(failed.unwrap_err().to_string(), "no 5");
    }

    #[test]
    fn counts_what_libtest_prints() {
        let text = "running 3 tests\ntest result: FAILED. 2 passed; 1 failed; 4 ignored; 0 measured; \
                    0 filtered out; finished in 0.00s\n";
        assert_eq!(count(text), Report::new(2, 1, 4));
        assert_eq!(count("nothing of the kind"), Report::default());
    }
}
