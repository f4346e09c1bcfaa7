//! What the inputs of links define and want, read from object files and archives.
//!
//! The archives of the standard library hold bitcode beside machine code, which confuses some tools
//! (`nm` shows no symbols). The crate `object` reads the symbol table of the machine code.

use anyhow::{Context, Result};
use object::LittleEndian;
use object::elf;
use object::read::archive::ArchiveFile;
use object::read::elf::{ElfFile64, FileHeader, SectionHeader, Sym};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// A symbol that an object file defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Whether another definition takes precedence without an error.
    pub weak: bool,
    /// Whether it is hidden from other files.
    pub hidden: bool,
    /// Whether it is a function.
    pub function: bool,
}

/// An object file: one of its own, or a member of an archive.
#[derive(Clone, Debug, Default)]
pub struct ObjectFile {
    /// The name of the file or member.
    pub name: String,
    /// The global symbols that it defines.
    pub defined: BTreeMap<String, Definition>,
    /// The global symbols that it wants, and whether each is optional.
    pub wanted: BTreeMap<String, bool>,
    /// Whether it has functions that run before `main`.
    pub constructors: bool,
    /// Whether it throws or catches C++ exceptions.
    pub exceptions: bool,
    /// Whether it has debug information.
    pub debug: bool,
    /// Sections with names that are identifiers, whose parts the linker collects for the program.
    pub collected: BTreeSet<String>,
}

impl ObjectFile {
    /// Reads an object file of the target.
    ///
    /// # Errors
    /// It is not an ELF file for x86-64.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self> {
        let file = ElfFile64::<LittleEndian>::parse(bytes)
            .with_context(|| format!("{name} is not an ELF file of 64 bits"))?;
        let header = file.elf_header();
        anyhow::ensure!(
            header.e_machine(LittleEndian) == elf::EM_X86_64,
            "{name} is for another processor: a closed set can be made for x86-64 only"
        );
        let mut object = Self {
            name: name.to_owned(),
            ..Self::default()
        };
        object.read_sections(&file)?;
        object.read_symbols(&file, bytes)?;
        Ok(object)
    }

    fn read_sections(&mut self, file: &ElfFile64<'_, LittleEndian>) -> Result<()> {
        let sections = file.elf_section_table();
        for section in sections.iter() {
            let name = sections.section_name(LittleEndian, section)?;
            let name = String::from_utf8_lossy(name);
            let is_loaded = section.sh_flags(LittleEndian) & u64::from(elf::SHF_ALLOC) != 0;
            let starts = |start: &str| name.starts_with(start);
            if is_loaded
                && [".init_array", ".ctors", ".preinit_array"]
                    .into_iter()
                    .any(starts)
            {
                self.constructors = true;
            }
            self.debug |= name == ".debug_info";
            let is_identifier = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if is_loaded && !name.is_empty() && name.chars().all(is_identifier) {
                self.collected.insert(name.into_owned());
            }
        }
        Ok(())
    }

    fn read_symbols(&mut self, file: &ElfFile64<'_, LittleEndian>, bytes: &[u8]) -> Result<()> {
        let sections = file.elf_section_table();
        let table = sections.symbols(LittleEndian, bytes, elf::SHT_SYMTAB)?;
        for symbol in table.iter() {
            let name = symbol.name(LittleEndian, table.strings())?;
            let name = String::from_utf8_lossy(name).into_owned();
            if symbol.st_bind() == elf::STB_LOCAL || name.is_empty() {
                continue;
            }
            let weak = symbol.st_bind() == elf::STB_WEAK;
            if symbol.st_shndx(LittleEndian) == elf::SHN_UNDEF {
                for start in ["__start_", "__stop_"] {
                    self.collected
                        .extend(name.strip_prefix(start).map(str::to_owned));
                }
                self.exceptions |= name.starts_with("__cxa_throw") || name.starts_with("__gxx_");
                self.wanted.insert(name, weak);
                continue;
            }
            let definition = Definition {
                weak,
                hidden: symbol.st_visibility() != elf::STV_DEFAULT,
                function: symbol.st_type() == elf::STT_FUNC
                    || symbol.st_type() == elf::STT_GNU_IFUNC,
            };
            self.defined.insert(name, definition);
        }
        Ok(())
    }
}

/// An rlib or static library.
#[derive(Clone, Debug)]
pub struct Archive {
    /// The file.
    pub path: PathBuf,
    /// Its object files.
    pub members: Vec<ObjectFile>,
}

impl Archive {
    /// Reads an archive, and adds its content to `hash`.
    ///
    /// # Errors
    /// It is no archive, or can't be read.
    pub fn read(path: &Path, hash: &mut Xxh3) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        hash.write(&bytes);
        let mut members = Vec::new();
        for (name, content) in object_files(path, &bytes)? {
            let object = ObjectFile::parse(&name, content);
            members.push(object.with_context(|| format!("in {}", path.display()))?);
        }
        Ok(Self {
            path: path.to_owned(),
            members,
        })
    }

    /// The name of the crate or library: `clap` for `libclap-0123456789abcdef.rlib`.
    pub fn name(&self) -> String {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let stem = stem.strip_prefix("lib").unwrap_or(&stem);
        let is_hash = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        match stem.rsplit_once('-') {
            Some((name, hash)) if is_hash(hash) => name.to_owned(),
            _ => stem.to_owned(),
        }
    }

    /// Whether this is the crate of functions that the compiler calls. Its symbols are hidden, so
    /// each file has its own copies.
    pub fn is_compiler_builtins(&self) -> bool {
        self.name() == "compiler_builtins"
    }
}

/// The object files in an archive, with their names.
fn object_files<'a>(path: &Path, bytes: &'a [u8]) -> Result<Vec<(String, &'a [u8])>> {
    let archive =
        ArchiveFile::parse(bytes).with_context(|| format!("{} is no archive", path.display()))?;
    let mut found = Vec::new();
    for member in archive.members() {
        let member = member?;
        let (start, size) = member.file_range();
        let content = bytes.get(start as usize..(start + size) as usize);
        let name = String::from_utf8_lossy(member.name()).into_owned();
        // The compiler's metadata may be wrapped in an object file.
        let is_object = |content: &&[u8]| content.starts_with(&elf::ELFMAG);
        let content = content
            .filter(is_object)
            .filter(|_| !name.ends_with(".rmeta"));
        found.extend(content.map(|content| (name, content)));
    }
    Ok(found)
}

/// Writes members of an archive to files in `folder`. They are counted as in [`Archive::members`].
///
/// # Errors
/// A file can't be read or written.
pub fn extract(path: &Path, members: &[usize], folder: &Path) -> Result<Vec<PathBuf>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let all = object_files(path, &bytes)?;
    fs::create_dir_all(folder)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut files = Vec::new();
    for &member in members {
        let (_, content) = all.get(member).context("the archive has changed")?;
        let file = folder.join(format!("{stem}.{member}.o"));
        fs::write(&file, content).with_context(|| format!("cannot write {}", file.display()))?;
        files.push(file);
    }
    Ok(files)
}

/// Writes all members of an archive to files in `folder`.
///
/// # Errors
/// A file can't be read or written.
pub fn extract_all(path: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let all: Vec<usize> = (0..object_files(path, &bytes)?.len()).collect();
    extract(path, &all, folder)
}

/// Reads an object file, and adds its content to `hash`.
///
/// # Errors
/// It is not an ELF file for x86-64, or can't be read.
pub fn read_object(path: &Path, hash: &mut Xxh3) -> Result<ObjectFile> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    hash.write(&bytes);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ObjectFile::parse(&name, &bytes)
}
