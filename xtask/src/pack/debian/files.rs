//! Files of packages, and the tools that make them.

use anyhow::{Context, Result, ensure};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Writes a file, and the folders above it.
pub(super) fn put(content: &[u8], to: &Path, mode: u32) -> Result<()> {
    let failed = || format!("cannot write {}", to.display());
    fs::create_dir_all(to.parent().unwrap_or(to)).with_context(failed)?;
    fs::write(to, content).with_context(failed)?;
    fs::set_permissions(to, Permissions::from_mode(mode)).with_context(failed)
}

/// Copies a file that is no executable.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    let content = fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
    put(&content, to, 0o644)
}

/// The content of a file, compressed as Debian wants it: the same input gives the same bytes.
pub(super) fn compress(file: &Path) -> Result<Vec<u8>> {
    let mut gzip = Command::new("gzip");
    let done = gzip.args(["-9", "-n", "-c"]).arg(file).output();
    let done = done.context("cannot run gzip")?;
    ensure!(done.status.success(), "cannot compress {}", file.display());
    Ok(done.stdout)
}

/// The entries of a folder, sorted; none if there is no such folder.
pub(super) fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// All files below a folder, sorted.
pub(super) fn all(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// The executables and shared objects below a folder.
pub(super) fn elf(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = all(folder)?;
    files.retain(|path| fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"\x7fELF")));
    Ok(files)
}

/// Returns whether one of the files has these bytes.
pub(super) fn contain(files: &[PathBuf], bytes: &[u8]) -> Result<bool> {
    for file in files {
        let content = fs::read(file)?;
        if content.windows(bytes.len()).any(|window| window == bytes) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The last component of a path.
pub(super) fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Runs a tool and returns its output.
pub(super) fn run(command: &mut Command) -> Result<String> {
    let tool = command.get_program().to_string_lossy().into_owned();
    let done = command
        .output()
        .with_context(|| format!("cannot run {tool} (Debian: apt-get install dpkg-dev)"))?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "{tool}: {}", said.trim());
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
