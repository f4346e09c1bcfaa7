//! Makes the finished tree of a variant: `bin/`, and `lib/corelink/` with all shared objects that it
//! needs and the system doesn't have. A tree can be moved to any place.

use crate::link::build::{self, Artifacts};
use crate::link::closed::ClosedSet;
use crate::link::state::State;
use crate::model::c_library;
use crate::model::tree::LIBRARIES;
use crate::model::variant::{Code, Executables, Linking, Variant};
use crate::model::{toolchain, workspace};
use anyhow::{Context, Result, ensure};
use closed_set::tree::loads;
use closed_set::{elf, linked};
use std::fs;
use std::path::{Path, PathBuf};

/// Builds a variant and makes its tree. Returns the folder.
///
/// # Errors
/// The build fails; the compiler has printed its messages. The tree of an earlier build then stays
/// as it was.
pub fn build(variant: &Variant) -> Result<PathBuf> {
    let utilities = workspace::utilities()?;
    let compiled = build::compiled(variant, &utilities)?;
    let state = State::of(variant, &compiled, &utilities)?;
    let finished = workspace::trees().join(variant.name);
    if state.is_that_of(&finished) {
        return Ok(finished);
    }
    let executables = build::linked(variant, compiled, &utilities)?;
    let tree = make(variant, &executables, &utilities)
        .with_context(|| format!("cannot finish the tree of '{}'", variant.name))?;
    state.remember(&tree)?;
    Ok(tree)
}

/// Builds some utilities of a variant and makes a tree of them, below `target/corelink/subset`: the
/// tree under the name of the variant has all. Returns the folder.
///
/// # Errors
/// As for [`build`].
pub fn build_some(variant: &Variant, utilities: &[String]) -> Result<PathBuf> {
    let executables = build::artifacts(variant, utilities)?;
    let subsets = workspace::trees().join("subset");
    create(&subsets)?;
    make_at(variant, &executables, utilities, subsets.join(variant.name))
        .with_context(|| format!("cannot finish the tree of '{}'", variant.name))
}

/// Makes the tree of a variant beside the finished one, checks it, and renames it into place, so
/// that a tree under the name of a variant is always complete.
///
/// # Errors
/// No space, no permission, or an executable that does not load.
pub fn make(variant: &Variant, made: &Artifacts, utilities: &[String]) -> Result<PathBuf> {
    let finished = workspace::trees().join(variant.name);
    make_at(variant, made, utilities, finished)
}

fn make_at(
    variant: &Variant,
    made: &Artifacts,
    utilities: &[String],
    finished: PathBuf,
) -> Result<PathBuf> {
    let new = workspace::trees().join(format!(".{}.new", variant.name));
    remove(&new)?;
    let bin = new.join("bin");
    create(&bin)?;
    match variant.executables {
        Executables::OneEach => {
            for utility in utilities.iter().filter(|_| !variant.is_closed()) {
                finish(variant, &made[utility], &bin.join(utility))?;
            }
        }
        Executables::OneForAll => {
            let multicall = workspace::MULTICALL;
            finish(variant, &made[multicall], &bin.join(multicall))?;
            for utility in utilities {
                std::os::unix::fs::symlink(workspace::MULTICALL, bin.join(utility))?;
            }
        }
    }
    let libraries = new.join(LIBRARIES);
    if variant.shared == Code::SharedObject {
        create(&libraries)?;
        let soname = elf::soname(&made["shared"])?;
        let library = libraries.join(Path::new(&soname).file_name().unwrap_or_default());
        if variant.is_closed() {
            let set = ClosedSet::of(variant, made, utilities)?;
            set.link_library(utilities, &library)?;
            needs_the_c_library_alone(&library)?;
            for utility in utilities {
                let executable = bin.join(utility);
                set.link_executable(utility, &library, &executable)?;
                linked::finish(&executable)?;
                c_library::make_room(&executable)?;
            }
            // The linker has read the sections by now.
            linked::finish(&library)?;
        } else {
            strip(&made["shared"], &library)?;
        }
    }
    if variant.std == Code::SharedObject {
        let std = shared_std()?;
        strip(&std, &libraries.join(std.file_name().unwrap_or_default()))?;
    }
    for utility in workspace::preloads(utilities) {
        create(&libraries)?;
        let name = build::preload(utility);
        strip(&made[&name], &libraries.join(&name))?;
    }
    if variant.libc == Code::SharedObject {
        loads(&bin)?;
    }
    remove(&finished)?;
    fs::rename(&new, &finished)
        .with_context(|| format!("cannot put {} in place", finished.display()))?;
    Ok(finished)
}

