//! `cargo xtask image --variant V [--utils a,b] -o FILE`: packs a finished tree, or some utilities of
//! it, as a container image: an OCI image layout in a tar archive. The same input gives the same bytes.
//!
//! Executables that find a library by `$ORIGIN` need `/proc`, which every container has.
//!
//! The image has no locales, NSS modules or users. Its utilities run in the C locale and show numbers
//! of users instead of names.

mod layout;

use crate::link::tree;
use crate::model::tree::Tree;
use crate::model::variant::{self, Variant};
use crate::model::workspace;
use crate::pack::contents::Contents;
use crate::pack::layer::{self, Compression, Layer};
use anyhow::{Context, Result};
use closed_set::say;
use layout::{Image, Program};
use std::fs;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The variant to build and pack
    #[arg(long, default_value = variant::HEADLINE)]
    variant: String,

    /// Pack this finished tree as it is, and build nothing
    #[arg(long, value_name = "DIR", conflicts_with = "variant")]
    tree: Option<PathBuf>,

    /// Just these utilities [default: all]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    utils: Vec<String>,

    /// Leave out the loader and the C library, for an image that gets them otherwise
    #[arg(long)]
    without_libc: bool,

    /// Don't prune the library to the chosen utilities, so that images of others share its layer
    #[arg(long)]
    whole_library: bool,

    /// How layers are compressed
    #[arg(long, value_enum, default_value_t = Compression::Zstd)]
    compression: Compression,

    /// The archive to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let time = layer::source_date()?.unwrap_or(0);
    let tree = finished(options)?;
    let utilities = chosen(&tree, &options.utils)?;
    let contents = Contents::of(&tree, &utilities)?;
    let layers: Vec<Layer> = contents
        .layers(!options.without_libc)
        .map(|entries| Layer::new(entries, time, options.compression))
        .collect::<Result<_>>()?;
    let image = Image::new(&tree.label, &layers, &Program::of(&utilities), time)?;
    let archive = image.archive()?;
    let output = &options.output;
    fs::write(output, &archive).with_context(|| format!("cannot write {}", output.display()))?;
    say!(
        "{}: {} of {}, {} bytes; layers: {}",
        output.display(),
        match utilities.len() {
            1 => "1 utility".to_owned(),
            more => format!("{more} utilities"),
        },
        tree.label,
        archive.len(),
        sizes(&layers)
    );
    Ok(())
}

/// Opens or builds the tree to pack.
fn finished(options: &Options) -> Result<Tree> {
    let (label, about, folder) = if let Some(folder) = &options.tree {
        let folder = std::path::absolute(folder)?;
        let label = folder.file_name().unwrap_or_default().to_string_lossy();
        (label.into_owned(), "", folder.clone())
    } else {
        // Mistakes are reported before the build, which may take minutes.
        let chosen = workspace::utilities_named(&options.utils)?;
        let variant = Variant::named(std::slice::from_ref(&options.variant))?[0];
        let mut folder = tree::build(variant)?;
        if !options.whole_library && !options.utils.is_empty() {
            folder = tree::subset(variant, &folder, &chosen)?;
        }
        (variant.name.to_owned(), variant.trades, folder)
    };
    Tree::open(&label, about, &folder.join("bin"))
}

/// The utilities of a tree that match some patterns; all if there are no patterns.
fn chosen(tree: &Tree, patterns: &[String]) -> Result<Vec<String>> {
    let there = tree.utilities().iter();
    let there: Vec<String> = there
        .filter(|name| *name != workspace::MULTICALL)
        .cloned()
        .collect();
    match patterns {
        [] => Ok(there),
        patterns => workspace::select(patterns, &there),
    }
}

fn sizes(layers: &[Layer]) -> String {
    let sizes: Vec<String> = layers
        .iter()
        .map(|layer| layer.blob.len().to_string())
        .collect();
    sizes.join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::usage::Usage;

    #[test]
    fn utilities_are_chosen_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let own = std::env::current_exe().unwrap();
        for name in ["cat", "coreutils", "ls"] {
            std::os::unix::fs::symlink(&own, folder.path().join(name)).unwrap();
        }
        let tree = Tree::open("any", "", folder.path()).unwrap();
        assert_eq!(chosen(&tree, &[]).unwrap(), ["cat", "ls"]);
        assert_eq!(chosen(&tree, &["ls".to_owned()]).unwrap(), ["ls"]);
        let error = chosen(&tree, &["dog".to_owned()]).unwrap_err();
        assert!(error.is::<Usage>());
        assert!(error.to_string().contains("'dog': there are cat, "));
    }
}
