//! `campaign`: compares our executables with GNU's over generated cases. `cargo xtask compare-gnu`
//! builds what it needs and runs it.
//!
//! Each case has a seed of its own, made of the campaign's seed, the utility's name and the case's
//! number. So a case is the same whatever else is run, and `--case N` repeats it. The cases are
//! run in small folders below /dev/shm, by an unprivileged user if the campaign is started as
//! root, with limits of time, memory and file size.
//!
//! The modules, from bottom to top: `case` (what is run), `input` (text), `options` (what `cli()`
//! states), `mistakes`, `near`, `values`, `variables`, `operands`, `recipes` (they make cases), `tree` and `run` (they run them),
//! `compare`, `report`.

mod case;
mod compare;
mod counts;
mod input;
mod mistakes;
mod near;
mod operands;
mod options;
mod recipes;
mod report;
mod run;
mod tree;
mod values;
mod variables;

use anyhow::{Context, Result, ensure};
use clap::Parser;
use compare::{Comparison, Verdict};
use options::Options;
use recipes::{RECIPES, Recipe};
use report::Report;
use run::Place;
use rustix::process::{Resource, Rlimit};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use testing::Chance;

/// How many cases of a utility follow each other.
const BLOCK: u64 = 25;

#[derive(Parser)]
struct Settings {
    /// The folder of our executables
    #[arg(long)]
    ours: PathBuf,
    /// The folder of GNU's
    #[arg(long, default_value = "/usr/bin")]
    theirs: PathBuf,
    /// What `documents --options` prints
    #[arg(long)]
    options: PathBuf,
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only so many cases of each utility
    #[arg(long, default_value_t = u64::MAX)]
    cases: u64,
    /// Only this case of each utility
    #[arg(long)]
    case: Option<u64>,
    /// Add the counts to those in this file
    #[arg(long)]
    counts: Option<PathBuf>,
    /// How many cases are run at once [default: as many as there are processors]
    #[arg(long)]
    jobs: Option<usize>,
    utilities: Vec<String>,
}

/// A utility whose cases are run.
struct Subject {
    recipe: &'static Recipe,
    options: Options,
}

struct Campaign {
    settings: Settings,
    subjects: Vec<Subject>,
    next: AtomicU64,
    end: Instant,
    report: Mutex<Report>,
}

fn main() -> ExitCode {
    match campaign(Settings::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(e) => {
            let _ = writeln!(io::stderr(), "error: {e:#}");
            ExitCode::from(2)
        }
    }
}

/// Returns whether there were no findings.
fn campaign(settings: Settings) -> Result<bool> {
    let table = std::fs::read_to_string(&settings.options).context("cannot read the options")?;
    let folder = tempfile::Builder::new()
        .prefix("compare-gnu-")
        .tempdir_in("/dev/shm")?;
    let counts = settings.counts.as_deref().map(counts::open).transpose()?;
    become_harmless(folder.path())?;
    let ours = copied(&settings.ours, folder.path())?;
    let mut report = Report::default();
    let subjects = subjects(&settings, &table, &mut report)?;
    ensure!(!subjects.is_empty(), "there is no such utility");
    let end = Instant::now() + Duration::from_secs(settings.seconds);
    let campaign = Campaign {
        settings,
        subjects,
        next: AtomicU64::new(0),
        end,
        report: Mutex::new(report),
    };
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = campaign.settings.jobs.unwrap_or(processors);
    std::thread::scope(|scope| {
        let start = |i: usize| {
            let (campaign, place) = (&campaign, folder.path().join(i.to_string()));
            let bins = [campaign.settings.theirs.clone(), ours.clone()];
            scope.spawn(move || campaign.work(bins, place))
        };
        let all: Vec<_> = (0..threads).map(start).collect();
        all.into_iter()
            .try_for_each(|thread| thread.join().expect("a thread does not panic"))
    })?;
    let report = campaign
        .report
        .into_inner()
        .expect("no thread has panicked");
    if let Some(counts) = counts {
        counts.add(&report.counts())?;
    }
    report
        .write(&mut io::stdout().lock())
        .context("cannot write to standard output")?;
    Ok(report.is_clean())
}

