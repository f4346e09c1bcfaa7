//! Links the library of a closed set and its executables, from links that were kept.
//!
//! There are two rounds. In the first, the library exports by name whatever the objects of the
//! executables could want, and the executables are linked against it. What they import after the linker
//! has dropped unused code decides what the library exports in the second round, through its table (see
//! [`crate::table`]).

use crate::elf;
use crate::link::{Argument, Link, driver};
use crate::objects::{self, Treatment};
use crate::open::{self, Interface};
use crate::plan::{Executable, Inputs, Part, Plan};
use crate::share::{self, Moved};
use crate::symbols::{self, Archive, ObjectFile};
use crate::table::{self, Names, Table};
use anyhow::{Context, Result, ensure};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::Hasher;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use xxhash_rust::xxh3::Xxh3;

/// Flags of every link: fold functions with identical code, encode relative relocations in a bit each,
/// leave out what only tools read.
pub(crate) const SMALL: &[&str] = &[
    "-Wl,--gc-sections",
    "-Wl,--icf=all",
    "-Wl,-z,pack-relative-relocs",
    "-Wl,--hash-style=gnu",
    "-Wl,-O2",
];

/// The flag that binds all symbols of a library to itself, except for those in a file. `-Bsymbolic`
/// would make the loader search the library first for each function of the C library.
pub const BOUND_BUT: &str = "-Wl,--dynamic-list=";

/// How a set is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Crates and symbols that stay exported for modules.
    pub open: Vec<String>,
    /// Panics don't name their source file, and print no backtrace.
    pub terse_panics: bool,
    /// The functions of the C library that the library looks up at each call.
    pub late: &'static [&'static str],
}

/// A set that is ready to be linked.
pub struct Set {
    /// The name of its library.
    pub name: String,
    /// The links that it consists of.
    pub links: Vec<Link>,
    /// Their content.
    pub inputs: Inputs,
    /// What goes where.
    pub plan: Plan,
    /// Whether panics unwind.
    pub unwinds: bool,
    style: Style,
    /// Identifies the content.
    build: u64,
    /// The folder of intermediate files.
    folder: PathBuf,
    /// The object files of each executable, changed.
    objects: Vec<Vec<PathBuf>>,
    /// Functions that several executables hold.
    moved: Moved,
    /// What is open.
    pub interface: Option<Interface>,
    /// What takes the place of the unwinder, if the set has no use for it.
    no_unwinder: Option<PathBuf>,
}

/// What was linked.
pub struct Linked {
    /// The library.
    pub library: PathBuf,
    /// What it exports.
    pub names: Names,
}

impl Set {
    /// Reads the inputs of `links` and plans the set. Intermediate files go to `folder`.
    ///
    /// # Errors
    /// A file can't be read, or is for another processor.
    pub fn new(name: &str, links: Vec<Link>, style: Style, folder: PathBuf) -> Result<Self> {
        let mut hash = Xxh3::new();
        let mut inputs = read(&links, &mut hash)?;
        inputs.open(&style.open)?;
        let archives = || inputs.archives.iter();
        let unwinds = !archives().any(|a| a.name() == "panic_abort");
        let plan = Plan::of(&inputs);
        plan.check(&inputs)?;
        hash.write(style.open.join(" ").as_bytes());
        hash.write(env!("CARGO_PKG_VERSION").as_bytes());
        hash.write(&[u8::from(style.terse_panics)]);
        hash.write(style.late.join(" ").as_bytes());
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut set = Self {
            name: name.to_owned(),
            links,
            inputs,
            plan,
            unwinds,
            style,
            build: hash.finish(),
            folder,
            objects: Vec::new(),
            moved: Moved::default(),
            interface: None,
            no_unwinder: None,
        };
        if !set.inputs.opened.is_empty() {
            let terse = set.style.terse_panics;
            set.interface = Some(set.inputs.opened.interface(&set.inputs, terse)?);
        }
        for index in 0..set.links.len() {
            let objects = set.objects_of(index)?;
            set.objects.push(objects);
        }
        // Tables for unwinding would have to be moved with the functions.
        if !set.keeps_tables() {
            set.move_functions()?;
            let object = set.folder.join("no_unwinder.o");
            set.no_unwinder = Some(table::assemble(table::NO_UNWINDER, &object)?);
        }
        Ok(set)
    }

