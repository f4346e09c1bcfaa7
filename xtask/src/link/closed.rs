//! Links a closed set: a library and all the executables that will ever use it.
//!
//! The library exports what the executables import and nothing else (`closed_set::elf`), and they reach it
//! without look-ups by name (`closed_set::table`). Both need the executables to exist already, so this repeats
//! links that Cargo made.

use crate::link::build::Artifacts;
use crate::link::late::LATE;
use crate::link::linker::{self, Changes, Replay};
use crate::model::variant::Variant;
use crate::model::workspace::{self, Loading, Metadata};
use anyhow::{Context, Result};
use closed_set::elf;
use closed_set::objects::Treatment;
use closed_set::table::{self, Names, Table};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// A closed set of a variant.
#[derive(Clone)]
pub struct ClosedSet<'a> {
    variant: &'a Variant,
    /// What Cargo made: libraries, and executables that import by name.
    made: &'a Artifacts,
    table: Table,
    /// The folder of generated object files.
    folder: PathBuf,
    imports: PathBuf,
    late_imports: PathBuf,
    symbols: bool,
}

impl<'a> ClosedSet<'a> {
    /// The set of `utilities`, from the executables that Cargo linked.
    ///
    /// # Errors
    /// A file is not ELF, or can't be read.
    pub fn of(variant: &'a Variant, made: &'a Artifacts, utilities: &[String]) -> Result<Self> {
        let table = Table::new(&imported(made, utilities)?);
        let folder = workspace::trees().join(format!(".{}.closed", variant.name));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let imports = table::assemble(&table.of_executables(), &folder.join("imports.o"))?;
        let late = table.of_late_executables(&elf::soname(&made["shared"])?);
        let late_imports = table::assemble(&late, &folder.join("late.o"))?;
        Ok(Self {
            variant,
            made,
            table,
            folder,
            imports,
            late_imports,
            symbols: false,
        })
    }

    /// The same set, linked with symbols.
    pub fn with_symbols(&self) -> Self {
        Self {
            symbols: true,
            ..self.clone()
        }
    }

    /// Links the library with what `utilities` need.
    ///
    /// # Errors
    /// The linker fails, or drops an exported symbol.
    pub fn link_library(&self, utilities: &[String], output: &Path) -> Result<()> {
        let used = imported(self.made, utilities)?;
        let table = self.table.of_library(&used.functions, LATE);
        let table = table::assemble(&table, &self.folder.join("table.o"))?;
        let mut exports: Vec<String> = used.data.into_iter().collect();
        exports.push(self.table.symbol());
        let pruned = [linker::COLLECTED, linker::BOUND, NO_START_FILES];
        let changes = Changes {
            exports: Some(&exports),
            flags: flags(&pruned),
            unwinder_inside: true,
            library: None,
            objects: &[table],
            treatment: Treatment::FULL,
            libc_inside: false,
            symbols: self.symbols,
        };
        Replay::of(self.variant, "shared").link(&changes, output)?;
        elf::verify(&exports, output)
    }

    /// Links a utility's executable so that it calls the library through its table.
    ///
    /// # Errors
    /// The linker fails.
    pub fn link_executable(&self, utility: &str, library: &Path, output: &Path) -> Result<()> {
        let imports = match Metadata::of(workspace::root(), utility)?.library {
            Some(Loading::Late) => &self.late_imports,
            None => &self.imports,
        };
        let changes = Changes {
            exports: None,
            flags: flags(&[NO_START_FILES]),
            unwinder_inside: true,
            library: Some(library),
            objects: std::slice::from_ref(imports),
            treatment: Treatment::FULL,
            libc_inside: false,
            symbols: self.symbols,
        };
        Replay::of(self.variant, utility).link(&changes, output)
    }
}

/// The table brings its own start code.
const NO_START_FILES: &str = "-nostartfiles";

fn imported(made: &Artifacts, utilities: &[String]) -> Result<Names> {
    let executables: Vec<PathBuf> = utilities.iter().map(|u| made[u].clone()).collect();
    elf::exports(&executables, &made["shared"])
}

fn flags(more: &[&str]) -> Vec<OsString> {
    let all = linker::LEAN.iter().chain(more);
    all.map(OsString::from).collect()
}
