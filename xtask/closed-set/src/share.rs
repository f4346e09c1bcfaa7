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

use anyhow::{Context, Result};
use object::build::Id;
use object::build::elf::{Builder, Relocation, SectionData, SectionId, SymbolId};
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
#[derive(Debug, Default)]
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
    write(common(&parts, &classes, &roots), &object)?;
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
        None => owners
            .get(&(content.executable, symbol.name.to_vec()))
            .copied(),
    }
}

/// All sections of code and constants, with what they refer to. A reference that can't be understood
/// points to the part itself at `usize::MAX`, which never exists.
fn parts(files: &[File<'_>], owners: &Owners) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut numbers: HashMap<Place, usize> = HashMap::new();
    for (file, content) in files.iter().enumerate() {
        let mut named: HashSet<usize> = HashSet::new();
        for symbol in &content.builder.symbols {
            if let Some(section) = symbol.section
                && symbol.st_type() == elf::STT_FUNC
                && symbol.st_value == 0
                && symbol.st_size == size(content, section) as u64
            {
                named.insert(section.index());
            }
        }
        for section in &content.builder.sections {
            let SectionData::Data(bytes) = &section.data else {
                continue;
            };
            let flags = section.sh_flags;
            let has = |flag: u32| flags & u64::from(flag) != 0;
            let is_constant = !has(elf::SHF_WRITE) || section.name.starts_with(b".data.rel.ro");
            let is_other = has(elf::SHF_TLS) || has(elf::SHF_MERGE) || has(elf::SHF_EXCLUDE);
            if has(elf::SHF_ALLOC) && is_constant && !is_other && !bytes.is_empty() {
                let place = Place {
                    file,
                    section: section.id().index(),
                };
                numbers.insert(place, parts.len());
                parts.push(Part {
                    place,
                    bytes: bytes.to_vec(),
                    flags: flags & !u64::from(elf::SHF_GROUP),
                    align: section.sh_addralign,
                    function: has(elf::SHF_EXECINSTR) && named.contains(&section.id().index()),
                    references: Vec::new(),
                });
            }
        }
    }
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
            if let Some(&number) = numbers.get(&place) {
                let read = |r: &Relocation| reference(r, file, files, owners, &numbers);
                parts[number].references = relocations.iter().map(read).collect();
            }
        }
    }
    parts
}

fn size(content: &File<'_>, section: SectionId) -> usize {
    match &content.builder.sections.get(section).data {
        SectionData::Data(bytes) => bytes.len(),
        _ => 0,
    }
}

