//! The files of an image, by layer. The layers that change least come first, so that images on a host
//! share them.

use crate::link::build;
use crate::model::elf;
use crate::model::tree::LIBRARIES;
use crate::model::tree::Tree;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder that gets `bin` and `lib/corelink`.
const PREFIX: &str = "usr";

/// A file or link.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// A copy of this file. All are executable: shared objects are, too, where a linker made them.
    File(PathBuf),
    /// A link to a file in the same folder.
    Link(String),
}

/// Files and links by their paths below the image's root.
pub(crate) type Entries = BTreeMap<String, Entry>;

/// Everything that some utilities need to run.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The loader and the C library.
    pub(crate) libc: Entries,
    /// The tree's own shared objects, other shared objects of the system, and a multicall
    /// executable: what images of different utilities have in common.
    pub(crate) libraries: Entries,
    /// Executables, and links to them.
    pub(crate) programs: Entries,
}

impl Contents {
    /// Asks the loader what some utilities of a tree need.
    ///
    /// # Errors
    /// A utility is missing or does not start.
    pub(crate) fn of(tree: &Tree, utilities: &[String]) -> Result<Self> {
        let mut contents = Self::default();
        let own = contents.take_libraries(tree, utilities)?;
        for utility in utilities {
            let path = tree.executable(utility);
            let file = path
                .canonicalize()
                .with_context(|| format!("cannot read {}", path.display()))?;
            let name = file_name(&file);
            let place = format!("{PREFIX}/bin/{name}");
            let layer = if name == *utility {
                &mut contents.programs
            } else {
                let link = format!("{PREFIX}/bin/{utility}");
                contents.programs.insert(link, Entry::Link(name));
                &mut contents.libraries
            };
            let known = layer.insert(place, Entry::File(file.clone()));
            if known.is_none() {
                contents.take_system(&file, &own)?;
            }
        }
        // Libraries that are loaded late or into other programs may need more of the system.
        for library in &own {
            contents.take_system(library, &own)?;
        }
        Ok(contents)
    }

    /// The layers, from bottom to top.
    pub(crate) fn layers(&self, libc: bool) -> impl Iterator<Item = &Entries> {
        let libc = libc.then_some(&self.libc);
        libc.into_iter()
            .chain([&self.libraries, &self.programs])
            .filter(|entries| !entries.is_empty())
    }

    /// Adds the tree's own shared objects, but those of a single utility only if it is chosen.
    /// Returns their paths.
    fn take_libraries(&mut self, tree: &Tree, utilities: &[String]) -> Result<Vec<PathBuf>> {
        let prefix = tree.bin().parent().unwrap_or(Path::new("/"));
        let folder = prefix.join(LIBRARIES);
        let mut own = Vec::new();
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry?.path().canonicalize()?;
            let name = file_name(&path);
            let of_one_utility = !name.contains('-');
            let chosen = |utility: &String| build::preload(utility) == name;
            if name.ends_with(".so") && (!of_one_utility || utilities.iter().any(chosen)) {
                let place = format!("{PREFIX}/{LIBRARIES}/{name}");
                self.libraries.insert(place, Entry::File(path.clone()));
                own.push(path);
            }
        }
        Ok(own)
    }

    /// Adds what the loader maps for a program, and the loader itself, at the paths where they are
    /// looked for.
    fn take_system(&mut self, program: &Path, own: &[PathBuf]) -> Result<()> {
        let image = elf::Image::open(program)?;
        if let Some(loader) = image.interpreter {
            self.libc.insert(inside(&loader), Entry::File(loader));
        }
        for object in elf::loaded(program)? {
            if own.contains(&object.path.canonicalize()?) {
                continue;
            }
            let layer = if object.name.starts_with("libc.") {
                &mut self.libc
            } else {
                &mut self.libraries
            };
            layer.insert(inside(&object.path), Entry::File(object.path));
        }
        Ok(())
    }
}

/// Returns whether this path below the image's root belongs to the tree, not to the system.
pub(crate) fn is_own(path: &str) -> bool {
    [LIBRARIES, "bin"]
        .iter()
        .any(|folder| Path::new(path).parent() == Some(&Path::new(PREFIX).join(folder)))
}

/// The path below the image's root.
fn inside(path: &Path) -> String {
    path.to_string_lossy().trim_start_matches('/').to_owned()
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// A tree of a real executable, a link to it, and files that only look like libraries.
    fn tree(folder: &Path) -> Tree {
        let (bin, libraries) = (folder.join("bin"), folder.join(LIBRARIES));
        fs::create_dir_all(&bin).unwrap();
        fs::create_dir_all(&libraries).unwrap();
        fs::copy(std::env::current_exe().unwrap(), bin.join("coreutils")).unwrap();
        symlink("coreutils", bin.join("cat")).unwrap();
        symlink("coreutils", bin.join("stdbuf")).unwrap();
        let own = std::env::current_exe().unwrap();
        for name in ["libcorelink-1.so", "libstdbuf.so"] {
            fs::copy(&own, libraries.join(name)).unwrap();
        }
        fs::write(libraries.join("manifest.json"), "{}").unwrap();
        Tree::open("any", "", &bin).unwrap()
    }

    fn names(entries: &Entries) -> Vec<&str> {
        entries.keys().map(String::as_str).collect()
    }

    #[test]
    fn what_is_needed_is_there_in_its_layer() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(folder.path());
        let contents = Contents::of(&tree, &["cat".to_owned()]).unwrap();
        assert_eq!(names(&contents.programs), ["usr/bin/cat"]);
        let link = &contents.programs["usr/bin/cat"];
        assert_eq!(*link, Entry::Link("coreutils".to_owned()));
        let libraries = names(&contents.libraries);
        assert!(libraries.contains(&"usr/bin/coreutils"));
        assert!(libraries.contains(&"usr/lib/corelink/libcorelink-1.so"));
        assert!(!libraries.iter().any(|name| name.contains("libstdbuf")));
        assert!(!libraries.iter().any(|name| name.contains("manifest")));
        // The test's own executable needs a loader and the C library.
        let libc = names(&contents.libc);
        assert_eq!(libc.len(), 2, "{libc:?}");
        assert!(libc.iter().any(|name| name.ends_with("/libc.so.6")));
        assert_eq!(contents.layers(true).count(), 3);
        assert_eq!(contents.layers(false).count(), 2);
    }

    #[test]
    fn a_library_of_one_utility_comes_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let tree = tree(folder.path());
        let contents = Contents::of(&tree, &["stdbuf".to_owned()]).unwrap();
        assert!(names(&contents.libraries).contains(&"usr/lib/corelink/libstdbuf.so"));
        assert!(Contents::of(&tree, &["dog".to_owned()]).is_err());
    }
}
