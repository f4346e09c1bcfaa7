//! The order of functions. Those that run at the starts of utilities come first, so that a start maps
//! few pages of a file that holds the code of many. `cargo xtask order` records them.

use anyhow::{Context, Result};
use object::read::elf::ElfFile64;
use object::{Endianness, Object, ObjectSymbol};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

/// The functions that ran when starts were recorded, the most common ones first: names without the
/// hash, which changes with the compiler and the source.
const RECORDED: &str = include_str!("order.txt");

/// Where [`RECORDED`] is written.
pub const RECORD: &str = "xtask/src/link/order.txt";

/// The flags with which the linker puts functions of `objects` into the recorded order. A list of
/// their symbols is written to `list`.
///
/// # Errors
/// A file can't be read or written, or is not ELF.
pub fn flags(objects: &[PathBuf], list: &Path) -> Result<[OsString; 2]> {
    let mut symbols: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for object in objects {
        for symbol in functions(object)?.into_keys() {
            symbols.entry(plain(&symbol)).or_default().insert(symbol);
        }
    }
    let recorded = RECORDED.lines().filter_map(|name| symbols.get(name));
    let ordered: Vec<&str> = recorded.flatten().map(String::as_str).collect();
    fs::write(list, ordered.join("\n") + "\n")
        .with_context(|| format!("cannot write {}", list.display()))?;
    let mut argument = OsString::from("-Wl,--symbol-ordering-file=");
    argument.push(list);
    // The linker has removed some of them.
    Ok([argument, "-Wl,--no-warn-symbol-ordering".into()])
}

/// The symbols of the functions that an ELF file defines, and their sizes.
///
/// # Errors
/// The file can't be read, or is not ELF.
pub fn functions(file: &Path) -> Result<BTreeMap<String, u64>> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let elf = ElfFile64::<Endianness>::parse(&*bytes)
        .with_context(|| format!("{} is not an ELF file", file.display()))?;
    let defined = elf
        .symbols()
        .filter(|symbol| symbol.kind() == object::SymbolKind::Text && !symbol.is_undefined());
    Ok(defined
        .filter_map(|symbol| Some((symbol.name().ok()?.to_owned(), symbol.size())))
        .collect())
}

/// The name of a function without its hash.
pub fn plain(symbol: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_by_the_names_that_were_recorded() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let list = folder.path().join("list");
        let program = std::env::current_exe().expect("it has a name");
        flags(&[program], &list).expect("it is an ELF file");
        let list = fs::read_to_string(list).expect("it was written");
        let places: Vec<Option<usize>> = list
            .lines()
            .map(|symbol| RECORDED.lines().position(|name| name == plain(symbol)))
            .collect();
        assert!(places.len() > 10 && places[0].is_some(), "{list}");
        assert!(places.is_sorted(), "{list}");
    }
}
