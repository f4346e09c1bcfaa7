//! Building: how long it takes from nothing, and the links of that, and after a change, and how
//! much it leaves. Each variant is built by a process of its own, in a target folder of its own.

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

use super::{Record, interrupt, progress};
use crate::link::link_times;
use crate::model::variant::Variant;
use crate::model::workspace;

/// What is as if it were new before each build, under the name of the figure.
const CHANGES: [(&str, Option<&str>); 3] = [
    ("clean", None),
    ("utility", Some("utils/cat/src/lib.rs")),
    ("shared", Some("shared/src/lib.rs")),
];

/// Seconds of each build, of all links of the first, and bytes of the target folder after the first.
pub(crate) fn measure(variants: &[&Variant], folder: &Path) -> Result<Vec<Record>> {
    let bar = progress::bar("building", variants.len() * CHANGES.len());
    let mut records = Vec::new();
    for variant in variants {
        let target = TargetFolder::new(folder.join(".build-cost"))?;
        let links = target.0.join("links");
        for (statistic, change) in CHANGES {
            bar.set_message(format!("{}, {statistic}", variant.name));
            let _ = fs::remove_file(&links);
            let touched = change.map(Touched::new).transpose()?;
            let start = Instant::now();
            build(variant, &target.0, &|build| {
                build.env(link_times::FILE, &links);
            })?;
            let seconds = start.elapsed().as_secs_f64();
            drop(touched);
            records.push(Record::new(
                variant.name,
                "build_seconds",
                statistic,
                seconds,
            ));
            if change.is_none() {
                let seconds = link_times::total(&links)?;
                records.push(Record::new(
                    variant.name,
                    "link_seconds",
                    statistic,
                    seconds,
                ));
                let bytes = bytes(&target.0)?;
                records.push(Record::new(
                    variant.name,
                    "build_bytes",
                    "target_folder",
                    bytes,
                ));
            }
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(records)
}

/// Runs `build` of this tool box in an environment that `prepare` changes, and ends it with all
/// that it started if we are asked to end.
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

/// Waits for a child that leads a process group.
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

/// An empty target folder that is gone again when this is dropped.
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

/// A source that looks changed, until this is dropped: other target folders know it as it was.
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

/// What the files below a folder take, each inode once: Cargo makes many links.
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
    fn a_touched_source_is_as_it_was_afterwards() {
        let source = "xtask/assembly/late.s";
        let path = workspace::root().join(source);
        let time = || path.metadata().unwrap().modified().unwrap();
        let before = time();
        let touched = Touched::new(source).unwrap();
        assert!(time() > before);
        drop(touched);
        assert_eq!(time(), before);
    }

    #[test]
    fn all_that_looks_changed_is_there() {
        for (_, source) in CHANGES {
            assert!(source.is_none_or(|source| workspace::root().join(source).exists()));
        }
    }

    #[test]
    fn a_target_folder_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = TargetFolder::new(folder.path().join("target")).unwrap();
        fs::write(target.0.join("file"), "").unwrap();
        drop(target);
        assert!(!folder.path().join("target").exists());
    }
}
