//! Memory: what many different utilities hold while all of them run and wait at once.

use std::collections::BTreeSet;
use std::fs;
use std::io::{PipeReader, PipeWriter, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use procfs::process::Process;

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::{Record, percentile};
use super::view::{Chart, Form, KIB, Rows, Table, Value};
use super::{cache, interrupt, orphans, progress};
use crate::model::probe;
use crate::model::tree::Tree;
use crate::model::workspace::{self, Metadata};

pub(super) const MEASURE: Measure = Measure {
    name: "memory",
    about: "memory of different utilities at once",
    how: "All utilities that can be made to wait run at once, and the kernel's figures of \
          their pages (/proc/PID/smaps_rollup) are added up. The median of three rounds \
          counts.",
    choice: Choice::Usual,
    figures: &[
        Figure::new("memory_kib", "memory of all processes"),
        Figure::new("processes_count", "number of processes"),
    ],
    take: measure,
    tables: &[Table {
        name: "memory",
        title: "Memory in KiB, {processes_count memory} different utilities at once",
        rows: Rows::Trees(&[
            PSS,
            Value::new("private dirty", "memory_kib", "private_dirty")
                .about("pages that one process alone has, and that it has changed"),
            Value::new("page tables", "memory_kib", "page_tables")
                .about("the tables in which the kernel keeps these pages"),
            Value::new("RSS", "memory_kib", "rss")
                .about("a page counts in each process that maps it"),
        ]),
    }],
    charts: &[Chart {
        name: "memory",
        caption: "Memory of different utilities running at once",
        unit: "MiB, PSS",
        form: Form::Stacked(&[PSS.per(KIB)]),
    }],
};

const PSS: Value<'static> = Value::new("PSS", "memory_kib", "pss")
    .about("a page that several processes share is divided among them");

/// How a utility is kept waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    /// It reads standard input, which stays open and empty.
    Input,
    /// It writes to a pipe that is full.
    Output,
}
use Wait::{Input, Output};

/// A utility, how it is made to wait, and its arguments, in which `FILE`, `FOLDER`, `PIPE` and `NEW`
/// stand for a small file, a folder, a FIFO without a writer, and a name that does not exist.
type Waiting = (String, Wait, Vec<String>);

/// Reads the manifests of the utilities for how each is made to wait.
fn all_waiting() -> Result<&'static [Waiting]> {
    static ALL: OnceLock<Vec<Waiting>> = OnceLock::new();
    if let Some(known) = ALL.get() {
        return Ok(known);
    }
    let mut all = Vec::new();
    for utility in workspace::utilities()? {
        let metadata = Metadata::of(workspace::root(), &utility)?;
        let waits = [
            (Input, metadata.waits_for_input),
            (Output, metadata.waits_for_output),
        ];
        for (wait, arguments) in waits {
            all.extend(arguments.map(|arguments| (utility.clone(), wait, arguments)));
        }
    }
    Ok(ALL.get_or_init(|| all))
}

/// What is summed over the processes. All arrays of sums are in this order.
const SUMS: [&str; 4] = ["pss", "private_dirty", "page_tables", "rss"];

/// How often each tree is measured, in turn with the others. The median counts.
const ROUNDS: usize = 3;

