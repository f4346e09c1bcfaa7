//! `cargo xtask install`: puts a finished tree, or some utilities of it, below a prefix.
//!
//! At every moment each utility is there, whole, in its old form or in its new one, and finds
//! its shared objects: all files are first written beside their places under other names; then
//! renamed, shared objects before executables; what only the earlier installation had is
//! removed last. A process that runs meanwhile keeps the files that it was started from.

pub mod manifest;
pub mod prefix;
mod selection;
mod staging;

use crate::link::tree;
use crate::model::variant::{self, Variant};
use crate::model::workspace;
use anyhow::{Context, Result};
use manifest::Manifest;
use prefix::{Location, Prefix};
use selection::Selection;
use staging::Staging;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// An executable that started just before it was replaced has loaded its shared objects by
/// then: it takes a hundredth of this.
const STARTING: Duration = Duration::from_millis(200);

/// Options of the verb.
#[derive(clap::Args)]
pub struct Options {
    /// The variant to build and install
    #[arg(long, default_value = variant::OPEN)]
    variant: String,

    /// Install this finished tree as it is, and build nothing
    #[arg(long, value_name = "DIR", conflicts_with = "variant")]
    tree: Option<PathBuf>,

    #[command(flatten)]
    location: Location,

    #[command(flatten)]
    selection: Selection,
}

/// Runs the verb.
///
/// # Errors
/// One line that says what failed, how things stand, and what to do.
pub fn run(options: &Options) -> Result<()> {
    // Mistakes are reported before the build, which may take minutes.
    let prefix = options.location.prefix()?;
    options.selection.check()?;
    let tree = if let Some(tree) = &options.tree {
        std::path::absolute(tree)?
    } else {
        let chosen = match options.selection.utils.as_slice() {
            [] => Vec::new(),
            patterns => workspace::utilities_named(patterns)?,
        };
        let variant = Variant::named(std::slice::from_ref(&options.variant))?[0];
        tree::subset(variant, &tree::build(variant)?, &chosen)?
    };
    println!("{}", install(&tree, &prefix, &options.selection)?);
    Ok(())
}

/// Installs what is selected of `tree`; answers what was done, in a line.
fn install(tree: &Path, prefix: &Prefix, selection: &Selection) -> Result<String> {
    let unchanged = || "nothing was changed";
    let chosen = selection.of(tree)?;
    let staging = Staging::open(prefix).with_context(unchanged)?;
    let old = Manifest::read(prefix).with_context(unchanged)?;
    let variant = tree.file_name().unwrap_or_default().to_string_lossy();
    let new = Manifest {
        variant: variant.into_owned(),
        files: chosen.iter().map(|item| item.path.clone()).collect(),
        folders: old
            .folders
            .iter()
            .chain(&staging.created)
            .cloned()
            .collect(),
    };
    for item in &chosen {
        staging.write(item).with_context(unchanged)?;
    }
    // Whatever happens from here on, all that may be there is listed.
    new.and(&old).write(prefix).with_context(unchanged)?;
    let half_way = || "stopped half-way, run it again (each utility is whole, old or new)";
    staging.put_in_place(&chosen).with_context(half_way)?;
    let stale = old.files.iter().filter(|file| !new.files.contains(file));
    let stale: Vec<&String> = stale.collect();
    if stale.iter().any(|file| prefix::is_shared_object(file)) {
        thread::sleep(STARTING);
    }
    for file in stale.iter().rev() {
        prefix.remove(file).with_context(half_way)?;
    }
    new.write(prefix).with_context(half_way)?;
    let count = selection::utilities(&chosen);
    let mut report = format!(
        "installed {count} {} ({}) in {}",
        if count == 1 { "utility" } else { "utilities" },
        new.variant,
        prefix.path("bin").display()
    );
    if !stale.is_empty() {
        let n = stale.len();
        report.push_str(&format!(
            "; removed what only the installation before ({}) had: {n} files",
            old.variant
        ));
    }
    Ok(report)
}
