//! Building: the time of a clean build, of its links, and of builds after a change, and the size
//! of the target folder. Each variant is built by its own process in its own target folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process_group};

use super::bench::{Bench, Choice, Figure, Measure};
use super::record::Record;
use super::view::{Chart, Form, MIB, Rows, Table, Value};
use super::{interrupt, progress};
use crate::link::link_times;
use crate::model::tree::Tree;
use crate::model::variant::Variant;
use crate::model::workspace;

pub(super) const MEASURE: Measure = Measure {
    name: "build",
    about: "time of building each variant, from nothing and after changes",
    how: "Each variant is built into an empty target folder, and again after one source file \
          looks changed.",
    choice: Choice::Switch("build-cost"),
    figures: &[
        Figure::new("build_seconds", "time of a build"),
        Figure::new("link_seconds", "time of the links of a build"),
        Figure::new("build_bytes", "bytes of the target folder"),
    ],
    take: measure,
    tables: &[Table {
        name: "build",
        title: "Building: from nothing, and after a change of cat or of shared",
        rows: Rows::Trees(&[
            Value::new("clean, s", "build_seconds", "clean").decimals(1),
            Value::new("links of it, s", "link_seconds", "clean").decimals(1),
            Value::new("after cat, s", "build_seconds", "utility").decimals(1),
            Value::new("after shared, s", "build_seconds", "shared").decimals(1),
            Value::new("target folder, MiB", "build_bytes", "target_folder").per(MIB),
        ]),
    }],
    charts: &[
        Chart {
            name: "build",
            caption: "Building all utilities",
            unit: "seconds",
            form: Form::Beside(&[
                Value::new("from nothing", "build_seconds", "clean"),
                Value::new("after a change of cat", "build_seconds", "utility"),
                Value::new("after a change of shared", "build_seconds", "shared"),
            ]),
        },
        Chart {
            name: "build-folder",
            caption: "The target folder of a clean build",
            unit: "MiB",
            form: Form::Stacked(&[
                Value::new("target folder", "build_bytes", "target_folder").per(MIB)
            ]),
        },
    ],
};

/// The builds: the statistic, and the source that looks changed before it.
const CHANGES: [(&str, Option<&str>); 3] = [
    ("clean", None),
    ("utility", Some("utils/cat/src/lib.rs")),
    ("shared", Some("shared/src/lib.rs")),
];

