//! Errors at every call: command lines are run again and again, each time with one of their system
//! calls failing.
//!
//! The first run of a command line shows which calls it makes. What must hold when one of them
//! fails:
//!
//! - It ends, and not by a signal or a panic.
//! - It does not claim success, unless it printed and left what it does without the fault.
//! - Nothing is lost: a file that it does not change otherwise stays as it was, and each content
//!   that it moves is still somewhere.
//!
//! Where GNU's utility makes the same call for the same file, it is run with the same fault. A status
//! other than ours is listed, for a reader to judge: the two may need the call for different things.
//! It is no finding where ours succeeded as it does without the fault, or failed and said so.

mod judge;
mod report;
mod tree;

pub use crate::inject::{Call, Effect};
pub use report::Report;

use crate::inject::{self, Fault, Injection};
use crate::{bin_dir, differential, process};
use judge::Outcome;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tree::Place;

/// What is wrong with a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// It had not ended after ten seconds.
    Hangs,
    /// A signal or a panic ended it.
    Crashes,
    /// It ended as it does without the fault, but printed or left something else.
    Silent,
    /// A file that it should not have touched was changed, or what it moves is nowhere.
    Loses,
    /// It succeeds where GNU's utility fails, or the other way round.
    Status,
}

/// Findings that are right, and why.
#[derive(Debug)]
pub struct Exception {
    /// The utility, or `*`.
    pub utility: &'static str,
    /// The name of the call, or `*`; or with the name of the file: `read names`.
    pub call: &'static str,
    /// The fault, or `*`.
    pub fault: &'static str,
    /// What is found.
    pub finding: Finding,
    /// Why that is right.
    pub reason: &'static str,
}

/// How much is run.
#[derive(Debug, Default)]
pub struct Extent {
    /// Only command lines of these utilities, if there are any.
    pub utilities: Vec<String>,
    /// One of so many faults is tried.
    pub stride: usize,
    /// No more is begun after this time.
    pub time: Option<Duration>,
}

/// How a call fails.
const FAULTS: &[(&str, Fault)] = &[
    ("EIO", Fault::Error(libc::EIO)),
    ("ENOSPC", Fault::Error(libc::ENOSPC)),
    ("EDQUOT", Fault::Error(libc::EDQUOT)),
    ("EINTR", Fault::Error(libc::EINTR)),
    ("EACCES", Fault::Error(libc::EACCES)),
    ("ENOSYS", Fault::Error(libc::ENOSYS)),
    ("missing", Fault::Missing),
    ("short", Fault::Short),
];

/// A run that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(10);

/// A command line, and what it does without a fault.
struct Learned {
    line: &'static str,
    calls: Vec<Call>,
    outcome: Outcome,
    gnu: Option<(Vec<Call>, Outcome)>,
}

/// One call of a command line that fails.
struct Job {
    line: usize,
    call: usize,
    fault: usize,
}

