//! `cargo xtask uninstall`: removes what `install` put below a prefix, and nothing else.

use crate::model::tree::LIBRARIES;
use crate::verbs::install::manifest::Manifest;
use crate::verbs::install::prefix::{Location, Prefix};
use anyhow::{Context, Result, ensure};
use closed_set::say;

#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    location: Location,
}

pub fn run(options: &Options) -> Result<()> {
    let prefix = options.location.prefix()?;
    let count = uninstall(&prefix)?;
    say!("removed {count} files from {}", prefix.root().display());
    Ok(())
}

/// Removes the files, executables before the shared objects that they need, and then the folders
/// that the installation created, if they are empty. Returns the number of files.
fn uninstall(prefix: &Prefix) -> Result<usize> {
    let manifest = Manifest::read(prefix)?;
    ensure!(
        !manifest.files.is_empty(),
        "nothing is installed in {}: name the --prefix (and --destdir) given to install",
        prefix.root().display()
    );
    let lock = prefix.lock()?;
    for file in manifest.files.iter().rev() {
        // The manifest goes last, so that an interrupted removal can be repeated.
        prefix
            .remove(file)
            .context("stopped half-way, run it again")?;
    }
    Manifest::remove(prefix)?;
    drop(lock);
    prefix.remove_empty(manifest.folders.iter().chain([&LIBRARIES.to_owned()]));
    Ok(manifest.files.len())
}
