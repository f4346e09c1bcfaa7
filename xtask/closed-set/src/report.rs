//! What went where in a closed set, and why: for `explain`, and as JSON for other programs.

use crate::elf;
use crate::open::Interface;
use crate::plan::Reason;
use crate::set::{Linked, Set};
use crate::share;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// What went where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// The name of the set.
    pub name: String,
    /// The library.
    pub library: Library,
    /// The executables.
    pub executables: Vec<Executable>,
    /// Archives that several executables use, but that are not in the library.
    pub stay: Vec<Stay>,
    /// What modules may use.
    pub open: Option<Interface>,
    /// The tree.
    pub tree: PathBuf,
}

/// The library of a set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Library {
    /// Its file name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// What it consists of.
    pub archives: Vec<Shared>,
    /// How many functions the executables call through the table.
    pub functions: usize,
    /// How many of them stood in the objects of several executables.
    pub moved: usize,
    /// Symbols that the executables import by name.
    pub data: Vec<String>,
    /// Symbols that stay exported for others.
    pub offered: Vec<String>,
    /// Symbols that the library takes from the executable that is running, if it has them.
    pub replaced: Vec<String>,
}

/// An archive in the library.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shared {
    /// The crate or library.
    pub name: String,
    /// How many executables use it.
    pub users: usize,
}

/// An executable of a set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Executable {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// The size of the executable that Cargo linked, without symbols.
    pub alone: u64,
    /// The archives that it alone uses.
    pub archives: Vec<String>,
    /// Whether it has an allocator of its own.
    pub own_allocator: bool,
}

/// An archive that several executables use, but that is not in the library.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stay {
    /// The crate or library.
    pub name: String,
    /// The executables that use it.
    pub users: Vec<String>,
    /// Why it stays.
    pub reason: Reason,
}

impl Report {
    /// Describes a set whose tree is `tree`.
    ///
    /// # Errors
    /// A file can't be read.
    pub fn of(set: &Set, linked: &Linked, tree: &Path) -> Result<Self> {
        let (plan, inputs) = (&set.plan, &set.inputs);
        let name = |archive: usize| inputs.archives[archive].name();
        let users = |archive: usize| plan.users.get(&archive).map_or(0, Vec::len);
        let bytes = |path: &Path| -> Result<u64> {
            let data = fs::metadata(path);
            Ok(data
                .with_context(|| format!("cannot read {}", path.display()))?
                .len())
        };
        let mut executables = Vec::new();
        for (index, link) in set.links.iter().enumerate() {
            let is_own = |archive: &usize| {
                let users = plan.users.get(archive);
                users.is_some_and(|users| users.as_slice() == [link.name.clone()])
            };
            let archives = &inputs.executables[index].archives;
            executables.push(Executable {
                name: link.name.clone(),
                bytes: bytes(&tree.join("bin").join(&link.name))?,
                alone: elf::loaded_size(&link.executable)?,
                archives: archives.iter().copied().filter(is_own).map(name).collect(),
                own_allocator: set.part(index).own_allocator,
            });
        }
        let is_moved = |name: &&String| name.starts_with(share::PREFIX);
        let shared = |&archive: &usize| Shared {
            name: name(archive),
            users: users(archive),
        };
        let stay = |(&archive, reason): (&usize, &Reason)| Stay {
            name: name(archive),
            users: plan.users.get(&archive).cloned().unwrap_or_default(),
            reason: reason.clone(),
        };
        Ok(Self {
            name: set.name.clone(),
            library: Library {
                file: set.library_name(),
                bytes: bytes(&linked.library)?,
                archives: plan.library.iter().map(shared).collect(),
                functions: linked.names.functions.len(),
                moved: linked.names.functions.iter().filter(is_moved).count(),
                data: linked.names.data.iter().cloned().collect(),
                offered: plan.offered.iter().cloned().collect(),
                replaced: plan.replaced.iter().cloned().collect(),
            },
            executables,
            stay: plan.stay.iter().map(stay).collect(),
            open: set.interface.clone(),
            tree: tree.to_owned(),
        })
    }

