//! Moves functions that stand in the own objects of several executables into the library.
//!
//! A generic function is compiled where it is used, so two executables often hold the same instance,
//! under names that differ in a hash. Two functions are taken as the same if their code is, and if
//! their relocations point to the same: to the same symbol outside, to equal bytes, or to functions and
//! constants that are the same by this rule. So that two that call themselves or each other can be
//! compared, all sections begin in classes of equal bytes, and classes are split until nothing changes
//! (partition refinement).
//!
//! A function moves only if everything that it refers to can be in the library: symbols of the library,
//! of the C library, and constants. Constants that code refers to directly move with a function, never
//! on their own, since a reference from outside would need other code.

mod common;

use anyhow::{Context, Result};
use object::build::Id;
use object::build::elf::{Builder, Relocation, Section, SectionData, SectionId, SymbolId};
use object::elf;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// The prefix of the symbols of functions that were moved.
pub const PREFIX: &str = "closed_set_shared_";

/// A function is not worth an entry of the table below this size.
const SMALLEST: usize = 32;

/// The own objects of an executable.
pub type Objects = Vec<PathBuf>;

/// What was moved.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    /// The object file with the moved functions, for the library.
    pub object: Option<PathBuf>,
    /// The symbols of the functions.
    pub functions: BTreeSet<String>,
    /// Changed object files, by the path of the original.
    pub changed: HashMap<PathBuf, PathBuf>,
}

/// A section of an object file of an executable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Place {
    file: usize,
    section: usize,
}

/// What a relocation points to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Target {
    /// A symbol that no object of the executable defines.
    Outside(Vec<u8>),
    /// A section of the executable, by its index in the list of parts.
    Part(usize),
    /// An entry of a section of constants.
    Constant(Vec<u8>),
}

/// A relocation of a part.
#[derive(Clone, Debug)]
struct Reference {
    offset: u64,
    kind: u32,
    /// The distance from the target.
    addend: i64,
    target: Target,
}

/// A section that may move.
#[derive(Clone, Debug)]
struct Part {
    place: Place,
    bytes: Vec<u8>,
    flags: u64,
    align: u64,
    /// Whether a symbol names all of it as a function.
    function: bool,
    references: Vec<Reference>,
}

/// An object file that was read.
struct File<'a> {
    executable: usize,
    path: &'a Path,
    builder: Builder<'a>,
    sections: Vec<SectionId>,
}

/// Finds functions that two or more executables have, and writes changed objects to `folder`. `apart`
/// has the symbols that code in the library must not refer to.
///
/// # Errors
/// A file can't be read or written.
pub fn functions(
    executables: &[Objects],
    apart: &BTreeSet<String>,
    folder: &Path,
) -> Result<Moved> {
    let mut contents = Vec::new();
    for (executable, path) in each(executables) {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        contents.push((executable, path, bytes));
    }
    let mut files = Vec::new();
    for (executable, path, bytes) in &contents {
        let builder = Builder::read(bytes.as_slice())
            .with_context(|| format!("cannot read {}", path.display()))?;
        files.push(File {
            executable: *executable,
            path,
            sections: builder
                .sections
                .iter()
                .map(|section| section.id())
                .collect(),
            builder,
        });
    }
    let owners = owners(&files);
    let parts = movable(parts(&files, &owners), apart);
    let classes = classes(&parts);
    let roots = roots(&files, &parts, &classes);
    if roots.is_empty() {
        return Ok(Moved::default());
    }
    fs::create_dir_all(folder)?;
    let object = folder.join("shared_functions.o");
    write(common::object(&parts, &classes, &roots), &object)?;
    let mut moved = Moved {
        object: Some(object),
        functions: roots.iter().map(|&class| name(class)).collect(),
        changed: HashMap::new(),
    };
    let places: HashMap<Place, u128> = parts
        .iter()
        .zip(&classes)
        .filter(|(_, class)| roots.contains(class))
        .map(|(part, &class)| (part.place, class))
        .collect();
    for (index, file) in files.iter().enumerate() {
        let to = folder.join(format!("{index}.o"));
        let bytes = contents[index].2.as_slice();
        if let Some(changed) = redirected((index, bytes), file, &owners, &places) {
            write(changed, &to)?;
            moved.changed.insert(file.path.to_owned(), to);
        }
    }
    Ok(moved)
}