/// Runs every line with each of its calls failing. A line is a utility with its arguments, separated
/// by single spaces; `<FILE` is what it reads from standard input.
///
/// # Panics
/// A line can't be run, or does not do the same twice.
pub fn at_every_call(
    lines: &[&'static str],
    exceptions: &'static [Exception],
    extent: &Extent,
) -> Report {
    let wanted = |line: &&&str| {
        let utility = utility_of(line);
        extent.utilities.is_empty() || extent.utilities.iter().any(|name| name == utility)
    };
    let lines: Vec<&'static str> = lines.iter().filter(wanted).copied().collect();
    let started = Instant::now();
    let watch = Watch::default();
    let learned = watch.in_parallel(lines.len(), |runner, index| {
        Some(runner.learn(lines[index]))
    });
    let jobs = jobs(&learned, extent.stride.max(1));
    let report = Mutex::new(Report::new(lines.len(), jobs.len(), exceptions));
    watch.in_parallel(jobs.len(), |runner, index| {
        let late = extent.time.is_some_and(|time| started.elapsed() > time);
        if !late {
            let job = &jobs[index];
            let learned = &learned[job.line];
            runner.fail(learned, job, &report);
        }
        None::<()>
    });
    let mut report = report.into_inner().expect("no runner panics");
    report.took = started.elapsed();
    report
}

/// Returns the system calls that each command line makes, without faults.
///
/// # Panics
/// One can't be run.
pub fn calls_of(lines: &[&'static str]) -> Vec<(&'static str, Vec<Call>)> {
    Watch::default().in_parallel(lines.len(), |runner, index| {
        let line = lines[index];
        let ours = executable(utility_of(line));
        Some((line, runner.run(line, &ours, None).0))
    })
}

fn utility_of(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

/// Lists what is to be tried: each call in each way, but for those that `stride` leaves out.
fn jobs(learned: &[Learned], stride: usize) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (line, learned) in learned.iter().enumerate() {
        for (call, made) in learned.calls.iter().enumerate() {
            for (fault, (_, how)) in FAULTS.iter().enumerate() {
                let repeated = *how == Fault::Missing && made.occurrence > 1;
                if made.may_fail(*how) && !repeated && !is_librarys(made) {
                    jobs.push(Job { line, call, fault });
                }
            }
        }
    }
    let mut number = 0;
    jobs.retain(|_| {
        number += 1;
        number % stride == 0
    });
    // Where time runs out, something of every line has been tried.
    fastrand::Rng::with_seed(1).shuffle(&mut jobs);
    jobs
}

/// Returns whether the C library reads a table of the system, of users or hosts. It reports no
/// errors: who is not found has no name, in GNU's utilities as well.
fn is_librarys(call: &Call) -> bool {
    ["/etc", "/usr", "/run", "/var", "/lib"]
        .iter()
        .any(|folder| call.path.starts_with(folder))
}

/// The processes that run, each with the time when it was started, to end those that hang.
#[derive(Default)]
struct Watch(Mutex<Vec<(i32, Instant, bool)>>);

impl Watch {
    /// Calls `work` for all numbers below `count`, from several threads,
    /// and returns what it returned, in the order of the numbers.
    fn in_parallel<T: Send>(
        &self,
        count: usize,
        work: impl Fn(&Runner, usize) -> Option<T> + Sync,
    ) -> Vec<T> {
        let next = AtomicUsize::new(0);
        let results = Mutex::new(Vec::new());
        // A tracer and what it traces wait for each other.
        let threads = 4 * std::thread::available_parallelism().map_or(2, usize::from);
        let working = AtomicUsize::new(threads);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let _done = Done(&working);
                    let place = Place::new().expect("folders can be made");
                    let runner = Runner { place, watch: self };
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= count {
                            break;
                        }
                        if let Some(result) = work(&runner, index) {
                            results.lock().expect("no panic").push((index, result));
                        }
                    }
                });
            }
            while working.load(Ordering::Relaxed) > 0 {
                std::thread::sleep(Duration::from_millis(50));
                self.end_what_hangs();
            }
        });
        let mut results = results.into_inner().expect("no panic");
        results.sort_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }

    fn end_what_hangs(&self) {
        for (pid, started, ended) in self.0.lock().expect("no panic").iter_mut() {
            if started.elapsed() > LIMIT && !*ended {
                *ended = true;
                // SAFETY: kill(2) touches no memory. The process has not been waited for.
                #[allow(unsafe_code, reason = "std signals children only by their handle")]
                unsafe {
                    libc::kill(*pid, libc::SIGKILL);
                }
            }
        }
    }

    fn started(&self, pid: i32) {
        let mut running = self.0.lock().expect("no panic");
        running.push((pid, Instant::now(), false));
    }

    /// Forgets a process, and returns whether it was ended for taking too long.
    fn ended(&self, pid: i32) -> bool {
        let mut running = self.0.lock().expect("no panic");
        let index = running.iter().position(|(known, ..)| *known == pid);
        index.is_some_and(|index| running.swap_remove(index).2)
    }
}

/// Counts a thread as done even if it panics.
struct Done<'a>(&'a AtomicUsize);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Runs command lines in a folder of its own.
struct Runner<'a> {
    place: Place,
    watch: &'a Watch,
}

