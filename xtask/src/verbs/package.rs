//! `cargo xtask package --format deb|tar [--variant V]`: packs a variant, as it is installed in /usr,
//! with its manual pages and completions.

use crate::link::tree;
use crate::model::variant::{self, Variant};
use crate::model::workspace;
use crate::pack::{archive, debian, layer};
use crate::verbs::install;
use crate::verbs::install::prefix::Prefix;
use crate::verbs::install::selection::Selection;
use crate::verbs::man;
use anyhow::{Context, Result};
use closed_set::say;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A kind of package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Debian packages, which replace GNU's utilities as long as they are installed.
    Deb,
    /// An archive with usr/bin, usr/lib and usr/share.
    Tar,
}

#[derive(clap::Args)]
pub(crate) struct Options {
    /// What to make
    #[arg(long, value_enum)]
    format: Format,

    /// The variant to build and pack
    #[arg(long, default_value = variant::HEADLINE)]
    variant: String,

    /// Pack this finished tree as it is, and build nothing
    #[arg(long, value_name = "DIR", conflicts_with = "variant")]
    tree: Option<PathBuf>,

    /// Take manual pages and completions from DIR, as `cargo xtask man` writes them
    #[arg(long, value_name = "DIR")]
    share: Option<PathBuf>,

    /// The Debian revision
    #[arg(long, value_name = "N", default_value = "1")]
    revision: String,

    /// Who maintains the packages
    #[arg(
        long,
        value_name = "NAME <ADDRESS>",
        default_value = "The corelink authors <corelink@packages.debian.org>"
    )]
    maintainer: String,

    /// The folder to write to [default: target/corelink/packages]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,

    #[command(flatten)]
    selection: Selection,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    options.selection.check()?;
    let tree = match &options.tree {
        Some(tree) => std::path::absolute(tree)?,
        None => tree::build(Variant::named(std::slice::from_ref(&options.variant))?[0])?,
    };
    let share = match &options.share {
        Some(share) => std::path::absolute(share)?,
        None => man::write(&workspace::trees().join("share"))?,
    };
    let output = match &options.output {
        Some(output) => std::path::absolute(output)?,
        None => workspace::trees().join("packages"),
    };
    fs::create_dir_all(&output).with_context(|| format!("cannot make {}", output.display()))?;
    let stage = tempfile::tempdir()?;
    let prefix = Prefix::of_package(stage.path());
    install::install(&tree, Some(&share), &prefix, &options.selection)?;
    install::manifest::Manifest::remove(&prefix)?;
    let built = fs::metadata(&tree)?
        .modified()?
        .duration_since(UNIX_EPOCH)?
        .as_secs();
    let facts = debian::Facts {
        version: format!("{}-{}", env!("CARGO_PKG_VERSION"), options.revision),
        variant: tree
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        maintainer: options.maintainer.clone(),
        time: i64::try_from(layer::source_date()?.unwrap_or(built))?,
    };
    for file in pack(options.format, stage.path(), &facts, &output)? {
        let size = fs::metadata(&file)?.len();
        say!("{}: {size} bytes", file.display());
    }
    Ok(())
}

fn pack(
    format: Format,
    stage: &Path,
    facts: &debian::Facts,
    output: &Path,
) -> Result<Vec<PathBuf>> {
    match format {
        Format::Deb => debian::pack(stage, workspace::root(), facts, output),
        Format::Tar => {
            let name = format!(
                "corelink-{}-{}.tar.zst",
                env!("CARGO_PKG_VERSION"),
                facts.variant
            );
            let file = output.join(name);
            let time = u64::try_from(facts.time)?;
            fs::write(&file, archive::of_folder(stage, time)?)
                .with_context(|| format!("cannot write {}", file.display()))?;
            Ok(vec![file])
        }
    }
}
