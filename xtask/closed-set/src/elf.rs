//! Prunes a shared library to what a closed set of executables imports.
//!
//! rustc links a Rust `dylib` from whole archives and exports every public function in it, because it
//! can't know who will use it. Here the executables exist already. So the library is linked a second
//! time, with an export list that is the union of what they import, and `--gc-sections` drops every
//! function that no export refers to. Symbol names stay the same, so the executables need no second
//! link.
//!
//! ```text
//!   cat ls … du          undefined symbols       defined by the library
//!   executables  ───────────────┬───────────────────────┬──────────────
//!                               └── intersection: the export list
//!                                          │
//!   objects of `shared`, std, clap, …  ──  link, --gc-sections  ──  pruned library
//! ```
//!
//! This module depends on ELF files only, not on this workspace.

use crate::table::Names;
use anyhow::{Context, Result, ensure};
use object::read::elf::{ElfFile64, ProgramHeader};
use object::{Object, ObjectSymbol, SymbolKind};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The symbols that `executables` import and `library` defines.
///
/// # Errors
/// A file is not ELF, or can't be read.
pub fn exports(executables: &[PathBuf], library: &Path) -> Result<Names> {
    let defined = dynamic_symbols(library, false)?;
    let mut names = Names::default();
    for executable in executables {
        for name in dynamic_symbols(executable, true)?.into_keys() {
            match defined.get(&name) {
                Some(SymbolKind::Text) => names.functions.insert(name),
                Some(_) => names.data.insert(name),
                None => false,
            };
        }
    }
    Ok(names)
}

/// All symbols that `library` defines, except for the compiler's metadata.
///
/// # Errors
/// The file is not ELF, or can't be read.
pub fn offered(library: &Path) -> Result<Vec<String>> {
    let defined = dynamic_symbols(library, false)?;
    let ours = |name: &String| !name.starts_with("rust_metadata");
    Ok(defined.into_keys().filter(ours).collect())
}

/// The symbols that an object file wants from others.
///
/// # Errors
/// The file is not ELF, or can't be read.
pub fn wanted(object: &Path) -> Result<Vec<String>> {
    let bytes = fs::read(object).with_context(|| format!("cannot read {}", object.display()))?;
    let elf = ElfFile64::<object::Endianness>::parse(&*bytes)
        .with_context(|| format!("{} is not an ELF file", object.display()))?;
    let undefined = elf.symbols().filter(ObjectSymbol::is_undefined);
    Ok(undefined
        .filter_map(|symbol| Some(symbol.name().ok()?.to_owned()))
        .collect())
}

/// Checks that `pruned` defines all of `exports`. Without this check, a symbol that the linker
/// dropped would be noticed only when an executable starts.
///
/// # Errors
/// The first symbol that is missing.
pub fn verify<'a>(exports: impl IntoIterator<Item = &'a String>, pruned: &Path) -> Result<()> {
    let defined = dynamic_symbols(pruned, false)?;
    let missing = exports
        .into_iter()
        .find(|name| !defined.contains_key(*name));
    ensure!(
        missing.is_none(),
        "the pruned library lacks {}",
        missing.map_or("", |m| m)
    );
    Ok(())
}

/// The symbols in the dynamic symbol table of an ELF file that are undefined, or defined, with
/// their kind.
fn dynamic_symbols(file: &Path, undefined: bool) -> Result<BTreeMap<String, SymbolKind>> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let elf = ElfFile64::<object::Endianness>::parse(&*bytes)
        .with_context(|| format!("{} is not an ELF file", file.display()))?;
    Ok(elf
        .dynamic_symbols()
        .filter(|symbol| symbol.is_undefined() == undefined)
        .filter_map(|symbol| Some((symbol.name().ok()?.to_owned(), symbol.kind())))
        .filter(|(name, _)| !name.is_empty())
        .collect())
}

/// The size of what the loader reads of a linked file: without symbols and other sections.
///
/// # Errors
/// The file is not ELF, or can't be read.
pub fn loaded_size(file: &Path) -> Result<u64> {
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let elf = ElfFile64::<object::Endianness>::parse(&*bytes)
        .with_context(|| format!("{} is not an ELF file", file.display()))?;
    let endian = elf.endian();
    let segments = elf.elf_program_headers().iter();
    let ends = segments.map(|segment| segment.p_offset(endian) + segment.p_filesz(endian));
    Ok(ends.max().unwrap_or_default())
}

/// The soname of a library: executables that are linked against it ask for it by this name.
///
/// # Errors
/// The file is no shared object, or has no soname.
pub fn soname(library: &Path) -> Result<String> {
    let mut names = dynamic_names(library, object::elf::DT_SONAME)?;
    names
        .pop()
        .with_context(|| format!("{} has no SONAME", library.display()))
}

/// The names of the libraries that a library needs.
///
/// # Errors
/// The file is no shared object.
pub fn needed(library: &Path) -> Result<Vec<String>> {
    dynamic_names(library, object::elf::DT_NEEDED)
}

/// The strings in the dynamic section under a tag.
fn dynamic_names(library: &Path, tag: u32) -> Result<Vec<String>> {
    let bytes = fs::read(library).with_context(|| format!("cannot read {}", library.display()))?;
    let elf = ElfFile64::<object::Endianness>::parse(&*bytes)?;
    let endian = elf.endian();
    let sections = elf.elf_section_table();
    let (entries, strings) = sections
        .dynamic(endian, &*bytes)?
        .with_context(|| format!("{} is not a shared object", library.display()))?;
    let strings = sections.strings(endian, &*bytes, strings)?;
    let names = entries
        .iter()
        .filter(|entry| entry.d_tag.get(endian) == u64::from(tag))
        .filter_map(|entry| {
            strings
                .get(u32::try_from(entry.d_val.get(endian)).ok()?)
                .ok()
        });
    Ok(names
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect())
}