    /// Copies of all object files of an executable: its own, and the members of archives that stay.
    fn objects_of(&self, index: usize) -> Result<Vec<PathBuf>> {
        let (link, part) = (&self.links[index], &self.plan.executables[index]);
        let folder = self.own_folder(link);
        let mut objects = Vec::new();
        for path in link.objects().filter(|path| !part.left_out.contains(*path)) {
            objects.push(self.object(path, &folder)?);
        }
        for archive in link.archives() {
            let number = self.number(archive);
            if self.stays_archive(number) || self.plan.library.contains(&number) {
                continue;
            }
            let members = part.members.range((number, 0)..(number + 1, 0));
            let members: Vec<usize> = members.map(|&(_, member)| member).collect();
            let copy = self.archive(archive)?;
            objects.extend(symbols::extract(&copy, &members, &folder.join("members"))?);
        }
        Ok(objects)
    }

    fn number(&self, archive: &Path) -> usize {
        let mut archives = self.inputs.archives.iter();
        let found = archives.position(|known| known.path == archive);
        found.unwrap_or(usize::MAX)
    }

    /// Whether an archive is given to the linker as one, since each file has its own copies.
    fn stays_archive(&self, number: usize) -> bool {
        self.inputs.archives[number].is_compiler_builtins()
    }

    /// Moves functions that several executables hold into the library.
    fn move_functions(&mut self) -> Result<()> {
        let folder = self.folder.join("shared");
        self.moved = share::functions(&self.objects, &self.plan.apart, &folder)?;
        self.plan
            .exported
            .extend(self.moved.functions.iter().cloned());
        Ok(())
    }

    pub(crate) fn own_folder(&self, link: &Link) -> PathBuf {
        self.folder.join("own").join(&link.name)
    }

    /// The file name of the library. It carries the build, so that two builds can be installed in one
    /// place.
    pub fn library_name(&self) -> String {
        format!("lib{}-{:016x}.so", self.name, self.build)
    }

    /// The library as modules are linked against it.
    pub fn library_of_modules(&self) -> PathBuf {
        self.folder.join(open::LIBRARY)
    }