fn each(executables: &[Objects]) -> impl Iterator<Item = (usize, &Path)> {
    let all = executables.iter().enumerate();
    all.flat_map(|(index, objects)| objects.iter().map(move |path| (index, path.as_path())))
}

fn name(class: u128) -> String {
    format!("{PREFIX}{class:032x}")
}

fn write(builder: Builder<'_>, to: &Path) -> Result<()> {
    let mut bytes = Vec::new();
    builder
        .write(&mut bytes)
        .with_context(|| format!("cannot make {}", to.display()))?;
    fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
}

/// Where each executable's global symbols are defined: section, and offset in it.
type Owners = HashMap<(usize, Vec<u8>), (Place, u64)>;

fn owners(files: &[File<'_>]) -> Owners {
    let mut owners = Owners::new();
    for (file, content) in files.iter().enumerate() {
        for symbol in &content.builder.symbols {
            if symbol.st_bind() != elf::STB_LOCAL
                && let Some(section) = symbol.section
            {
                let section = section.index();
                let key = (content.executable, symbol.name.to_vec());
                owners.insert(key, (Place { file, section }, symbol.st_value));
            }
        }
    }
    owners
}

/// Reads the sections of all files, and what they refer to.
struct Reader<'a> {
    files: &'a [File<'a>],
    owners: &'a Owners,
    /// The number of the part at each place.
    numbers: HashMap<Place, usize>,
}

/// The place that a symbol of a file is at, with its offset there.
fn place_of(
    file: usize,
    content: &File<'_>,
    symbol: SymbolId,
    owners: &Owners,
) -> Option<(Place, u64)> {
    let symbol = content.builder.symbols.get(symbol);
    match symbol.section {
        Some(section) => {
            let section = section.index();
            Some((Place { file, section }, symbol.st_value))
        }
        None => {
            let key = (content.executable, symbol.name.to_vec());
            owners.get(&key).copied()
        }
    }
}

