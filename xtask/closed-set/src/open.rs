//! Open sets: parts of the library stay exported, so that modules which are built later can be loaded
//! into the executables (see [`crate::module`]).
//!
//! The names of a crate's symbols say which crate and version they belong to, but nothing about their
//! content: after a change of a type, all names are the same. So the library of an open set defines one
//! more symbol, whose name is a hash of what is open, and each module imports it. The loader refuses a
//! module of another build and reports that symbol.

use crate::plan::Inputs;
use crate::table;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// The prefix of the symbol that identifies what is open.
pub const OPEN: &str = "set_is_open_";

/// The file name of the library against which modules are linked, in the folder of a set.
pub const LIBRARY: &str = "open.so";

/// What a set keeps open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Archives of which all symbols stay exported.
    pub crates: BTreeSet<usize>,
    /// Further symbols that stay exported.
    pub symbols: BTreeSet<String>,
    /// The archives that define them.
    holders: BTreeSet<usize>,
}

impl Opened {
    /// Finds what `asked` names: crates, or else symbols, mangled or plain.
    ///
    /// # Errors
    /// A name is neither.
    pub fn of(asked: &[String], inputs: &Inputs) -> Result<Self> {
        let mut opened = Self::default();
        for name in asked {
            let file = name.replace('-', "_");
            let archives = inputs.archives.iter().enumerate();
            let crates = archives.filter(|(_, archive)| archive.name() == file);
            let crates: Vec<usize> = crates.map(|(index, _)| index).collect();
            if crates.is_empty() {
                opened.find_symbol(name, inputs);
                ensure!(
                    opened.symbols.iter().any(|symbol| is_called(symbol, name)),
                    "cannot keep '{name}' open: the executables have no crate or symbol of that name"
                );
            }
            opened.crates.extend(crates);
        }
        Ok(opened)
    }

    fn find_symbol(&mut self, name: &str, inputs: &Inputs) {
        for (index, archive) in inputs.archives.iter().enumerate() {
            let defined = archive.members.iter().flat_map(|m| m.defined.keys());
            for symbol in defined.filter(|symbol| is_called(symbol, name)) {
                self.symbols.insert(symbol.clone());
                self.holders.insert(index);
            }
        }
    }

    /// Whether the set is an ordinary, closed one.
    pub fn is_empty(&self) -> bool {
        self.crates.is_empty() && self.symbols.is_empty()
    }

    /// The archives that must be in the library.
    pub fn archives(&self) -> impl Iterator<Item = usize> {
        self.crates.union(&self.holders).copied()
    }

    /// What modules must know.
    ///
    /// # Errors
    /// An archive can't be read.
    pub fn interface(&self, inputs: &Inputs, terse_panics: bool) -> Result<Interface> {
        let mut crates = Vec::new();
        let mut hash = Xxh3::new();
        for index in self.archives() {
            let archive = &inputs.archives[index];
            let content = content(&archive.path)?;
            hash.write(content.as_bytes());
            if self.crates.contains(&index) {
                let name = archive.name();
                crates.push(Crate { name, content });
            }
        }
        for symbol in &self.symbols {
            hash.write(symbol.as_bytes());
        }
        Ok(Interface {
            symbol: format!("{OPEN}{:016x}", hash.finish()),
            crates,
            terse_panics,
        })
    }
}

/// What a module must know about the set that it is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Interface {
    /// The symbol that identifies what is open.
    pub symbol: String,
    /// The crates that modules take from the library.
    pub crates: Vec<Crate>,
    /// How the set was linked.
    pub terse_panics: bool,
}

/// A crate that is open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Crate {
    /// Its name.
    pub name: String,
    /// A hash of its archive.
    pub content: String,
}

impl Interface {
    /// Makes the object file that defines the symbol, for the library.
    ///
    /// # Errors
    /// There is no assembler.
    pub fn definition(&self, file: &Path) -> Result<PathBuf> {
        let symbol = &self.symbol;
        let text = format!(
            "\t.section .rodata.{symbol},\"a\",@progbits\n\t.globl {symbol}\n\
             \t.type {symbol}, @object\n\t.size {symbol}, 1\n{symbol}:\n\t.byte 0\n{STACK}"
        );
        table::assemble(&text, file)
    }

    /// Makes the object file by which a module imports the symbol. The reference is data that the
    /// linker keeps, so the loader looks it up at once.
    ///
    /// # Errors
    /// There is no assembler.
    pub fn reference(&self, file: &Path) -> Result<PathBuf> {
        let symbol = &self.symbol;
        let text =
            format!("\t.section .data.rel.ro.open,\"awR\",@progbits\n\t.quad {symbol}\n{STACK}");
        table::assemble(&text, file)
    }
}

/// Marks the stack as not executable.
const STACK: &str = "\t.section .note.GNU-stack,\"\",@progbits\n";

/// A hash of a file.
///
/// # Errors
/// It can't be read.
pub fn content(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(format!("{:016x}", xxh3_64(&bytes)))
}

fn is_called(symbol: &str, name: &str) -> bool {
    symbol == name || format!("{:#}", rustc_demangle::demangle(symbol)) == name
}