/// Makes a tree of some utilities from a finished one. A pruned library is pruned again, to what
/// these utilities need.
///
/// # Errors
/// No space, no permission, or the linker fails.
pub fn subset(variant: &Variant, finished: &Path, utilities: &[String]) -> Result<PathBuf> {
    if utilities.is_empty() || !variant.is_closed() {
        return Ok(finished.to_owned());
    }
    let made = build::compile(variant, &workspace::utilities()?)?;
    subset_of(variant, &made, finished, utilities)
}

/// Like [`subset`], for callers that make several trees of a closed variant from one build.
///
/// # Errors
/// As for [`subset`].
pub fn subset_of(
    variant: &Variant,
    made: &Artifacts,
    finished: &Path,
    utilities: &[String],
) -> Result<PathBuf> {
    let set = ClosedSet::of(variant, made, &workspace::utilities()?)?;
    let subset = workspace::trees().join("subset").join(variant.name);
    remove(&subset)?;
    let (bin, libraries) = (subset.join("bin"), subset.join(LIBRARIES));
    create(&bin)?;
    create(&libraries)?;
    for utility in utilities {
        copy(&finished.join("bin").join(utility), &bin.join(utility))?;
    }
    let soname = elf::soname(&made["shared"])?;
    let library = libraries.join(Path::new(&soname).file_name().unwrap_or_default());
    set.link_library(utilities, &library)?;
    linked::finish(&library)?;
    for utility in workspace::preloads(utilities) {
        let name = build::preload(utility);
        copy(
            &finished.join(LIBRARIES).join(&name),
            &libraries.join(&name),
        )?;
    }
    loads(&bin)?;
    Ok(subset)
}

/// The toolchain's shared standard library, `libstd-HASH.so`.
fn shared_std() -> Result<PathBuf> {
    let folder = toolchain::std_folder()?;
    let is_std = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".so")
    };
    fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .find(|path| is_std(path))
        .with_context(|| format!("no libstd-*.so in {}", folder.display()))
}

/// Checks that the library needs no other library, which the loader would have to find, map and
/// relocate at every start of every utility. A call of `f64::log2` is enough to need libm.
fn needs_the_c_library_alone(library: &Path) -> Result<()> {
    let needed = elf::needed(library)?;
    // The loader itself is always mapped.
    let is_there = |name: &String| name.starts_with("libc.so") || name.starts_with("ld-linux");
    let others: Vec<_> = needed.iter().filter(|name| !is_there(name)).collect();
    ensure!(
        others.is_empty(),
        "{} asks for further libraries: {others:?}",
        library.display()
    );
    Ok(())
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .with_context(|| format!("cannot write {}", to.display()))
        .map(drop)
}

/// Writes an executable in the form in which it is installed.
fn finish(variant: &Variant, made: &Path, to: &Path) -> Result<()> {
    strip(made, to)?;
    match variant.linking {
        Linking::Stock => Ok(()),
        Linking::Lean => linked::finish(to).and_then(|()| c_library::make_room(to)),
    }
}

/// Writes a copy without symbols, debug information and the compiler's metadata.
fn strip(from: &Path, to: &Path) -> Result<()> {
    let done = toolchain::strip()?
        .args(["--remove-section=.rustc"])
        .args([from, to])
        .output()
        .context("cannot run objcopy: install binutils")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "cannot strip {}: {}",
        from.display(),
        said.trim()
    );
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