/// All sections of code and constants, with what they refer to.
fn parts(files: &[File<'_>], owners: &Owners) -> Vec<Part> {
    let mut parts = Vec::new();
    for (file, content) in files.iter().enumerate() {
        let functions = functions_of(content);
        for section in &content.builder.sections {
            let section_number = section.id().index();
            let place = Place {
                file,
                section: section_number,
            };
            parts.extend(part(section, place, functions.contains(&section_number)));
        }
    }
    let numbers = parts.iter().enumerate();
    let reader = Reader {
        files,
        owners,
        numbers: numbers.map(|(number, part)| (part.place, number)).collect(),
    };
    for (file, content) in files.iter().enumerate() {
        for section in &content.builder.sections {
            let (SectionData::Relocation(relocations), Some(of)) =
                (&section.data, section.sh_info_section)
            else {
                continue;
            };
            let place = Place {
                file,
                section: of.index(),
            };
            if let Some(&number) = reader.numbers.get(&place) {
                let read = |r: &Relocation| reader.reference(file, r);
                parts[number].references = relocations.iter().map(read).collect();
            }
        }
    }
    parts
}

/// The sections of a file that a symbol names as one function.
fn functions_of(content: &File<'_>) -> HashSet<usize> {
    let mut found = HashSet::new();
    for symbol in &content.builder.symbols {
        if let Some(section) = symbol.section
            && symbol.st_type() == elf::STT_FUNC
            && symbol.st_value == 0
            && let SectionData::Data(bytes) = &content.builder.sections.get(section).data
            && symbol.st_size == bytes.len() as u64
        {
            found.insert(section.index());
        }
    }
    found
}

/// A section as a part without references, if it is code or a constant.
fn part(section: &Section<'_>, place: Place, is_function: bool) -> Option<Part> {
    let SectionData::Data(bytes) = &section.data else {
        return None;
    };
    let flags = section.sh_flags;
    let has = |flag: u32| flags & u64::from(flag) != 0;
    let is_constant = !has(elf::SHF_WRITE) || section.name.starts_with(b".data.rel.ro");
    let is_other = has(elf::SHF_TLS) || has(elf::SHF_MERGE) || has(elf::SHF_EXCLUDE);
    let may_move = has(elf::SHF_ALLOC) && is_constant && !is_other && !bytes.is_empty();
    may_move.then(|| Part {
        place,
        bytes: bytes.to_vec(),
        flags: flags & !u64::from(elf::SHF_GROUP),
        align: section.sh_addralign,
        function: has(elf::SHF_EXECINSTR) && is_function,
        references: Vec::new(),
    })
}

impl Reader<'_> {
    /// Reads a relocation of a file. One that can't be understood points to a part that does not
    /// exist.
    fn reference(&self, file: usize, relocation: &Relocation) -> Reference {
        let content = &self.files[file];
        let mut reference = Reference {
            offset: relocation.r_offset,
            kind: relocation.r_type,
            addend: relocation.r_addend,
            target: Target::Part(usize::MAX),
        };
        let Some(id) = relocation.symbol else {
            return reference;
        };
        let symbol = content.builder.symbols.get(id);
        let Some((place, offset)) = place_of(file, content, id, self.owners) else {
            if symbol.st_shndx == elf::SHN_UNDEF {
                reference.target = Target::Outside(symbol.name.to_vec());
            }
            return reference;
        };
        if let Some(&number) = self.numbers.get(&place) {
            reference.target = Target::Part(number);
            reference.addend += offset as i64;
        } else if symbol.st_type() != elf::STT_SECTION
            && let Some(constant) = self.constant(place, offset as usize)
        {
            reference.target = Target::Constant(constant);
        }
        reference
    }

    /// The constant at an offset of a section of constants that the linker merges.
    fn constant(&self, place: Place, offset: usize) -> Option<Vec<u8>> {
        let file = &self.files[place.file];
        let section = file.builder.sections.get(file.sections[place.section]);
        let has = |flag: u32| section.sh_flags & u64::from(flag) != 0;
        let SectionData::Data(bytes) = &section.data else {
            return None;
        };
        let end = offset + section.sh_entsize as usize;
        let constant = bytes.get(offset..end)?;
        (has(elf::SHF_MERGE) && !has(elf::SHF_STRINGS)).then(|| constant.to_vec())
    }
}

