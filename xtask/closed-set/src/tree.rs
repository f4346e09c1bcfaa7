//! Makes the finished tree of a set, and checks it.

use crate::linked;
use crate::report::Report;
use crate::set::Set;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes the tree of a set beside `output`, checks it, and renames it into place. Returns what went
/// where. Unless `even_if_larger`, there is no tree if it would be larger than the executables that
/// Cargo made.
///
/// # Errors
/// The linker fails, an executable does not load, or nothing is saved.
pub fn make(set: &Set, output: &Path, even_if_larger: bool) -> Result<Report> {
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let new = output.with_file_name(format!(".{name}.new"));
    remove(&new)?;
    let linked = set.link(&new)?;
    if set.interface.is_some() {
        // The linker finds symbols by sections, which the installed library doesn't have.
        fs::copy(&linked.library, set.library_of_modules())?;
    }
    if !set.keeps_debug_information() {
        let executables = set
            .links
            .iter()
            .map(|link| new.join("bin").join(&link.name));
        for file in executables.chain([linked.library.clone()]) {
            linked::finish(&file)?;
        }
    } else {
        split_debug_information(set, &new, &linked.library)?;
    }
    loads(&new.join("bin"))?;
    let mut report = Report::of(set, &linked, &new)?;
    report.tree = output.to_owned();
    if !even_if_larger && let Some(more) = report.excess() {
        remove(&new)?;
        bail!(
            "the set would be {more} bytes larger than its {} executables are on their own: \
             library {}, executables {} instead of {} (--even-if-larger makes it all the same)",
            set.links.len(),
            report.library.bytes,
            report.executables.iter().map(|e| e.bytes).sum::<u64>(),
            report.executables.iter().map(|e| e.alone).sum::<u64>(),
        );
    }
    remove(output)?;
    fs::rename(&new, output)
        .with_context(|| format!("cannot put {} in place", output.display()))?;
    Ok(report)
}

/// Moves debug information into files beside the executables and the library. Debuggers and the
/// standard library's backtraces find them by the name and checksum in the stripped file.
fn split_debug_information(set: &Set, tree: &Path, library: &Path) -> Result<()> {
    let executables = set
        .links
        .iter()
        .map(|link| tree.join("bin").join(&link.name));
    for file in executables.chain([library.to_owned()]) {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let folder = file.with_file_name(".debug");
        fs::create_dir_all(&folder)?;
        let debug = folder.join(format!("{name}.debug"));
        objcopy(&["--only-keep-debug".as_ref(), &file, &debug])?;
        let link = PathBuf::from(format!("--add-gnu-debuglink={}", debug.display()));
        objcopy(&["--strip-all".as_ref(), &link, &file])?;
    }
    Ok(())
}

fn objcopy(arguments: &[&Path]) -> Result<()> {
    let done = Command::new("objcopy").args(arguments).output();
    let done = done.context("cannot run objcopy: install binutils")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "objcopy: {}", said.trim());
    Ok(())
}

/// Checks that the loader finds every library and binds every symbol of every executable.
///
/// # Errors
/// The first executable that does not load.
pub fn loads(bin: &Path) -> Result<()> {
    for entry in fs::read_dir(bin)? {
        let executable = entry?.path();
        if executable.is_symlink() || executable.is_dir() {
            continue;
        }
        // As in `ldd -r`, the loader lists the libraries, binds all symbols, and stops before
        // `main`.
        let report = Command::new(&executable)
            .env_clear()
            .env("LD_TRACE_LOADED_OBJECTS", "1")
            .env("LD_WARN", "yes")
            .env("LD_BIND_NOW", "yes")
            .output()
            .with_context(|| format!("cannot run {}", executable.display()))?;
        let text = [report.stdout, report.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        ensure!(
            report.status.success(),
            "{} does not load: {text}",
            executable.display()
        );
        let wrong = |line: &&str| line.contains("not found") || line.contains("undefined symbol");
        if let Some(line) = text.lines().find(wrong) {
            bail!("{} does not load: {}", executable.display(), line.trim());
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(e).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