    /// Links library and executables into `tree`.
    ///
    /// # Errors
    /// The linker fails, or drops an exported symbol.
    pub fn link(&self, tree: &Path) -> Result<Linked> {
        let bin = tree.join("bin");
        let lib = tree.join("lib").join(&self.name);
        for folder in [&bin, &lib, &self.folder.join("first")] {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let names = self.first_round()?;
        let table = Table::new(&names);
        let file = |name: &str| self.folder.join(name);
        let of_library = table.of_library(&names.functions, self.style.late, &self.plan.replaced);
        let of_library = table::assemble(&of_library, &file("table.o"))?;
        let mut exports: BTreeSet<String> = names.data.clone();
        exports.extend(self.plan.offered.iter().cloned());
        exports.extend(self.open_symbols()?);
        exports.extend(self.interface.iter().map(|i| i.symbol.clone()));
        exports.insert(table.symbol());
        let library = lib.join(self.library_name());
        self.link_library(&exports, Some(&of_library), &library)?;
        elf::verify(&exports, &library)?;
        let imports = table::assemble(&table.of_executables(), &file("imports.o"))?;
        for index in 0..self.links.len() {
            let executable = bin.join(&self.links[index].name);
            self.link_executable(index, &library, Some(&imports), &executable)?;
        }
        Ok(Linked { library, names })
    }

    /// The symbols for modules. An object that wants a symbol can hide it, as those do that choose
    /// an allocator: no other file can use it then.
    fn open_symbols(&self) -> Result<Vec<String>> {
        let library = self.folder.join("first").join(self.library_name());
        let offered = elf::offered(&library)?.into_iter();
        Ok(offered
            .filter(|name| self.plan.open.contains(name))
            .collect())
    }

    /// Links by name. Returns what the executables import from the library.
    fn first_round(&self) -> Result<Names> {
        let folder = self.folder.join("first");
        let library = folder.join(self.library_name());
        self.link_library(&self.plan.exported, None, &library)?;
        let mut executables = Vec::new();
        for (index, link) in self.links.iter().enumerate() {
            let executable = folder.join(&link.name);
            self.link_executable(index, &library, None, &executable)?;
            executables.push(executable);
        }
        elf::exports(&executables, &library)
    }

    /// Whether tables for unwinding are needed: for panics, or for exceptions of C++.
    pub(crate) fn keeps_tables(&self) -> bool {
        let mut archives = self.inputs.archives.iter();
        let throws = |archive: &Archive| archive.members.iter().any(|m| m.exceptions);
        self.unwinds || self.keeps_debug_information() || archives.any(throws)
    }

    fn treatment(&self) -> Treatment {
        Treatment {
            short_ways: true,
            no_unwinding: !self.keeps_tables(),
            no_backtraces: self.style.terse_panics,
            no_files: self.style.terse_panics,
        }
    }

    /// A changed copy of an object file.
    pub(crate) fn object(&self, path: &Path, folder: &Path) -> Result<PathBuf> {
        let hidden = &self.plan.unhidden;
        let copy = self.treatment().copy(path, folder)?;
        objects::with_visible(&copy, hidden, &folder.join("visible"))
    }

    /// A changed copy of an archive. All sets of a folder have them in common, since most are those of
    /// std.
    pub(crate) fn archive(&self, path: &Path) -> Result<PathBuf> {
        let folder = self.folder.parent().unwrap_or(&self.folder);
        let copy = self.treatment().copy(path, folder)?;
        objects::with_visible(&copy, &self.plan.unhidden, &self.folder.join("visible"))
    }

    fn link_library(
        &self,
        exports: &BTreeSet<String>,
        table: Option<&Path>,
        output: &Path,
    ) -> Result<()> {
        let file = |name: &str| self.folder.join(name);
        let roots = exports.iter().chain(&self.plan.kept);
        fs::write(file("roots.ld"), script_of_roots(roots))?;
        fs::write(file("exports"), version_script(exports))?;
        let mut link = driver();
        link.args([
            "-shared",
            "-nodefaultlibs",
            "-nostartfiles",
            "-Wl,--as-needed",
        ]);
        link.args(table)
            .args(&self.no_unwinder)
            .arg(file("roots.ld"));
        if let Some(interface) = &self.interface {
            link.arg(interface.definition(&file("open.o"))?);
        }
        if let Some(allocator) = &self.plan.allocator {
            let folder = self.folder.join("allocator");
            link.arg(self.object(allocator, &folder)?);
        }
        link.args(&self.moved.object);
        let archives = self.inputs.archives.iter().enumerate();
        for (index, archive) in archives {
            if self.plan.library.contains(&index) || archive.is_compiler_builtins() {
                link.arg(self.archive(&archive.path)?);
            }
        }
        link.args(self.flags_of_library());
        link.arg(prefixed("-Wl,--version-script=", file("exports")));
        fs::write(file("replaced"), dynamic_list(&self.plan.replaced))?;
        link.arg(prefixed(BOUND_BUT, file("replaced")));
        let soname = format!("$ORIGIN/../lib/{}/{}", self.name, self.library_name());
        link.arg(format!("-Wl,-soname,{soname}"));
        self.run(link, output)
    }

    /// The flags that matter to a library, from all links.
    fn flags_of_library(&self) -> Vec<OsString> {
        let mut flags: Vec<OsString> = Vec::new();
        for link in &self.links {
            let mut given = link.flags();
            while let Some(flag) = given.next() {
                let starts = |start: &str| flag.as_bytes().starts_with(start.as_bytes());
                let value = given.clone().next();
                if flag == "-L" {
                    flags.extend(value.map(|folder| prefixed("-L", folder)));
                } else if flag == "-lgcc_s" && !self.keeps_tables() {
                    flags.push("-lgcc_eh".into());
                } else if [
                    "-m64",
                    "-B",
                    "-fuse-ld",
                    "-L",
                    "-l",
                    "-Wl,-z,",
                    "-Wl,--eh-frame-hdr",
                ]
                .into_iter()
                .any(starts)
                {
                    flags.push(flag.to_owned());
                }
            }
        }
        let mut seen = BTreeSet::new();
        flags.retain(|flag| seen.insert(flag.clone()));
        flags
    }

    fn link_executable(
        &self,
        index: usize,
        library: &Path,
        imports: Option<&Path>,
        output: &Path,
    ) -> Result<()> {
        let (link, part) = (&self.links[index], &self.plan.executables[index]);
        let own = self.own_folder(link);
        let last = link
            .arguments
            .iter()
            .rposition(|a| matches!(a, Argument::Archive(_)));
        let mut command = driver();
        command.args(imports).args(&self.no_unwinder);
        if imports.is_some() {
            command.arg("-nostartfiles");
        }
        for object in &self.objects[index] {
            command.arg(self.moved.changed.get(object).unwrap_or(object));
        }
        for (at, argument) in link.arguments.iter().enumerate() {
            match argument {
                Argument::Object(_) => {}
                Argument::Archive(path) if !self.stays_archive(self.number(path)) => {}
                Argument::Archive(path) => drop(command.arg(self.archive(path)?)),
                Argument::Flag(flag) if is_strip(flag) => {}
                Argument::Flag(flag) if flag == "-lgcc_s" && !self.keeps_tables() => {
                    command.arg("-lgcc_eh");
                }
                Argument::Flag(flag) => drop(command.arg(flag)),
            }
            if last == Some(at) {
                command.arg("-Wl,-Bdynamic").arg(library);
            }
        }
        fs::create_dir_all(&own)?;
        let roots = own.join("roots.ld");
        fs::write(&roots, script_of_roots(&part.kept))?;
        command.arg(roots);
        for name in &part.offered {
            command.arg(format!("-Wl,--export-dynamic-symbol={name}"));
        }
        self.run(command, output)
    }

    fn run(&self, mut link: Command, output: &Path) -> Result<()> {
        link.args(SMALL);
        match self.keeps_debug_information() {
            true => link.arg("-Wl,--build-id"),
            false => link.args(["-Wl,--build-id=none", "-Wl,-s"]),
        };
        run(link, output)
    }

    /// The part of an executable.
    pub fn part(&self, index: usize) -> &Part {
        &self.plan.executables[index]
    }

    /// Whether the executables have debug information, which is then kept beside them.
    pub fn keeps_debug_information(&self) -> bool {
        let mut own = self.inputs.executables.iter().flat_map(|e| &e.own);
        own.any(|(_, object)| object.debug)
    }
}

/// Reads all that the links consist of.
fn read(links: &[Link], hash: &mut Xxh3) -> Result<Inputs> {
    let mut inputs = Inputs::default();
    let mut known: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for link in links {
        let mut own: Vec<(PathBuf, ObjectFile)> = Vec::new();
        for path in link.objects() {
            own.push((path.to_owned(), symbols::read_object(path, hash)?));
        }
        let mut archives = Vec::new();
        for path in link.archives() {
            let index = match known.get(path) {
                Some(&index) => index,
                None => {
                    inputs.archives.push(Archive::read(path, hash)?);
                    inputs.archives.len() - 1
                }
            };
            known.insert(path.to_owned(), index);
            archives.push(index);
        }
        inputs.executables.push(Executable {
            name: link.name.clone(),
            own,
            archives,
            whole: link.whole_archives().map(|path| known[path]).collect(),
            exported: elf::offered(&link.executable)?.into_iter().collect(),
        });
    }
    Ok(inputs)
}

pub(crate) fn is_strip(flag: &OsStr) -> bool {
    [
        "-s",
        "-Wl,-s",
        "-Wl,-S",
        "-Wl,--strip-all",
        "-Wl,--strip-debug",
    ]
    .into_iter()
    .any(|known| flag == known)
}

fn prefixed(prefix: &str, value: impl AsRef<OsStr>) -> OsString {
    let mut text = OsString::from(prefix);
    text.push(value);
    text
}

/// A linker script that has the linker take and keep symbols.
fn script_of_roots<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<String> = names
        .into_iter()
        .map(|name| format!("\"{name}\""))
        .collect();
    match names.is_empty() {
        true => String::new(),
        false => format!("EXTERN({})\n", names.join("\n")),
    }
}

/// A version script that exports `names` and hides everything else.
fn version_script(names: &BTreeSet<String>) -> String {
    let names: String = names
        .iter()
        .map(|name| format!("    \"{name}\";\n"))
        .collect();
    match names.is_empty() {
        true => "{\n  local:\n    *;\n};\n".to_owned(),
        false => format!("{{\n  global:\n{names}  local:\n    *;\n}};\n"),
    }
}

/// The content of the file for [`BOUND_BUT`].
pub fn dynamic_list(names: &BTreeSet<String>) -> String {
    let names: String = names
        .iter()
        .map(|name| format!("    \"{name}\";\n"))
        .collect();
    format!("{{\n{names}}};\n")
}

pub(crate) fn run(mut link: Command, output: &Path) -> Result<()> {
    let done = link.arg("-o").arg(output).output();
    let done = done.context("cannot run cc: install a C compiler (gcc or clang)")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.success(),
        "cannot link {}: {}",
        output.display(),
        said.trim()
    );
    Ok(())
}
