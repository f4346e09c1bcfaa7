//! `cargo xtask install`: installs a finished tree, or some utilities of it, below a prefix.
//!
//! At every moment, each utility is complete, old or new, and finds its shared objects. All files are
//! first written beside their places under other names. They are then renamed, shared objects before
//! executables, and files that only the earlier installation had are removed last. A process that runs
//! meanwhile keeps the files that it was started from.

pub mod manifest;
pub mod prefix;
pub mod selection;
mod staging;

use crate::link::tree;
use crate::model::variant::{self, Variant};
use crate::model::workspace;
use anyhow::{Context, Result};
use closed_set::say;
use manifest::Manifest;
use prefix::{Location, Prefix};
use selection::Selection;
use staging::Staging;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How long old shared objects stay, so that executables that started just before they were
/// replaced can load them. That takes a hundredth of this time.
const STARTING: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
pub struct Options {
    /// The variant to build and install
    #[arg(long, default_value = variant::HEADLINE)]
    variant: String,

    /// Install this finished tree as it is, and build nothing
    #[arg(long, value_name = "DIR", conflicts_with = "variant")]
    tree: Option<PathBuf>,

    /// Also install the manual pages and completions in DIR, as `cargo xtask man` writes them
    #[arg(long, value_name = "DIR")]
    share: Option<PathBuf>,

    #[command(flatten)]
    location: Location,

    #[command(flatten)]
    selection: Selection,
}

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
    let share = options.share.as_deref();
    say!("{}", install(&tree, share, &prefix, &options.selection)?);
    Ok(())
}

/// Installs the selected files of `tree`, and the documents in `share` for them. Returns a line that says what was done.
///
/// # Errors
/// No space, no permission, or a folder that is no finished tree.
pub fn install(
    tree: &Path,
    share: Option<&Path>,
    prefix: &Prefix,
    selection: &Selection,
) -> Result<String> {
    let unchanged = || "nothing was changed";
    let mut chosen = selection.of(tree)?;
    if let Some(share) = share {
        let documents = selection.documents(share, &chosen)?;
        chosen.extend(documents);
    }
    let staging = Staging::open(prefix, &chosen).with_context(unchanged)?;
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
    // From here on, the manifest lists every file that may exist.
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
