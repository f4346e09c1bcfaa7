//! Compares what command lines do, by the executables that Cargo linked and by another form of them.

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// How command lines compare.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lines {
    /// How many were run.
    pub lines: usize,
    /// Those whose status, output, errors or files differ in the set.
    pub set: Vec<String>,
    /// The same for the multicall executable.
    pub multicall: Vec<String>,
}

/// Programs under their names.
pub(super) struct Programs(Vec<(String, PathBuf)>);

impl Programs {
    pub(super) fn new(programs: impl Iterator<Item = (String, PathBuf)>) -> Self {
        Self(programs.collect())
    }

    /// Puts them into a folder.
    fn enter(&self, bin: &Path) -> Result<()> {
        clear(bin)?;
        for (name, file) in &self.0 {
            symlink(file, bin.join(name))?;
        }
        Ok(())
    }
}

/// The command lines of a file: one a line, without comments.
///
/// # Errors
/// There are none.
pub(super) fn read(file: &Path) -> Result<Vec<String>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    ensure!(
        !lines.is_empty(),
        "there is no command line in {}",
        file.display()
    );
    Ok(lines)
}

/// What each line does. Lines are run by a shell that finds these programs and no others, in an empty
/// folder. Programs and folder have the same paths in each form.
pub(super) fn run(lines: &[String], programs: &Programs, folder: &Path) -> Result<Vec<Done>> {
    let folder = folder.join("lines");
    let (bin, here) = (folder.join("bin"), folder.join("here"));
    programs.enter(&bin)?;
    let run = |line: &String| {
        clear(&here)?;
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new("/bin/sh")
            .args(["-c", line])
            .current_dir(&here)
            .env_clear()
            .env("PATH", &bin)
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .output()
            .context("cannot run /bin/sh")?;
        Ok(Done {
            status: status.to_string(),
            output: stdout,
            errors: stderr,
            files: files(&here)?,
        })
    };
    lines.iter().map(run).collect()
}

/// What a line does.
#[derive(PartialEq, Eq)]
pub(super) struct Done {
    status: String,
    output: Vec<u8>,
    errors: Vec<u8>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

/// The lines that do something else.
pub(super) fn differing(lines: &[String], one: &[Done], other: &[Done]) -> Vec<String> {
    let both = one.iter().zip(other).zip(lines);
    let both = both.filter(|((one, other), _)| one != other);
    both.map(|(_, line)| line.clone()).collect()
}

/// The files below a folder with their content, in order. Those that cannot be read are empty.
fn files(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let data = path.symlink_metadata()?;
        if data.is_dir() {
            all.extend(files(&path).unwrap_or_default());
        }
        let content = match data.is_file() {
            true => fs::read(&path).unwrap_or_default(),
            false => Vec::new(),
        };
        all.push((path, content));
    }
    all.sort();
    Ok(all)
}

fn clear(folder: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}
