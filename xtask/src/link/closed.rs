//! Links a closed set: a library and all the executables that will ever use it.
//!
//! The library exports what the executables import and nothing else (`closed_set::elf`), and they reach it
//! without look-ups by name (`closed_set::table`). Functions that several executables hold move into the
//! library (`closed_set::share`). All of that needs the executables to exist already, so this repeats links
//! that Cargo made.

use crate::link::build::Artifacts;
use crate::link::late;
use crate::link::linker::{self, Changes, NO_START_FILES, Replay};
use crate::link::order;
use crate::model::c_library;
use crate::model::variant::Variant;
use crate::model::workspace::{self, Loading, Metadata};
use anyhow::{Context, Result};
use closed_set::elf;
use closed_set::objects::Treatment;
use closed_set::set::{BOUND_BUT, dynamic_list};
use closed_set::share::{self, Moved};
use closed_set::table::{self, Names, Table};
use std::collections::{BTreeMap, BTreeSet};
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
    /// In place of the unwinder.
    no_unwinder: PathBuf,
    /// The object files of each executable.
    objects: BTreeMap<String, Vec<PathBuf>>,
    /// Functions that several executables hold, which are moved into the library.
    moved: Moved,
    symbols: bool,
}

impl<'a> ClosedSet<'a> {
    /// The set of `utilities`, from the executables that Cargo linked. Functions that several of
    /// them hold are moved into the library.
    ///
    /// # Errors
    /// A file is not ELF, or can't be read or written.
    pub fn of(variant: &'a Variant, made: &'a Artifacts, utilities: &[String]) -> Result<Self> {
        let folder = folder_of(variant)?;
        let objects = objects(variant, made, utilities, &folder)?;
        let moved = moved(&objects, &folder.join("moved"))?;
        Self::with(variant, made, objects, moved)
    }

    /// Like [`ClosedSet::of`], but each executable keeps all of its functions.
    ///
    /// # Errors
    /// As for [`ClosedSet::of`].
    pub fn with_copies(
        variant: &'a Variant,
        made: &'a Artifacts,
        utilities: &[String],
    ) -> Result<Self> {
        let objects = objects(variant, made, utilities, &folder_of(variant)?)?;
        Self::with(variant, made, objects, Moved::default())
    }