/// Measures the seconds of each build and of the links of the first, and the bytes of the target
/// folder after the first.
fn measure(_: &[Tree], bench: &mut Bench) -> Result<Vec<Record>> {
    let bar = progress::bar("building", bench.variants.len() * CHANGES.len());
    let mut records = Vec::new();
    for variant in &bench.variants {
        let target = TargetFolder::new(bench.finished.join(".build-cost"))?;
        for (statistic, change) in CHANGES {
            bar.set_message(format!("{}, {statistic}", variant.name));
            records.extend(timed(variant, &target, statistic, change)?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    bench.notes.push(note());
    Ok(records)
}

/// Times one build.
fn timed(
    variant: &Variant,
    target: &TargetFolder,
    statistic: &'static str,
    change: Option<&str>,
) -> Result<Vec<Record>> {
    let links = target.0.join("links");
    let _ = fs::remove_file(&links);
    let touched = change.map(Touched::new).transpose()?;
    let start = Instant::now();
    build(variant, &target.0, &|build| {
        build.env(link_times::FILE, &links);
    })?;
    let seconds = start.elapsed().as_secs_f64();
    drop(touched);
    let record = |measure, statistic, value| Record::new(variant.name, measure, statistic, value);
    let mut records = vec![record("build_seconds", statistic, seconds)];
    if change.is_none() {
        let bytes = bytes(&target.0)?;
        records.push(record(
            "link_seconds",
            statistic,
            link_times::total(&links)?,
        ));
        records.push(record("build_bytes", "target_folder", bytes));
    }
    Ok(records)
}

fn note() -> String {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    format!(
        "Each build was timed once, on {processors} processors, with the crates downloaded before. \
         The time includes the links that xtask repeats, and a trial load of every executable. \
         Links are those of the utilities and their libraries; their times are added up, though \
         some run in parallel. Whole-program optimisation is rustc's work, and not part of them. A \
         change touches a source file without changing its content."
    )
}

/// Runs `xtask build` in an environment that `prepare` changes. If this process is asked to end,
/// the build ends with all processes that it started.
pub(super) fn build(
    variant: &Variant,
    target: &Path,
    prepare: &dyn Fn(&mut Command),
) -> Result<()> {
    let log = target.with_extension("log");
    let mut command = Command::new(std::env::current_exe()?);
    prepare(&mut command);
    let child = command
        .args(["build", variant.name])
        .env("CARGO_TARGET_DIR", target)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&log)?)
        .process_group(0)
        .spawn()
        .context("cannot run xtask")?;
    let succeeded = wait(child)?;
    let said = fs::read_to_string(&log).unwrap_or_default();
    let last = said.lines().last().unwrap_or("no message");
    ensure!(succeeded, "{} was not built: {last}", variant.name);
    Ok(())
}

/// Waits for a child that leads a process group, and returns whether it succeeded.
fn wait(mut child: Child) -> Result<bool> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if let Err(interrupted) = interrupt::check() {
            let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
            child.wait()?;
            return Err(interrupted);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// A target folder that starts empty and is removed on drop.
pub(super) struct TargetFolder(pub(super) PathBuf);

impl TargetFolder {
    pub(super) fn new(folder: PathBuf) -> Result<Self> {
        let new = Self(folder);
        new.remove();
        fs::create_dir_all(&new.0).with_context(|| format!("cannot make {}", new.0.display()))?;
        Ok(new)
    }

    fn remove(&self) {
        let _ = fs::remove_dir_all(&self.0);
        let _ = fs::remove_file(self.0.with_extension("log"));
    }
}

impl Drop for TargetFolder {
    fn drop(&mut self) {
        self.remove();
    }
}

/// A source file with a new modification time. The old time is restored on drop, so that builds in
/// other target folders do not see a change.
struct Touched {
    file: File,
    before: SystemTime,
}

impl Touched {
    fn new(source: &str) -> Result<Self> {
        let path = workspace::root().join(source);
        let open = || {
            let file = File::open(&path)?;
            let before = file.metadata()?.modified()?;
            file.set_modified(SystemTime::now())?;
            std::io::Result::Ok(Self { file, before })
        };
        open().with_context(|| format!("cannot touch {}", path.display()))
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        let _ = self.file.set_modified(self.before);
    }
}

/// Returns the bytes of the files below a folder, each inode once, since Cargo makes many hard
/// links.
fn bytes(folder: &Path) -> Result<f64> {
    let mut sizes = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let data = entry?.metadata()?;
        if data.is_file() {
            sizes.insert((data.dev(), data.ino()), data.len());
        }
    }
    Ok(sizes.values().sum::<u64>() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_counted_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("deps")).unwrap();
        fs::write(folder.path().join("deps/a"), "12345").unwrap();
        fs::hard_link(folder.path().join("deps/a"), folder.path().join("a")).unwrap();
        fs::write(folder.path().join("b"), "123").unwrap();
        assert_eq!(bytes(folder.path()).unwrap(), 8.0);
    }

    #[test]
    fn the_time_of_a_touched_source_is_restored() {
        let source = "xtask/assembly/own_services.s";
        let path = workspace::root().join(source);
        let time = || path.metadata().unwrap().modified().unwrap();
        let before = time();
        let touched = Touched::new(source).unwrap();
        assert!(time() > before);
        drop(touched);
        assert_eq!(time(), before);
    }

    #[test]
    fn every_touched_source_exists() {
        for (_, source) in CHANGES {
            assert!(source.is_none_or(|source| workspace::root().join(source).exists()));
        }
    }

    #[test]
    fn a_target_folder_is_removed_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let target = TargetFolder::new(folder.path().join("target")).unwrap();
        fs::write(target.0.join("file"), "").unwrap();
        drop(target);
        assert!(!folder.path().join("target").exists());
    }
}
