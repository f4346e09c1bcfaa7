//! A copy of one utility of a tree and of its libraries, with a file to show.

use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{fs, io, thread};

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::ending::{Ending, SHOWN};
use crate::model::probe;
use crate::model::tree::Tree;
use crate::pack::contents::{self, Contents, Entries, Entry};
use crate::pack::layer;

/// The exit status of `chroot` for a program that it finds but can't run.
const NOT_RUN: i32 = 126;

/// How often an executable that is busy is tried.
const PATIENCE: usize = 100;

/// The user ID of `nobody`.
const NOBODY: u32 = 65534;

pub(super) struct Installed {
    folder: TempDir,
    /// The name of the tree within the folder.
    tree: &'static str,
    utility: String,
    contents: Contents,
    /// The system's libraries that it loads, without the loader.
    pub(super) system: Vec<PathBuf>,
}

impl Installed {
    /// Copies the utility, and checks that the copy works.
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

    /// Returns the folder that holds the tree and the file.
    pub(super) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn program(&self) -> PathBuf {
        self.place("usr/bin").join(&self.utility)
    }

    /// Returns the copies of the tree's own libraries.
    pub(super) fn libraries(&self) -> Vec<PathBuf> {
        let libraries = self.contents.libraries.keys();
        libraries
            .filter(|path| contents::is_own(path) && path.ends_with(".so"))
            .map(|path| self.place(path))
            .collect()
    }

    /// Returns a command that shows the file.
    pub(super) fn command(&self) -> Command {
        let mut command = probe::clean(&self.program());
        // If a signal ends it, the core dump stays in the temporary folder.
        command
            .arg("../file")
            .current_dir(self.root().join(self.tree));
        command
    }

    /// Returns the same command for a user who may not read the file.
    pub(super) fn command_of_nobody(&self) -> Command {
        let mut command = self.command();
        command.uid(NOBODY).gid(NOBODY);
        command
    }

    /// Runs a command. If another thread forks while an executable is being written, its child
    /// has the file open until it calls `exec`, and the executable is busy for that time.
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

    /// Renames the folder of the tree.
    pub(super) fn rename(&mut self) -> io::Result<()> {
        let old = self.root().join(self.tree);
        self.tree = "moved";
        fs::rename(old, self.root().join(self.tree))
    }

    /// Unpacks all that the utility needs, as in a container, and returns the root folder.
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

/// Returns whether the file is a library. The loader is not: programs name it by its path.
fn is_library(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("lib")
}