    fn with(
        variant: &'a Variant,
        made: &'a Artifacts,
        objects: BTreeMap<String, Vec<PathBuf>>,
        moved: Moved,
    ) -> Result<Self> {
        let folder = folder_of(variant)?;
        let mut names = imported(made, objects.keys())?;
        names.functions.extend(moved.functions.iter().cloned());
        let table = Table::new(&names);
        let imports = table::assemble(&table.of_executables(), &folder.join("imports.o"))?;
        let late = table.of_late_executables(&elf::soname(&made["shared"])?);
        let late_imports = table::assemble(&late, &folder.join("late.o"))?;
        let no_unwinder = table::assemble(table::NO_UNWINDER, &folder.join("no_unwinder.o"))?;
        Ok(Self {
            variant,
            made,
            table,
            folder,
            imports,
            late_imports,
            no_unwinder,
            objects,
            moved,
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
        let mut used = imported(self.made, utilities)?;
        for utility in utilities {
            used.functions.extend(self.moved_of(utility)?);
        }
        let table = self
            .table
            .of_library(&used.functions, &late::names(), &BTreeSet::new());
        let table = table::assemble(&table, &self.folder.join("table.o"))?;
        let mut exports: Vec<String> = used.data.into_iter().collect();
        exports.push(self.table.symbol());
        let objects: Vec<PathBuf> = [table, self.no_unwinder.clone()]
            .into_iter()
            .chain(self.moved.object.clone())
            .collect();
        let replaced = self.folder.join("replaced");
        fs::write(&replaced, dynamic_list(&BTreeSet::new()))?;
        let bound = format!("{BOUND_BUT}{}", replaced.display());
        let pruned = [linker::COLLECTED, &bound, NO_START_FILES];
        let mut changes = Changes {
            exports: Some(&exports),
            flags: flags(&pruned),
            unwinder_inside: true,
            library: None,
            own: None,
            objects: &objects,
            treatment: Treatment::FULL,
            libc_inside: false,
            symbols: true,
        };
        // A first link, with symbols, tells the names of what is to be ordered.
        let link = Replay::of(self.variant, "shared", &self.made["shared"])?;
        let unordered = self.folder.join("unordered");
        link.link(&changes, &unordered)?;
        let ordered = order::flags(&[unordered], &self.folder.join("order"))?;
        changes.flags.extend(ordered);
        changes.symbols = self.symbols;
        link.link(&changes, output)?;
        elf::verify(&exports, output)
    }

    /// The moved functions that a utility uses.
    fn moved_of(&self, utility: &str) -> Result<BTreeSet<String>> {
        let mut used = BTreeSet::new();
        for object in &self.objects[utility] {
            if let Some(changed) = self.moved.changed.get(object) {
                used.extend(elf::wanted(changed)?);
            }
        }
        used.retain(|name| self.moved.functions.contains(name));
        Ok(used)
    }

    /// Links a utility's executable so that it calls the library through its table.
    ///
    /// # Errors
    /// The linker fails.
    pub fn link_executable(&self, utility: &str, library: &Path, output: &Path) -> Result<()> {
        let imports = match loads_late(utility)? {
            true => &self.late_imports,
            false => &self.imports,
        };
        let own: Vec<PathBuf> = self.objects[utility]
            .iter()
            .map(|object| self.moved.changed.get(object).unwrap_or(object).clone())
            .collect();
        let changes = Changes {
            exports: None,
            flags: flags(&[NO_START_FILES, c_library::FLAG]),
            unwinder_inside: true,
            library: Some(library),
            own: Some(&own),
            objects: &[imports.clone(), self.no_unwinder.clone()],
            treatment: Treatment::FULL,
            libc_inside: false,
            symbols: self.symbols,
        };
        Replay::of(self.variant, utility, &self.made[utility])?.link(&changes, output)
    }
}

/// The folder of generated object files, which is made.
fn folder_of(variant: &Variant) -> Result<PathBuf> {
    let folder = workspace::trees().join(format!(".{}.closed", variant.name));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// The changed object files of each executable, without those of the compiler's own functions.
fn objects(
    variant: &Variant,
    made: &Artifacts,
    utilities: &[String],
    folder: &Path,
) -> Result<BTreeMap<String, Vec<PathBuf>>> {
    let mut objects = BTreeMap::new();
    for utility in utilities {
        let own = folder.join("own").join(utility);
        let replay = Replay::of(variant, utility, &made[utility])?;
        objects.insert(utility.clone(), replay.objects(Treatment::FULL, &own)?);
    }
    Ok(objects)
}

/// Moves functions that several executables hold. One that loads its library late keeps its own: it
/// does without the library in most cases.
fn moved(objects: &BTreeMap<String, Vec<PathBuf>>, folder: &Path) -> Result<Moved> {
    let mut executables = Vec::new();
    for (utility, objects) in objects {
        if !loads_late(utility)? {
            executables.push(objects.clone());
        }
    }
    share::functions(&executables, &BTreeSet::new(), folder)
}

fn loads_late(utility: &str) -> Result<bool> {
    let library = Metadata::of(workspace::root(), utility)?.library;
    Ok(matches!(library, Some(Loading::Late)))
}

fn imported<'u>(
    made: &Artifacts,
    utilities: impl IntoIterator<Item = &'u String>,
) -> Result<Names> {
    let executables: Vec<PathBuf> = utilities.into_iter().map(|u| made[u].clone()).collect();
    elf::exports(&executables, &made["shared"])
}

fn flags(more: &[&str]) -> Vec<OsString> {
    let all = linker::LEAN.iter().chain(more);
    all.map(OsString::from).collect()
}