/// Sums over the utilities that wait in every tree. The trees are measured one after the other.
fn measure(trees: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let names = waiting(trees, bench)?;
    let list = Vec::from_iter(names.iter().copied()).join(", ");
    bench.notes.push(format!("Memory is that of: {list}."));
    let bar = progress::bar("memory", ROUNDS * trees.len());
    let keys: Vec<String> = trees
        .iter()
        .map(|tree| key(tree, &names))
        .collect::<Result<_>>()?;
    let mut samples = vec![[const { Vec::<f64>::new() }; SUMS.len()]; trees.len()];
    for _ in 0..ROUNDS {
        for ((tree, key), samples) in trees.iter().zip(&keys).zip(&mut samples) {
            bar.set_message(tree.label.clone());
            let sums = match bench.cache.samples(key) {
                Some(kept) => kept.to_vec(),
                None => together(tree, &names, bench)?.to_vec(),
            };
            for (samples, sum) in samples.iter_mut().zip(sums) {
                samples.push(sum);
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let mut records = Vec::new();
    for ((tree, key), samples) in trees.iter().zip(keys).zip(&mut samples) {
        let medians = samples
            .each_mut()
            .map(|samples| percentile(samples, 0.5).unwrap_or_default());
        if bench.cache.samples(&key).is_none() {
            bench.cache.put_samples(key, &medians);
        }
        for (sum, value) in SUMS.iter().zip(medians) {
            records.push(Record::new(&tree.label, "memory_kib", sum, value));
        }
        records.push(Record::new(
            &tree.label,
            "processes_count",
            "memory",
            names.len() as f64,
        ));
    }
    Ok(records)
}

/// Returns the utilities that wait in all trees. One that ends at once in some tree is left out of
/// all sums, not of one.
pub(crate) fn waiting(trees: &[Tree], bench: &mut Bench) -> Result<BTreeSet<&'static str>> {
    let bar = progress::bar("who waits", trees.len());
    let compared = |utility: &str| bench.utilities.iter().any(|name| name == utility);
    let mut names: BTreeSet<&'static str> = all_waiting()?
        .iter()
        .map(|(utility, ..)| utility.as_str())
        .filter(|utility| compared(utility))
        .collect();
    for tree in trees {
        bar.set_message(tree.label.clone());
        let waiting = Crowd::start(tree, &names, bench)?.settle();
        interrupt::check()?;
        let lost: Vec<&str> = names.difference(&waiting).copied().collect();
        if !lost.is_empty() {
            let (label, lost) = (&tree.label, lost.join(", "));
            bench.notes.push(format!(
                "Memory leaves out what does not wait in {label}: {lost}."
            ));
        }
        names = waiting;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(names)
}

/// Runs these utilities of a tree at once, and returns `SUMS` over them.
pub(crate) fn together(
    tree: &Tree,
    names: &BTreeSet<&'static str>,
    bench: &Bench,
) -> Result<[f64; SUMS.len()]> {
    let mut crowd = Crowd::start(tree, names, bench)?;
    let settled = crowd.settle();
    // A signal that asks us to end may have reached them too.
    interrupt::check()?;
    if let Some(lost) = names.difference(&settled).next() {
        bail!(
            "{lost} of {} waits at one time and not at another",
            tree.label
        );
    }
    let sums = crowd.sums();
    interrupt::check()?;
    sums
}

/// Returns a key that identifies what the memory of these utilities of a tree depends on.
fn key(tree: &Tree, names: &BTreeSet<&'static str>) -> Result<String> {
    let list: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let files = tree.files(&list)?;
    let all = files
        .executables
        .keys()
        .chain(&files.private)
        .chain(&files.system);
    let content = cache::content(&all.map(PathBuf::as_path).collect::<Vec<_>>())?;
    let release = rustix::system::uname();
    let release = release.release().to_string_lossy().into_owned();
    Ok(format!(
        "memory {release} {} {content} {}",
        probe::locale(),
        list.join(" ")
    ))
}

/// Utilities of one tree that run at once. They end when this is dropped, or when this process is
/// killed (see `Probes::tether`).
struct Crowd {
    members: Vec<Member>,
}

struct Member {
    utility: &'static str,
    child: Child,
    /// Our end of its pipe: while it is open, a reader waits for more and a writer for room.
    _end: OwnedFd,
}

impl Crowd {
    fn start(tree: &Tree, names: &BTreeSet<&'static str>, bench: &Bench) -> Result<Self> {
        orphans::adopt()?;
        let folder = fresh_folder(&bench.scratch)?;
        let mut crowd = Self {
            members: Vec::new(),
        };
        for (utility, wait, operands) in all_waiting()?
            .iter()
            .filter(|(utility, ..)| names.contains(utility.as_str()))
        {
            let mut command = bench.probes.tether(tree.executable(utility).as_os_str());
            // Each one has a pipe of its own: some enlarge theirs.
            let end: OwnedFd = match wait {
                Input => {
                    let (reader, writer) = std::io::pipe()?;
                    command.stdin(reader).stdout(Stdio::null());
                    writer.into()
                }
                Output => {
                    let (reader, writer) = full_pipe()?;
                    command.stdout(writer);
                    reader.into()
                }
            };
            let child = command
                .args(operands.iter().map(|operand| place(operand, utility)))
                .current_dir(&folder)
                .spawn()
                .with_context(|| format!("cannot run {utility} of {}", tree.label))?;
            crowd.members.push(Member {
                utility,
                child,
                _end: end,
            });
        }
        Ok(crowd)
    }

    /// Waits until all processes sleep or have ended, and returns the utilities that sleep.
    fn settle(&mut self) -> BTreeSet<&'static str> {
        let deadline = Instant::now() + Duration::from_secs(3);
        let mut quiet = 0;
        while quiet < 3 && Instant::now() < deadline {
            sleep(Duration::from_millis(15));
            self.members
                .retain_mut(|member| matches!(member.child.try_wait(), Ok(None)));
            let asleep = |member: &Member| {
                process(&member.child)
                    .and_then(|process| process.stat())
                    .is_ok_and(|s| s.state == 'S')
            };
            quiet = if self.members.iter().all(asleep) {
                quiet + 1
            } else {
                0
            };
        }
        self.members.iter().map(|member| member.utility).collect()
    }

    /// Returns the sums over all members, in KiB.
    fn sums(&self) -> Result<[f64; SUMS.len()]> {
        let mut sums = [0.0; SUMS.len()];
        for member in &self.members {
            let figures = figures(&member.child)
                .with_context(|| format!("{} ended while it was measured", member.utility))?;
            for (sum, figure) in sums.iter_mut().zip(figures) {
                *sum += figure as f64 / 1024.0;
            }
        }
        Ok(sums)
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for member in &mut self.members {
            // One that has ended by itself can't be killed. That is no error.
            let _ = member.child.kill();
            let _ = member.child.wait();
        }
        orphans::end();
    }
}

fn process(child: &Child) -> procfs::ProcResult<Process> {
    Process::new(i32::try_from(child.id()).unwrap_or_default())
}

/// Returns the bytes of one process, in the order of `SUMS`.
fn figures(child: &Child) -> Result<[u64; SUMS.len()]> {
    let process = process(child)?;
    let rollup = process.smaps_rollup()?;
    let maps = &rollup
        .memory_map_rollup
        .0
        .first()
        .context("no memory map")?
        .extension
        .map;
    let of = |name: &str| maps.get(name).copied().unwrap_or_default();
    let page_tables = process.status()?.vmpte.unwrap_or_default() * 1024;
    Ok([of("Pss"), of("Private_Dirty"), page_tables, of("Rss")])
}

/// Makes a pipe that is full.
fn full_pipe() -> Result<(PipeReader, PipeWriter)> {
    let (reader, mut writer) = std::io::pipe()?;
    let room = rustix::pipe::fcntl_getpipe_size(&writer)?;
    writer.write_all(&vec![b'\n'; room])?;
    Ok((reader, writer))
}

/// Makes a folder with the files that the operands name.
fn fresh_folder(scratch: &Path) -> Result<PathBuf> {
    let folder = scratch.join("memory");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("folder"))?;
    fs::write(folder.join("file"), "a\n")?;
    fs::write(folder.join("folder/file"), "a\n")?;
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.join("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
        0,
    )?;
    Ok(folder)
}

fn place(operand: &str, utility: &str) -> String {
    match operand {
        "FILE" => "file".to_owned(),
        "FOLDER" => "folder".to_owned(),
        "PIPE" => "pipe".to_owned(),
        "NEW" => format!("new-{utility}"),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utilities_are_sorted_without_duplicates() {
        assert!(all_waiting().unwrap().is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn a_full_pipe_is_full() {
        let (_reader, writer) = full_pipe().unwrap();
        rustix::io::ioctl_fionbio(&writer, true).unwrap();
        assert!((&writer).write(b"a").is_err());
    }
}