impl Runner<'_> {
    fn learn(&self, line: &'static str) -> Learned {
        let name = utility_of(line);
        let ours = executable(name);
        let (calls, outcome) = self.run(line, &ours, None);
        let (_, again) = self.run(line, &ours, None);
        assert!(
            outcome.same(&again),
            "'{line}' does not do the same twice: {}",
            outcome.difference(&again)
        );
        let gnu = differential::version(name).map(|_| {
            let (calls, outcome) = self.run(line, &differential::path(name), None);
            (calls, outcome)
        });
        Learned {
            line,
            calls,
            outcome,
            gnu,
        }
    }

    fn fail(&self, learned: &Learned, job: &Job, report: &Mutex<Report>) {
        let call = &learned.calls[job.call];
        let (fault_name, fault) = FAULTS[job.fault];
        let injection = Injection {
            number: call.number,
            occurrence: call.occurrence,
            fault,
        };
        let (_, outcome) = self.run(
            learned.line,
            &executable(utility_of(learned.line)),
            Some(injection),
        );
        let mut found = outcome.judge(&learned.outcome, &self.place.initial);
        let mut compared = false;
        if let (Fault::Error(_), Some((number, occurrence))) =
            (fault, learned.call_of_gnu(job.call))
        {
            let injection = Injection {
                number,
                occurrence,
                fault,
            };
            let gnu = differential::path(utility_of(learned.line));
            let (_, theirs) = self.run(learned.line, &gnu, Some(injection));
            compared = true;
            if (outcome.status == 0) != (theirs.status == 0) {
                let (ours, theirs) = (outcome.ended(), theirs.ended());
                found.push((Finding::Status, format!("{ours}, GNU's {theirs}")));
            }
        }
        let mut report = report.lock().expect("no panic");
        report.count(
            utility_of(learned.line),
            fault_name,
            outcome.injected,
            compared,
        );
        for (finding, detail) in found {
            report.add(report::Found {
                line: learned.line,
                call: call.name,
                path: self.place.relative(&call.path),
                occurrence: call.occurrence,
                fault: fault_name,
                finding,
                detail,
                stderr: outcome.stderr.clone(),
            });
        }
    }

    /// Runs a command line on newly made files.
    fn run(
        &self,
        line: &str,
        executable: &PathBuf,
        injection: Option<Injection>,
    ) -> (Vec<Call>, Outcome) {
        self.place.prepare().expect("files can be made");
        let root = &self.place.root;
        let mut words = line.split(' ');
        let name = words.next().unwrap_or_default();
        let (input, args): (Vec<&str>, Vec<&str>) = words.partition(|word| word.starts_with('<'));
        let input = match input.first() {
            Some(name) => self.place.tree.join(&name[1..]),
            None => "/dev/null".into(),
        };
        let create = |name: &str| File::create(root.join(name)).expect("a file can be made");
        let mut command: Command = process::command(executable);
        command
            .arg0(name)
            .args(args)
            .current_dir(&self.place.tree)
            .stdin(File::open(input).expect("there is input"))
            .stdout(Stdio::from(create("stdout")))
            .stderr(Stdio::from(create("stderr")));
        let pid = std::cell::Cell::new(0);
        let started = |number| {
            pid.set(number);
            self.watch.started(number);
        };
        let traced = inject::trace(command, injection, injection.is_none(), &started);
        let late = self.watch.ended(pid.get());
        let mut traced = traced.unwrap_or_else(|e| panic!("'{line}' can't be traced: {e}"));
        let calls = std::mem::take(&mut traced.calls);
        let outcome = Outcome::new(&self.place, &traced, late);
        (calls, outcome.expect("the files can be read"))
    }
}

/// Returns the executable under test.
fn executable(name: &str) -> PathBuf {
    let all = bin_dir().join("coreutils");
    match all.exists() {
        true => all,
        false => bin_dir().join(name),
    }
}

impl Learned {
    /// Returns number and occurrence of the same call of GNU's utility: of the same name, for the
    /// same file, the n-th of these.
    fn call_of_gnu(&self, call: usize) -> Option<(i64, usize)> {
        let (theirs, outcome) = self.gnu.as_ref()?;
        if outcome.status != self.outcome.status {
            return None;
        }
        let ours = &self.calls[call];
        let file = |call: &Call| {
            let name = call.path.file_name().map(std::ffi::OsStr::to_owned);
            (call.name, name)
        };
        let same = |other: &&Call| file(other) == file(ours);
        let index = self.calls[..call].iter().filter(same).count();
        let call = theirs.iter().filter(same).nth(index)?;
        Some((call.number, call.occurrence))
    }
}
