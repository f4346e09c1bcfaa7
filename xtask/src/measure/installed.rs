//! Executables as an installation leaves them. Those of a closed set name their library by an
//! absolute path there, if the prefix is short, and lean executables the C library. That saves the
//! loader work at each start. GNU's are measured where they are installed, too.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use rustix::fs::{StatVfsMountFlags, statvfs};
use tempfile::TempDir;

use super::bench::Bench;
use super::workload::Start;
use crate::model::c_library;
use crate::model::closed::name_library;
use crate::model::tree::{LIBRARIES, Tree};

/// Where a prefix can be as short as `/usr/local`.
const FOLDER: &str = "/tmp";

/// The number of random characters in the name of a prefix: with them it has as many as
/// `/usr/local`.
const RANDOM: usize = 5;

/// Some utilities of closed sets, below short prefixes. They are removed when this is dropped.
pub(super) struct Installed(BTreeMap<String, TempDir>);

impl Installed {
    /// Copies the utilities that are started of those variants that an installation changes, with
    /// their libraries. If no program may run from `/tmp`, nothing is copied.
    ///
    /// # Errors
    /// A file can't be read or written.
    pub(super) fn of_variants(trees: &[Tree], starts: &[Start], bench: &Bench) -> Result<Self> {
        let utilities = starts.iter().map(|start| start.utility.to_owned());
        let utilities: Vec<String> = utilities.collect();
        let mut places = BTreeMap::new();
        let runs = !statvfs(FOLDER)?.f_flag.contains(StatVfsMountFlags::NOEXEC);
        if runs {
            for tree in trees.iter().filter(|tree| bench.is_variant(tree)) {
                if let Some(place) = copied(tree, &utilities)? {
                    places.insert(tree.label.clone(), place);
                }
            }
        }
        Ok(Self(places))
    }

    /// The path by which a utility is run.
    pub(super) fn executable(&self, tree: &Tree, utility: &str) -> PathBuf {
        match self.0.get(&tree.label) {
            Some(place) => place.path().join("bin").join(utility),
            None => tree.executable(utility),
        }
    }
}

/// Copies utilities of a tree and their library below a short prefix, if an installation changes
/// them. Those that are links to one executable stay links to one.
fn copied(tree: &Tree, utilities: &[String]) -> Result<Option<TempDir>> {
    let place = tempfile::Builder::new()
        .prefix("")
        .rand_bytes(RANDOM)
        .tempdir_in(FOLDER)
        .with_context(|| format!("cannot make a folder in {FOLDER}"))?;
    let mut executables = Vec::new();
    for utility in utilities {
        let executable = tree.executable(utility);
        let executable = executable.canonicalize().unwrap_or(executable);
        if executables.iter().any(|(known, _)| *known == executable) {
            continue;
        }
        let old = read(&executable)?;
        let mut new = old.clone();
        name_library(&mut new, place.path());
        if let Some(c_library) = c_library::of(&executable)? {
            c_library::bind(&mut new, &c_library);
        }
        if new == old {
            return Ok(None);
        }
        executables.push((executable, new));
    }
    let libraries = place.path().join(LIBRARIES);
    for folder in [&place.path().join("bin"), &libraries] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    for library in tree.files(utilities)?.private {
        let new = libraries.join(library.file_name().unwrap_or_default());
        fs::copy(&library, &new).with_context(|| format!("cannot write {}", new.display()))?;
    }
    let bin = place.path().join("bin");
    for (old, content) in executables {
        let new = bin.join(old.file_name().unwrap_or_default());
        fs::write(&new, content)
            .and_then(|()| fs::set_permissions(&new, fs::metadata(old)?.permissions()))
            .with_context(|| format!("cannot write {}", new.display()))?;
    }
    for utility in utilities {
        let executable = tree.executable(utility).canonicalize()?;
        let link = bin.join(utility);
        if executable.file_name() != link.file_name() {
            symlink(executable.file_name().unwrap_or_default(), &link)
                .with_context(|| format!("cannot make {}", link.display()))?;
        }
    }
    Ok(Some(place))
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree with one executable, with these bytes behind it.
    fn tree(folder: &Path, behind: &[u8]) -> Tree {
        let bytes = [&fs::read("/bin/true").unwrap(), behind].concat();
        let file = folder.join("true");
        fs::copy("/bin/true", &file).unwrap();
        fs::write(file, bytes).unwrap();
        Tree::open("a", "", folder).unwrap()
    }

    #[test]
    fn the_library_of_a_closed_set_has_an_absolute_name() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(
            folder.path(),
            b"\0$ORIGIN/../lib/corelink/libcorelink-closed-1.so\0",
        );
        let place = copied(&tree, &["true".to_owned()]).unwrap().unwrap();
        assert_eq!(place.path().as_os_str().len(), "/usr/local".len());
        let copy = fs::read(place.path().join("bin/true")).unwrap();
        let name = format!(
            "\0{}/lib/corelink/libcorelink-closed-1.so\0",
            place.path().display()
        );
        assert!(copy.ends_with(name.as_bytes()));
    }

    #[test]
    fn others_run_where_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(folder.path(), b"\0$ORIGIN/../lib/other/library.so\0");
        assert!(copied(&tree, &["true".to_owned()]).unwrap().is_none());
    }
}