/// Copies a tree of executables, so that nothing changes them meanwhile. Returns their folder.
fn copied(bin: &Path, to: &Path) -> Result<PathBuf> {
    let tree = bin.parent().context("the executables are in no folder")?;
    let target = to.join("ours");
    let mut copy = testing::command("cp");
    let status = copy.arg("-a").arg(tree).arg(&target).status()?;
    ensure!(status.success(), "cannot copy the executables");
    Ok(target.join(
        bin.file_name()
            .context("the executables are in no folder")?,
    ))
}

/// Gives up privileges, and sets limits that children inherit.
fn become_harmless(folder: &Path) -> Result<()> {
    const MIB: u64 = 1024 * 1024;
    rustix::process::umask(0o022.into());
    for (resource, limit) in [
        (Resource::Core, 0),
        (Resource::Fsize, 32 * MIB),
        (Resource::As, 768 * MIB),
        (Resource::Nproc, 400),
        (Resource::Cpu, 100_000),
    ] {
        let limit = Rlimit {
            current: Some(limit),
            maximum: Some(limit),
        };
        rustix::process::setrlimit(resource, limit).context("cannot set a limit")?;
    }
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(folder, Some(65534), Some(65534))?;
        testing::become_nobody().context("cannot give up privileges")?;
    }
    Ok(())
}

/// Returns the utilities that were asked for, with the options that both know.
fn subjects(settings: &Settings, table: &str, report: &mut Report) -> Result<Vec<Subject>> {
    let mut all = options::read(table)?;
    let mut subjects = Vec::new();
    for recipe in RECIPES {
        let asked =
            settings.utilities.is_empty() || settings.utilities.iter().any(|u| u == recipe.utility);
        let program = settings.theirs.join(recipe.utility);
        if !asked || !program.exists() {
            continue;
        }
        let stated = all.remove(recipe.utility).unwrap_or_default();
        let longs = stated
            .iter()
            .flat_map(|option| option.longs.clone())
            .collect();
        let mut common = stated;
        for spelling in options::ask_gnu(&mut common, &program) {
            report.lacks(recipe.utility, &spelling);
        }
        let known = common.iter().flat_map(|option| option.longs.clone());
        let known = known.collect();
        let given = recipes::allowed(recipe.utility, common);
        subjects.push(Subject {
            recipe,
            options: Options {
                given,
                longs,
                known,
            },
        });
    }
    Ok(subjects)
}

impl Campaign {
    /// Runs cases until the time is over.
    fn work(&self, bins: [PathBuf; 2], folder: PathBuf) -> Result<()> {
        let comparison = Comparison {
            bins,
            place: Place::new(folder)?,
            end: self.end,
        };
        let count = self.subjects.len() as u64;
        while Instant::now() < self.end {
            let turn = self.next.fetch_add(1, Ordering::Relaxed);
            let subject = &self.subjects[(turn % count) as usize];
            if let Some(number) = self.settings.case {
                if turn >= count {
                    break;
                }
                self.one(subject, number, &comparison)?;
                continue;
            }
            let first = turn / count * BLOCK;
            if first >= self.settings.cases {
                break;
            }
            for number in first..self.settings.cases.min(first + BLOCK) {
                if Instant::now() > self.end {
                    break;
                }
                self.one(subject, number, &comparison)?;
            }
        }
        Ok(())
    }

    fn one(&self, subject: &Subject, number: u64, comparison: &Comparison) -> Result<()> {
        let utility = subject.recipe.utility;
        let mut chance = Chance::seeded(seed(self.settings.seed, utility, number));
        let case = subject.recipe.case(&subject.options, &mut chance);
        if !case.is_safe() {
            return Ok(());
        }
        let verdict = comparison.compare(&case)?;
        let report = || self.report.lock().expect("no thread has panicked");
        if let Verdict::Differs(runs) = verdict {
            let raw = compare::signature(&case, &runs);
            if report().found(utility, raw) {
                let (case, runs) = comparison.reduce(case, runs)?;
                report().keep(number, &case, &runs);
            }
        } else {
            report().count(utility, &verdict);
        }
        Ok(())
    }
}

/// Mixes the parts of a case's seed (FNV-1a).
fn seed(campaign: u64, utility: &str, number: u64) -> u64 {
    let parts = campaign.to_le_bytes().into_iter().chain(utility.bytes());
    let parts = parts.chain(number.to_le_bytes());
    parts.fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