/// The parts of which everything can be in the library, with their references renumbered.
fn movable(mut parts: Vec<Part>, apart: &BTreeSet<String>) -> Vec<Part> {
    let outside_is_fine = |name: &[u8]| {
        let name = std::str::from_utf8(name);
        name.is_ok_and(|name| !apart.contains(name))
    };
    let mut fine = vec![true; parts.len()];
    loop {
        let mut changed = false;
        for index in 0..parts.len() {
            let of_target = |reference: &Reference| match &reference.target {
                Target::Outside(name) => outside_is_fine(name),
                Target::Part(part) => fine.get(*part).copied().unwrap_or(false),
                Target::Constant(_) => true,
            };
            if fine[index] && !parts[index].references.iter().all(of_target) {
                fine[index] = false;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut numbers = HashMap::new();
    for (index, _) in fine.iter().enumerate().filter(|(_, fine)| **fine) {
        numbers.insert(index, numbers.len());
    }
    let mut at = 0;
    parts.retain(|_| {
        at += 1;
        fine[at - 1]
    });
    for part in &mut parts {
        for reference in &mut part.references {
            if let Target::Part(part) = &mut reference.target {
                *part = numbers[part];
            }
        }
    }
    parts
}

/// The class of each part: equal for parts that are the same.
fn classes(parts: &[Part]) -> Vec<u128> {
    let first = |part: &Part| {
        let mut text = part.bytes.clone();
        text.extend(part.flags.to_le_bytes());
        text.extend(part.align.to_le_bytes());
        xxh3_128(&text)
    };
    let start: Vec<u128> = parts.iter().map(first).collect();
    let mut classes = start.clone();
    let count = |classes: &[u128]| classes.iter().collect::<HashSet<_>>().len();
    let mut known = count(&classes);
    loop {
        let next = parts.iter().zip(&start).map(|(part, start)| {
            let mut text = start.to_le_bytes().to_vec();
            for reference in &part.references {
                text.extend(reference.offset.to_le_bytes());
                text.extend(reference.kind.to_le_bytes());
                text.extend(reference.addend.to_le_bytes());
                match &reference.target {
                    Target::Outside(name) => {
                        text.push(0);
                        text.extend(name);
                    }
                    Target::Part(part) => {
                        text.push(1);
                        text.extend(classes[*part].to_le_bytes());
                    }
                    Target::Constant(bytes) => {
                        text.push(2);
                        text.extend(bytes);
                    }
                }
                text.push(3);
            }
            xxh3_128(&text)
        });
        classes = next.collect();
        let now = count(&classes);
        if now == known {
            return classes;
        }
        known = now;
    }
}

/// The classes of functions that two or more executables have.
fn roots(files: &[File<'_>], parts: &[Part], classes: &[u128]) -> BTreeSet<u128> {
    let mut users: BTreeMap<u128, BTreeSet<usize>> = BTreeMap::new();
    for (part, &class) in parts.iter().zip(classes) {
        if part.function && part.bytes.len() >= SMALLEST {
            let executable = files[part.place.file].executable;
            users.entry(class).or_default().insert(executable);
        }
    }
    let shared = users.into_iter().filter(|(_, users)| users.len() > 1);
    shared.map(|(class, _)| class).collect()
}

/// The object file with calls of moved functions redirected to the library; `None` without such calls.
fn redirected<'a>(
    (index, bytes): (usize, &'a [u8]),
    file: &File<'_>,
    owners: &Owners,
    places: &HashMap<Place, u128>,
) -> Option<Builder<'a>> {
    let mut symbols: HashMap<u128, SymbolId> = HashMap::new();
    let mut changes = Vec::new();
    for section in &file.builder.sections {
        let SectionData::Relocation(relocations) = &section.data else {
            continue;
        };
        for (at, relocation) in relocations.iter().enumerate() {
            let target = relocation
                .symbol
                .and_then(|id| place_of(index, file, id, owners));
            if let Some((place, 0)) = target
                && let Some(&class) = places.get(&place)
            {
                changes.push((section.id(), at, class));
            }
        }
    }
    if changes.is_empty() {
        return None;
    }
    let mut builder = Builder::read(bytes).ok()?;
    // LLVM keeps the names of sections with those of symbols.
    let is_names = |data: &SectionData<'_>| matches!(data, SectionData::SectionString);
    if !builder
        .sections
        .iter()
        .any(|section| is_names(&section.data))
    {
        let names = builder.sections.add();
        names.name = b".shstrtab".to_vec().into();
        names.sh_type = elf::SHT_STRTAB;
        names.sh_addralign = 1;
        names.data = SectionData::SectionString;
    }
    for (section, at, class) in changes {
        let symbol = *symbols.entry(class).or_insert_with(|| {
            let symbol = builder.symbols.add();
            symbol.name = name(class).into_bytes().into();
            symbol.set_st_info(elf::STB_GLOBAL, elf::STT_NOTYPE);
            symbol.id()
        });
        let section = builder.sections.get_mut(section);
        if let SectionData::Relocation(relocations) = &mut section.data {
            relocations[at].symbol = Some(symbol);
        }
    }
    Some(builder)
}

#[cfg(test)]
mod tests;