    /// The library in the tree.
    pub fn library_path(&self) -> PathBuf {
        let folder = self.tree.join("lib").join(&self.name);
        folder.join(&self.library.file)
    }

    /// The size of the whole set.
    pub fn bytes(&self) -> u64 {
        let executables: u64 = self.executables.iter().map(|e| e.bytes).sum();
        self.library.bytes + executables
    }

    /// The size of the executables as Cargo linked them.
    pub fn alone(&self) -> u64 {
        self.executables.iter().map(|e| e.alone).sum()
    }

    /// By how much the set is larger than its executables on their own.
    pub fn excess(&self) -> Option<u64> {
        self.bytes()
            .checked_sub(self.alone())
            .filter(|&more| more > 0)
    }

    /// Says in one line what was saved.
    pub fn summary(&self) -> String {
        let (alone, bytes) = (self.alone(), self.bytes());
        let saved = 100.0 * (1.0 - bytes as f64 / alone as f64);
        format!(
            "{} executables, {bytes} bytes ({} of them in the library) instead of {alone}: {saved:.1} % saved",
            self.executables.len(),
            self.library.bytes,
        )
    }

    /// Says what went where and why, over several lines.
    pub fn explanation(&self) -> String {
        let mut text = format!("{}: {}\n\n", self.name, self.summary());
        let library = &self.library;
        let _ = writeln!(
            text,
            "{} ({} bytes): {} functions reached through the table ({} moved from executables), {} symbols by name",
            library.file,
            library.bytes,
            library.functions,
            library.moved,
            library.data.len()
        );
        for archive in &library.archives {
            let _ = writeln!(
                text,
                "  {}: used by {} executables",
                archive.name, archive.users
            );
        }
        let open = self.open.iter().flat_map(|interface| &interface.crates);
        for of_modules in open {
            let _ = writeln!(text, "  open for modules: {}", of_modules.name);
        }
        for symbol in &library.offered {
            let _ = writeln!(text, "  stays exported: {}", plain(symbol));
        }
        for symbol in &library.replaced {
            let _ = writeln!(
                text,
                "  taken from the executable, if it defines it: {}",
                plain(symbol)
            );
        }
        if !self.stay.is_empty() {
            text += "\nUsed by several executables, but not in the library:\n";
        }
        for stay in &self.stay {
            let _ = writeln!(
                text,
                "  {} ({}): {}",
                stay.name,
                stay.users.join(", "),
                stay.reason
            );
        }
        text += "\nExecutables, bytes in the set and on their own, and what they alone use:\n";
        for executable in &self.executables {
            let _ = writeln!(
                text,
                "  {} {} {} {}{}",
                executable.name,
                executable.bytes,
                executable.alone,
                executable.archives.join(" "),
                if executable.own_allocator {
                    " (keeps its own allocator)"
                } else {
                    ""
                }
            );
        }
        text
    }

    /// Writes the report for `explain`.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        fs::write(file, serde_json::to_vec_pretty(self)?)
            .with_context(|| format!("cannot write {}", file.display()))
    }

    /// Reads a report.
    ///
    /// # Errors
    /// There is none.
    pub fn read(file: &Path) -> Result<Self> {
        let bytes =
            fs::read(file).context("no set was built here: `cargo closed-set build` does")?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

fn plain(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

/// A struct as one JSON object, followed by a newline: a line for each field, and one for each record
/// of a list.
///
/// # Errors
/// A field can't be written as JSON.
pub fn json(of: &impl Serialize) -> Result<String> {
    let serde_json::Value::Object(fields) = serde_json::to_value(of)? else {
        unreachable!("a struct is an object");
    };
    let field = |(name, value): (&String, &serde_json::Value)| match value.as_array() {
        Some(values) if values.iter().any(serde_json::Value::is_object) => {
            let lines: Vec<String> = values.iter().map(|value| format!("  {value}")).collect();
            format!(" \"{name}\": [\n{}\n ]", lines.join(",\n"))
        }
        _ => format!(" \"{name}\": {value}"),
    };
    let fields: Vec<String> = fields.iter().map(field).collect();
    Ok(format!("{{\n{}\n}}\n", fields.join(",\n")))
}
