//! `cargo xtask uninstall`: removes what `install` put below a prefix, and nothing else.

use crate::model::tree::LIBRARIES;
use crate::verbs::install::manifest::Manifest;
use crate::verbs::install::prefix::{Location, Prefix};
use anyhow::{Context, Result, ensure};

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    location: Location,
}

/// Runs the verb.
///
/// # Errors
/// One line that says what failed and what to do.
pub fn run(options: &Options) -> Result<()> {
    let prefix = options.location.prefix()?;
    let count = uninstall(&prefix)?;
    println!("removed {count} files from {}", prefix.root().display());
    Ok(())
}

/// Removes the files, executables before the shared objects that they need, then the folders
/// that the installation made and that are empty now. Answers how many files there were.
fn uninstall(prefix: &Prefix) -> Result<usize> {
    let manifest = Manifest::read(prefix)?;
    ensure!(
        !manifest.files.is_empty(),
        "nothing is installed in {}: name the --prefix (and --destdir) given to install",
        prefix.root().display()
    );
    let lock = prefix.lock()?;
    for file in manifest.files.iter().rev() {
        // The manifest stays until all is gone, so that this can be done again.
        prefix
            .remove(file)
            .context("stopped half-way, run it again")?;
    }
    Manifest::remove(prefix)?;
    drop(lock);
    prefix.remove_empty(manifest.folders.iter().chain([&LIBRARIES.to_owned()]));
    Ok(manifest.files.len())
}
