//! Links a module that is loaded into executables of an open set (see [`crate::open`]).
//!
//! A module is a crate of the type `cdylib`. Cargo links it with its own copy of each crate. Here the
//! link is repeated without the crates that the set keeps open, and without an allocator: both come
//! from the library, which the executable has loaded. The module names no library that it needs, so it
//! can be in any folder.

use crate::link::{Argument, Link, driver};
use crate::linked;
use crate::objects::Treatment;
use crate::open::{self, Interface};
use crate::plan::{allocates, is_default_allocator};
use crate::set::{SMALL, is_strip, run};
use crate::symbols::{Archive, ObjectFile, read_object};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use xxhash_rust::xxh3::Xxh3;

/// A module that is ready to be linked.
pub struct Module<'a> {
    link: &'a Link,
    interface: &'a Interface,
    /// The folder of intermediate files.
    folder: PathBuf,
    treatment: Treatment,
}

impl<'a> Module<'a> {
    /// Prepares a module, from the link that Cargo made. Intermediate files go to `folder`.
    ///
    /// # Errors
    /// A file can't be read or written.
    pub fn new(link: &'a Link, interface: &'a Interface, folder: PathBuf) -> Result<Self> {
        let mut archives = Vec::new();
        for path in link.archives() {
            archives.push(Archive::read(path, &mut Xxh3::new())?);
        }
        let members = archives.iter().flat_map(|archive| &archive.members);
        let throws = members.clone().any(|member| member.exceptions);
        let aborts = archives.iter().any(|a| a.name() == "panic_abort");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let terse = interface.terse_panics;
        Ok(Self {
            link,
            interface,
            folder,
            treatment: Treatment {
                short_ways: true,
                no_unwinding: aborts && !throws,
                no_backtraces: terse,
                no_files: terse,
            },
        })
    }

    /// Links the module for a set with this library.
    ///
    /// # Errors
    /// The module has an allocator of its own, was compiled with another build of an open crate, or
    /// wants what the library doesn't export.
    pub fn link(&self, library: &Path, output: &Path) -> Result<()> {
        let mut inputs = vec![self.interface.reference(&self.folder.join("open.o"))?];
        for path in self.link.objects() {
            let object = read_object(path, &mut Xxh3::new())?;
            if !self.is_of_library(&object)? {
                inputs.push(self.treatment.copy(path, &self.folder)?);
            }
        }
        for path in self.link.archives() {
            if !self.is_open(path)? {
                inputs.push(self.treatment.copy(path, &self.folder)?);
            }
        }
        // The library itself is not needed by name, but it must have all symbols.
        let mut tried = self.command(&inputs);
        tried.args(["-Wl,-Bdynamic", "-Wl,-z,defs"]).arg(library);
        run(tried, &self.folder.join("tried.so"))?;
        let mut command = self.command(&inputs);
        command.arg("-Wl,-z,undefs");
        run(command, output)?;
        linked::finish(output)
    }

    /// Whether an object is the choice of an allocator, which is the library's.
    fn is_of_library(&self, object: &ObjectFile) -> Result<bool> {
        let is_default = is_default_allocator(object);
        ensure!(
            is_default || !allocates(object),
            "'{}' has an allocator of its own, but modules use that of the set",
            self.link.name
        );
        Ok(is_default)
    }

    fn is_open(&self, archive: &Path) -> Result<bool> {
        let name = Archive::name_of(archive);
        let mut known = self.interface.crates.iter().filter(|c| c.name == name);
        let Some(first) = known.next() else {
            return Ok(false);
        };
        let content = open::content(archive)?;
        if first.content != content && !known.any(|c| c.content == content) {
            bail!("'{name}' has changed since the set was built: build the set again");
        }
        Ok(true)
    }

    fn command(&self, inputs: &[PathBuf]) -> Command {
        let mut command = driver();
        command.args(inputs);
        for argument in &self.link.arguments {
            match argument {
                Argument::Object(_) | Argument::Archive(_) => {}
                Argument::Flag(flag) if is_strip(flag) => {}
                Argument::Flag(flag) if flag == "-lgcc_s" && self.treatment.no_unwinding => {
                    command.arg("-lgcc_eh");
                }
                Argument::Flag(flag) => drop(command.arg(flag)),
            }
        }
        command.args(SMALL);
        command.args(["-Wl,--build-id=none", "-Wl,-s"]);
        command
    }
}
