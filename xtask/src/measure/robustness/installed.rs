//! A copy of one utility of a tree, with its libraries, and a file to show.

use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, io, thread};

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::Ending;
use crate::model::probe;
use crate::model::tree::Tree;
use crate::pack::contents::{self, Contents, Entries, Entry};
use crate::pack::layer;

/// What is in the file.
pub(super) const SHOWN: &str = "shown\n";

/// What `chroot` exits with where it can't run a program that is there.
const NOT_RUN: i32 = 126;

/// How often a busy executable is tried.
const PATIENCE: usize = 100;

/// Whom everybody may be.
const NOBODY: u32 = 65534;

pub(super) struct Installed {
    folder: TempDir,
    /// The name of the tree in the folder.
    tree: &'static str,
    utility: String,
    contents: Contents,
    /// What it loads that does not belong to its tree, without the loader.
    pub(super) system: Vec<PathBuf>,
}

impl Installed {
    /// Copies the utility, and proves that the copy works.
    pub(super) fn new(tree: &Tree, utility: &str) -> Result<Self> {
        let contents = Contents::of(tree, &[utility.to_owned()])?;
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("file"), SHOWN)?;
        let installed = Self {
            tree: "tree",
            utility: utility.to_owned(),
            system: system(&contents),
            contents,
            folder,
        };
        for entries in [&installed.contents.programs, &installed.contents.libraries] {
            installed.copy(entries)?;
        }
        anyhow::ensure!(
            installed.end(&mut installed.command())? == Ending::Ran,
            "a copy of {} does not run",
            tree.executable(utility).display()
        );
        Ok(installed)
    }

    fn copy(&self, entries: &Entries) -> Result<()> {
        for (path, entry) in entries.iter().filter(|(path, _)| contents::is_own(path)) {
            let to = self.place(path);
            fs::create_dir_all(to.parent().unwrap_or(self.root()))?;
            match entry {
                Entry::File(from) => fs::copy(from, &to).map(drop),
                Entry::Link(target) => symlink(target, &to),
            }
            .with_context(|| format!("cannot write {}", to.display()))?;
        }
        Ok(())
    }

    fn place(&self, path: &str) -> PathBuf {
        self.root().join(self.tree).join(path)
    }

    /// The folder that holds all.
    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn program(&self) -> PathBuf {
        self.place("usr/bin").join(&self.utility)
    }

    /// The copies of the tree's own libraries.
    pub(super) fn libraries(&self) -> Vec<PathBuf> {
        let libraries = self.contents.libraries.keys();
        libraries
            .filter(|path| contents::is_own(path) && path.ends_with(".so"))
            .map(|path| self.place(path))
            .collect()
    }

    /// Shows the file.
    pub(super) fn command(&self) -> Command {
        let mut command = probe::clean(&self.program());
        // Where a signal would leave a core dump.
        command
            .arg("../file")
            .current_dir(self.root().join(self.tree));
        command
    }

    /// The same, as a user who may not read it.
    pub(super) fn command_of_nobody(&self) -> Command {
        let mut command = self.command();
        command.uid(NOBODY).gid(NOBODY);
        command
    }

    /// Runs it. What was just written may still be open in a child that another thread is
    /// about to turn into something else, and then can't be run for a moment.
    pub(super) fn end(&self, command: &mut Command) -> io::Result<Ending> {
        for _ in 0..PATIENCE {
            match command.output() {
                Err(error) if error.kind() == io::ErrorKind::ExecutableFileBusy => {}
                Ok(output) if output.status.code() == Some(NOT_RUN) => {}
                output => return output.map(|output| Ending::of(&output)),
            }
            thread::sleep(Duration::from_millis(10));
        }
        command.output().map(|output| Ending::of(&output))
    }

    /// Gives the tree's folder another name.
    pub(super) fn rename(&mut self) -> io::Result<()> {
        let old = self.root().join(self.tree);
        self.tree = "moved";
        fs::rename(old, self.root().join(self.tree))
    }

    /// All that the utility needs, as in a container, below a folder that is the answer.
    pub(super) fn unpack(&self) -> Result<PathBuf> {
        let root = self.root().join("container");
        for entries in self.contents.layers(true) {
            let archive = layer::archive(entries, 0)?;
            tar::Archive::new(archive.as_slice()).unpack(&root)?;
        }
        fs::write(root.join("file"), SHOWN)?;
        Ok(root)
    }
}

fn system(contents: &Contents) -> Vec<PathBuf> {
    let all = contents.libc.iter().chain(&contents.libraries);
    all.filter_map(|(path, entry)| match entry {
        Entry::File(file) if !contents::is_own(path) && is_library(file) => Some(file.clone()),
        _ => None,
    })
    .collect()
}

/// And not the loader, which a program names by its whole path.
fn is_library(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("lib")
}
