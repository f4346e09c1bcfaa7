//! The twins of installed files: the same links, with symbols.

use crate::link::build::{self, Artifacts};
use crate::link::closed::ClosedSet;
use crate::model::tree::LIBRARIES;
use crate::model::variant::{Executables, Variant};
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result};
use closed_set::elf;
use std::fs;
use std::path::{Path, PathBuf};

/// An installed file and its twin.
pub(crate) struct Pair {
    pub(crate) installed: PathBuf,
    pub(crate) twin: PathBuf,
}

/// The files of a tree, with their twins.
#[derive(Default)]
pub(crate) struct Files {
    pub(crate) executables: Vec<Pair>,
    pub(crate) libraries: Vec<Pair>,
}

/// The files that the utilities `chosen` of `all` need.
///
/// # Errors
/// A link fails, or a file is missing.
pub(crate) fn files(
    variant: &Variant,
    tree: &Path,
    all: &[String],
    chosen: &[String],
) -> Result<Files> {
    let bin = tree.join("bin");
    if variant.executables == Executables::OneForAll {
        let multicall = workspace::MULTICALL;
        let made = build::artifacts(variant, all)?;
        let only = Pair {
            installed: bin.join(multicall),
            twin: made[multicall].clone(),
        };
        return Ok(Files {
            executables: vec![only],
            libraries: Vec::new(),
        });
    }
    let made = build::artifacts(variant, all)?;
    let mut files = Files::default();
    let folder = workspace::trees().join(".twins").join(variant.name);
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let set = match variant.is_closed() {
        true => Some(ClosedSet::of(variant, &made, all)?),
        false => None,
    };
    for library in libraries(tree) {
        let twin = match &set {
            Some(set) => {
                let twin = folder.join(library.file_name().unwrap_or_default());
                set.with_symbols().link_library(all, &twin)?;
                twin
            }
            None => origin_of(&library, &made)?,
        };
        files.libraries.push(Pair {
            installed: library,
            twin,
        });
    }
    for utility in chosen {
        let twin = match (&set, files.libraries.first()) {
            (Some(set), Some(library)) => {
                let twin = folder.join(utility);
                set.with_symbols()
                    .link_executable(utility, &library.twin, &twin)?;
                twin
            }
            _ => made[utility].clone(),
        };
        files.executables.push(Pair {
            installed: bin.join(utility),
            twin,
        });
    }
    Ok(files)
}

/// The libraries that executables of the tree are linked against.
fn libraries(tree: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(tree.join(LIBRARIES)).into_iter().flatten();
    let paths = entries.flatten().map(|entry| entry.path());
    let preloaded = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.contains('-')
    };
    let mut found: Vec<PathBuf> = paths.filter(|path| !preloaded(path)).collect();
    found.sort();
    found
}

/// The file that an installed library was stripped from.
fn origin_of(library: &Path, made: &Artifacts) -> Result<PathBuf> {
    let name = library.file_name().unwrap_or_default().to_string_lossy();
    let soname = elf::soname(&made["shared"])?;
    match *name == *soname {
        true => Ok(made["shared"].clone()),
        false => Ok(toolchain::std_folder()?.join(&*name)),
    }
}
