//! `cargo xtask man`: writes manual pages and completions for shells, as `install --share` takes
//! them.

use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, ensure};
use closed_set::say;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Options {
    /// Write them below DIR, in the folders of PREFIX/share [default: target/corelink/share]
    dir: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    let folder = match &options.dir {
        Some(folder) => std::path::absolute(folder)?,
        None => workspace::trees().join("share"),
    };
    say!("{}", write(&folder)?.display());
    Ok(())
}

/// Writes all of them below `folder`, and returns it. The utilities' options are known to a program
/// that has the utilities linked in; Cargo builds it first.
///
/// # Errors
/// The build fails.
pub(crate) fn write(folder: &Path) -> Result<PathBuf> {
    let mut program = toolchain::cargo();
    program.current_dir(workspace::root());
    program.args(["run", "--quiet", "--package", "documents", "--"]);
    let status = program.arg(folder).status().context("cannot run cargo")?;
    ensure!(status.success(), "the manual pages were not written");
    Ok(folder.to_owned())
}