fn reference(
    relocation: &Relocation,
    file: usize,
    files: &[File<'_>],
    owners: &Owners,
    numbers: &HashMap<Place, usize>,
) -> Reference {
    let content = &files[file];
    let nowhere = Target::Part(usize::MAX);
    let mut reference = Reference {
        offset: relocation.r_offset,
        kind: relocation.r_type,
        addend: relocation.r_addend,
        target: nowhere,
    };
    let Some(id) = relocation.symbol else {
        return reference;
    };
    let symbol = content.builder.symbols.get(id);
    match place_of(file, content, id, owners) {
        None if symbol.st_shndx == elf::SHN_UNDEF => {
            reference.target = Target::Outside(symbol.name.to_vec());
        }
        None => {}
        Some((place, offset)) => {
            let of = &files[place.file];
            let section = of.builder.sections.get(of.sections[place.section]);
            let is_merged = section.sh_flags & u64::from(elf::SHF_MERGE) != 0;
            if let Some(&number) = numbers.get(&place) {
                reference.target = Target::Part(number);
                reference.addend += offset as i64;
            } else if is_merged && symbol.st_type() != elf::STT_SECTION {
                let SectionData::Data(bytes) = &section.data else {
                    return reference;
                };
                let (start, size) = (offset as usize, section.sh_entsize as usize);
                let is_string = section.sh_flags & u64::from(elf::SHF_STRINGS) != 0;
                let constant = bytes.get(start..start + size);
                if let Some(constant) = constant.filter(|_| !is_string) {
                    reference.target = Target::Constant(constant.to_vec());
                }
            }
        }
    }
    reference
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

/// An object file with the functions of `roots`, and all that they refer to.
fn common(parts: &[Part], classes: &[u128], roots: &BTreeSet<u128>) -> Builder<'static> {
    let mut first: HashMap<u128, usize> = HashMap::new();
    for (index, &class) in classes.iter().enumerate() {
        first.entry(class).or_insert(index);
    }
    let mut builder = Builder::new(object::Endianness::Little, true);
    builder.header.e_type = elf::ET_REL;
    builder.header.e_machine = elf::EM_X86_64;
    for (kind, name) in [(elf::SHT_STRTAB, ".strtab"), (elf::SHT_STRTAB, ".shstrtab")] {
        let section = builder.sections.add();
        section.name = name.as_bytes().to_vec().into();
        section.sh_type = kind;
        section.sh_addralign = 1;
        section.data = match name {
            ".strtab" => SectionData::String,
            _ => SectionData::SectionString,
        };
    }
    let table = builder.sections.add();
    table.name = b".symtab".to_vec().into();
    table.sh_type = elf::SHT_SYMTAB;
    table.sh_addralign = 8;
    table.data = SectionData::Symbol;
    let table = table.id();
    let mut common = Common {
        builder,
        symbols: HashMap::new(),
    };
    let mut open: Vec<u128> = roots.iter().copied().collect();
    let mut done: BTreeSet<u128> = BTreeSet::new();
    while let Some(class) = open.pop() {
        if !done.insert(class) {
            continue;
        }
        let part = &parts[first[&class]];
        let kind = match part.flags {
            flags if flags & u64::from(elf::SHF_EXECINSTR) != 0 => ".text",
            flags if flags & u64::from(elf::SHF_WRITE) != 0 => ".data.rel.ro",
            _ => ".rodata",
        };
        let own = name(class);
        let section = common.section(
            &format!("{kind}.{own}"),
            part.flags,
            part.align,
            &part.bytes,
        );
        let visible = roots.contains(&class);
        common.define(&own, section, part, visible);
        let mut relocations = Vec::new();
        for reference in &part.references {
            let symbol = match &reference.target {
                Target::Outside(name) => common.symbol(name),
                Target::Part(part) => {
                    open.push(classes[*part]);
                    common.symbol(name(classes[*part]).as_bytes())
                }
                Target::Constant(bytes) => common.constant(bytes),
            };
            relocations.push(Relocation {
                r_offset: reference.offset,
                symbol: Some(symbol),
                r_type: reference.kind,
                r_addend: reference.addend,
            });
        }
        if !relocations.is_empty() {
            let of = common.builder.sections.add();
            of.name = format!(".rela{kind}.{own}").into_bytes().into();
            of.sh_type = elf::SHT_RELA;
            of.sh_flags = u64::from(elf::SHF_INFO_LINK);
            of.sh_addralign = 8;
            of.sh_entsize = 24;
            of.sh_link_section = Some(table);
            of.sh_info_section = Some(section);
            of.data = SectionData::Relocation(relocations);
        }
    }
    common.section(".note.GNU-stack", 0, 1, &[]);
    common.builder
}

struct Common {
    builder: Builder<'static>,
    symbols: HashMap<Vec<u8>, SymbolId>,
}

impl Common {
    fn section(&mut self, name: &str, flags: u64, align: u64, bytes: &[u8]) -> SectionId {
        let section = self.builder.sections.add();
        section.name = name.as_bytes().to_vec().into();
        section.sh_type = elf::SHT_PROGBITS;
        section.sh_flags = flags;
        section.sh_addralign = align;
        section.data = SectionData::Data(bytes.to_vec().into());
        section.id()
    }

    /// The global symbol called `name`, undefined unless it is defined here.
    fn symbol(&mut self, name: &[u8]) -> SymbolId {
        if let Some(&known) = self.symbols.get(name) {
            return known;
        }
        let symbol = self.builder.symbols.add();
        symbol.name = name.to_vec().into();
        symbol.set_st_info(elf::STB_GLOBAL, elf::STT_NOTYPE);
        let id = symbol.id();
        self.symbols.insert(name.to_vec(), id);
        id
    }

    fn define(&mut self, name: &str, section: SectionId, part: &Part, visible: bool) {
        let id = self.symbol(name.as_bytes());
        let symbol = self.builder.symbols.get_mut(id);
        symbol.section = Some(section);
        symbol.st_size = part.bytes.len() as u64;
        let kind = match part.flags & u64::from(elf::SHF_EXECINSTR) {
            0 => elf::STT_OBJECT,
            _ => elf::STT_FUNC,
        };
        symbol.set_st_info(elf::STB_GLOBAL, kind);
        symbol.st_other = if visible {
            elf::STV_DEFAULT
        } else {
            elf::STV_HIDDEN
        };
    }

    /// The symbol of a constant, which is defined here at its first use.
    fn constant(&mut self, bytes: &[u8]) -> SymbolId {
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let name = format!("closed_set_constant_{hex}");
        if let Some(&known) = self.symbols.get(name.as_bytes()) {
            return known;
        }
        let flags = u64::from(elf::SHF_ALLOC | elf::SHF_MERGE);
        let size = bytes.len() as u64;
        let section = self.section(&format!(".rodata.cst{size}"), flags, size, bytes);
        self.builder.sections.get_mut(section).sh_entsize = size;
        let id = self.symbol(name.as_bytes());
        let symbol = self.builder.symbols.get_mut(id);
        symbol.section = Some(section);
        symbol.st_size = size;
        symbol.set_st_info(elf::STB_GLOBAL, elf::STT_OBJECT);
        symbol.st_other = elf::STV_HIDDEN;
        id
    }
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
    if !builder.sections.iter().any(|section| is_names(&section.data)) {
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
mod tests {
    use super::*;
    use std::process::Command;

    fn cc(arguments: &[&str], folder: &Path) {
        let done = Command::new("cc")
            .args(arguments)
            .current_dir(folder)
            .output();
        let done = done.unwrap();
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    /// Two programs with functions of their own names.
    const PROGRAM: &str = r#"
#include <string.h>
static int counter;
static const char *const words[] = {"one", "three", "eleven"};
static __attribute__((noinline)) int NAME(length)(unsigned at) {
    return at < 3 ? (int)strlen(words[at]) : NAME(other)(at);
}
__attribute__((noinline)) int NAME(even)(unsigned n) {
    if (n > 1000) return NAME(length)(n) - 1000;
    return n == 0 ? 100 : NAME(odd)(n - 1) + NAME(length)(n % 3);
}
__attribute__((noinline)) int NAME(odd)(unsigned n) {
    return n == 0 ? 7 : NAME(even)(n - 1) - NAME(length)(n % 3);
}
__attribute__((noinline)) int NAME(counts)(int by) {
    counter += by * 3 + 1;
    return counter ^ (by << 3) ^ (counter >> 2);
}
int main(void) { return NAME(even)(4) + NAME(counts)(DIFFERENCE) - NAME(counts)(0); }
"#;

    #[test]
    fn functions_that_are_the_same_move_and_the_program_stays_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let mut executables = Vec::new();
        let mut statuses = Vec::new();
        for (name, difference) in [("a", 1), ("b", 2)] {
            let declared = "int NAME(even)(unsigned), NAME(odd)(unsigned);\n\
                            static __attribute__((noinline)) int NAME(other)(unsigned at) \
                            { return (int)at * 3 + (at > 2000 ? 5 : (int)(at % 7)); }\n";
            let head =
                format!("#define NAME(x) {name}_##x\n#define DIFFERENCE {difference}\n{declared}");
            fs::write(folder.join(format!("{name}.c")), head + PROGRAM).unwrap();
            let source = format!("{name}.c");
            let flags = "-O1 -fPIC -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
                         -fno-optimize-sibling-calls -c";
            let mut flags: Vec<&str> = flags.split_whitespace().collect();
            flags.push(&source);
            cc(&flags, folder);
            cc(&[&format!("{name}.o"), "-o", name], folder);
            statuses.push(Command::new(folder.join(name)).status().unwrap().code());
            executables.push(vec![folder.join(format!("{name}.o"))]);
        }
        let moved = functions(&executables, &BTreeSet::new(), &folder.join("out")).unwrap();
        // even, odd and length; not counts, which has a variable, and not main.
        assert!((2..=3).contains(&moved.functions.len()), "{moved:?}");
        let common = moved.object.unwrap();
        cc(
            &["-shared", common.to_str().unwrap(), "-o", "libcommon.so"],
            folder,
        );
        for (index, name) in ["a", "b"].into_iter().enumerate() {
            let changed = &moved.changed[&executables[index][0]];
            let output = format!("{name}.shared");
            let arguments = [
                changed.to_str().unwrap(),
                "libcommon.so",
                "-Wl,-rpath,$ORIGIN",
                "-Wl,--gc-sections",
                "-o",
                &output,
            ];
            cc(&arguments, folder);
            let status = Command::new(folder.join(&output)).status().unwrap();
            assert_eq!(status.code(), statuses[index]);
            assert!(statuses[index].is_some());
        }
    }

    #[test]
    fn what_refers_to_symbols_of_one_side_stays() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let source =
            "int apart(int);\nint calls(int n) { return apart(n * 7 + 3) + apart(n) * 5; }\n";
        fs::write(folder.join("a.c"), source).unwrap();
        cc(
            &[
                "-O1",
                "-fPIC",
                "-ffunction-sections",
                "-c",
                "a.c",
                "-o",
                "a.o",
            ],
            folder,
        );
        fs::copy(folder.join("a.o"), folder.join("b.o")).unwrap();
        let executables = [vec![folder.join("a.o")], vec![folder.join("b.o")]];
        let apart = BTreeSet::from(["apart".to_owned()]);
        let out = folder.join("out");
        assert!(
            functions(&executables, &apart, &out)
                .unwrap()
                .object
                .is_none()
        );
        let moved = functions(&executables, &BTreeSet::new(), &out).unwrap();
        assert_eq!(moved.functions.len(), 1);
    }
}
