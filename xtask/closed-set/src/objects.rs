//! Changes of object files before a lean link.
//!
//! **Short ways.** rustc accesses functions and data of other crates through the global offset table,
//! since it can't know what will be linked together. A linker that sees the target in the same output
//! can write its address into the instruction instead. That saves the table entry, a relocation at
//! every start and a load at every use, but the linker does it only where the relocation's type allows
//! it (psABI for x86-64, "GOTPCRELX"). Stable rustc doesn't emit that type. This module sets it for all
//! instructions that can be rewritten:
//!
//! | instruction | bytes | becomes |
//! |---|---|---|
//! | `call *f@GOTPCREL(%rip)` | `ff 15` | `call f` |
//! | `jmp *f@GOTPCREL(%rip)` | `ff 25` | `jmp f` |
//! | `mov v@GOTPCREL(%rip), %reg` | `48/4c 8b /r` | `lea v(%rip), %reg` |
//!
//! **No unwind tables.** The standard library has them for panics that unwind, but these programs abort.
//! Their sections are excluded from the output (`SHF_EXCLUDE`).
//!
//! **No reader of debug information.** The standard library's panic handler can print a backtrace with
//! names and lines, and brings readers of DWARF, of compressed sections and of mangled names. Installed
//! files have no debug information, so the function that calls all this gets a new body that returns at
//! once. This is the only change of machine code.
//!
//! **No file names in panics.** The message of a panic names a place in the source. The file name is an
//! address, one for each place, which the loader relocates at every start, in memory that is then
//! private to the process: a third of a library's relocations. File names are dropped; line and column
//! stay, as constants.

use anyhow::{Context, Result};
use object::elf;
use object::read::archive::ArchiveFile;
use object::read::elf::{ElfFile64, FileHeader, Rela, SectionHeader, SectionTable, Sym};
use object::{LittleEndian, Object, ObjectSymbol, SectionIndex};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// The changes to make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Treatment {
    /// Let the linker rewrite accesses through the global offset table.
    pub short_ways: bool,
    /// Drop unwind tables.
    pub no_unwinding: bool,
    /// Drop the reader of debug information.
    pub no_backtraces: bool,
    /// Drop the names of source files in messages of panics.
    pub no_files: bool,
}

impl Treatment {
    /// All changes.
    pub const FULL: Self = Self {
        short_ways: true,
        no_unwinding: true,
        no_backtraces: true,
        no_files: true,
    };

    /// Changes an object file or an archive of object files in place.
    ///
    /// # Errors
    /// The file can't be read or written.
    pub fn in_place(self, path: &Path) -> Result<()> {
        self.rewrite(path, path)
    }

    /// Makes a changed copy in a folder below `folder`, unless there is an up-to-date one. Returns
    /// its path, or `path` itself for other kinds of files.
    ///
    /// # Errors
    /// A file can't be read or written.
    pub fn copy(self, path: &Path, folder: &Path) -> Result<PathBuf> {
        let ours = ["o", "rlib"].map(OsStr::new);
        if self == Self::default() || !path.extension().is_some_and(|e| ours.contains(&e)) {
            return Ok(path.to_owned());
        }
        let bits = [
            self.short_ways,
            self.no_unwinding,
            self.no_backtraces,
            self.no_files,
        ];
        let name: String = bits
            .iter()
            .map(|&bit| if bit { '1' } else { '0' })
            .collect();
        let folder = folder.join(format!("objects-{name}"));
        let copy = folder.join(path.file_name().unwrap_or_default());
        if !is_newer(&copy, path) {
            fs::create_dir_all(&folder)?;
            // Several links may run at once: the copy appears complete.
            let new = tempfile::NamedTempFile::new_in(&folder)?;
            self.rewrite(path, new.path())?;
            new.persist(&copy)?;
        }
        Ok(copy)
    }

    fn rewrite(self, from: &Path, to: &Path) -> Result<()> {
        let mut bytes =
            fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
        for change in self.changes(&bytes) {
            let place = change.place..change.place + change.bytes.len();
            bytes[place].copy_from_slice(&change.bytes);
        }
        fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))
    }

    /// The changes of an object file, or of an archive of them.
    fn changes(self, bytes: &[u8]) -> Vec<Change> {
        let Ok(archive) = ArchiveFile::parse(bytes) else {
            return self.of_object(bytes);
        };
        let mut changes = Vec::new();
        for member in archive.members().flatten() {
            let (start, size) = member.file_range();
            let object = bytes.get(start as usize..(start + size) as usize);
            let of_member = object.map(|object| self.of_object(object));
            for mut change in of_member.unwrap_or_default() {
                change.place += start as usize;
                changes.push(change);
            }
        }
        changes
    }

    fn of_object(self, bytes: &[u8]) -> Vec<Change> {
        let mut changes = Vec::new();
        let Ok(file) = ElfFile64::<LittleEndian>::parse(bytes) else {
            return changes;
        };
        let header = file.elf_header();
        if header.e_machine(LittleEndian) != elf::EM_X86_64 {
            return changes;
        }
        let sections = file.elf_section_table();
        let emptied = match self.no_backtraces {
            true => printer(&file, bytes, &mut changes),
            false => None,
        };
        for (index, section) in sections.iter().enumerate() {
            let name = sections.section_name(LittleEndian, section);
            if self.no_unwinding && name.is_ok_and(is_for_unwinding) {
                let flags = section.sh_flags(LittleEndian) | u64::from(elf::SHF_EXCLUDE);
                let header = header.e_shoff(LittleEndian) as usize + index * SECTION_HEADER;
                changes.push(Change {
                    place: header + 8, // sh_name, sh_type
                    bytes: flags.to_le_bytes().to_vec(),
                });
            } else if emptied.is_some_and(|emptied| section.info_link(LittleEndian) == emptied) {
                without_relocations(bytes, section, &mut changes);
            } else if let Some(place) = self
                .no_files
                .then(|| Place::of(bytes, sections, section))
                .flatten()
            {
                let header = header.e_shoff(LittleEndian) as usize + place.section * SECTION_HEADER;
                place.without_file(header, &mut changes);
            } else if self.short_ways {
                of_relocations(bytes, sections, section, &mut changes);
            }
        }
        changes
    }
}

fn is_newer(copy: &Path, original: &Path) -> bool {
    let time = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    matches!((time(copy), time(original)), (Some(copy), Some(original)) if copy > original)
}

/// Makes hidden symbols visible to other files. Returns `path` itself if it has none of `names`, or
/// the path of a changed copy in `folder`.
///
/// # Errors
/// A file can't be read or written.
pub fn with_visible(path: &Path, names: &BTreeSet<String>, folder: &Path) -> Result<PathBuf> {
    if names.is_empty() {
        return Ok(path.to_owned());
    }
    let mut bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut places = Vec::new();
    match ArchiveFile::parse(&*bytes) {
        Ok(archive) => {
            for member in archive.members().flatten() {
                let (start, size) = member.file_range();
                let (start, end) = (start as usize, (start + size) as usize);
                let of_member = bytes.get(start..end).map(|object| hidden(object, names));
                places.extend(of_member.unwrap_or_default().into_iter().map(|p| p + start));
            }
        }
        Err(_) => places = hidden(&bytes, names),
    }
    if places.is_empty() {
        return Ok(path.to_owned());
    }
    for place in places {
        bytes[place] = elf::STV_DEFAULT;
    }
    let copy = folder.join(path.file_name().unwrap_or_default());
    fs::create_dir_all(folder)?;
    fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))?;
    Ok(copy)
}

/// The places in an object file of the visibility of hidden symbols in `names`.
fn hidden(bytes: &[u8], names: &BTreeSet<String>) -> Vec<usize> {
    let Ok(file) = ElfFile64::<LittleEndian>::parse(bytes) else {
        return Vec::new();
    };
    let sections = file.elf_section_table();
    let Ok(table) = sections.symbols(LittleEndian, bytes, elf::SHT_SYMTAB) else {
        return Vec::new();
    };
    let start = sections.section(table.section());
    let start = start.map_or(0, |section| section.sh_offset(LittleEndian) as usize);
    let is_hidden = |symbol: &elf::Sym64<LittleEndian>| {
        let name = symbol.name(LittleEndian, table.strings()).ok();
        symbol.st_bind() != elf::STB_LOCAL
            && symbol.st_visibility() != elf::STV_DEFAULT
            && name
                .and_then(|name| std::str::from_utf8(name).ok())
                .is_some_and(|name| names.contains(name))
    };
    let found = table.enumerate().filter(|(_, symbol)| is_hidden(symbol));
    // st_name, then st_info
    found
        .map(|(index, _)| start + index.0 * SYMBOL + 5)
        .collect()
}

/// New bytes at an offset of a file.
#[derive(Debug)]
struct Change {
    place: usize,
    bytes: Vec<u8>,
}

/// Makes the function that prints a backtrace return success at once, if the file has it in a
/// section of its own. Returns the index of that section.
fn printer(
    file: &ElfFile64<'_, LittleEndian>,
    bytes: &[u8],
    changes: &mut Vec<Change>,
) -> Option<SectionIndex> {
    let is_printer = |name: &str| PRINTER.iter().all(|part| name.contains(part));
    let symbol = file
        .symbols()
        .find(|symbol| symbol.is_definition() && symbol.name().is_ok_and(is_printer))?;
    let index = symbol.section_index()?;
    let section = file.elf_section_table().section(index).ok()?;
    let (start, size) = section.file_range(LittleEndian)?;
    let begins = symbol.address() == 0 && size >= RETURN_SUCCESS.len() as u64;
    let alone = bytes.len() as u64 >= start + size && symbol.size() == size;
    (begins && alone).then(|| {
        changes.push(Change {
            place: start as usize,
            bytes: RETURN_SUCCESS.to_vec(),
        });
        index
    })
}

/// Parts of the function's symbol: `BacktraceLock::print`'s `DisplayBacktrace::fmt`.
const PRINTER: [&str; 3] = [
    "3std3sys9backtrace",
    "BacktraceLock5print",
    "3fmt7Display3fmt",
];

/// `xorl %eax, %eax; ret`: `fmt::Result` is success if the register is zero.
const RETURN_SUCCESS: [u8; 3] = [0x31, 0xc0, 0xc3];

/// Disables the relocations of a section (`R_X86_64_NONE`), so that it refers to nothing.
fn without_relocations(
    bytes: &[u8],
    section: &elf::SectionHeader64<LittleEndian>,
    changes: &mut Vec<Change>,
) {
    if let Ok(Some((relocations, _))) = section.rela(LittleEndian, bytes) {
        let table = section.sh_offset(LittleEndian) as usize;
        changes.extend((0..relocations.len()).map(|index| Change {
            place: table + index * RELOCATION + 8, // r_offset
            bytes: vec![0; 8],
        }));
    }
}

/// The sizes of a section header, a symbol and a relocation, in bytes (System V ABI).
const SECTION_HEADER: usize = 64;
const SYMBOL: usize = 24;
const RELOCATION: usize = 24;

/// A `core::panic::Location` in a section of its own: address and length of the file name, line,
/// column. The section is writable because the address is relocated.
struct Place {
    section: usize,
    /// The offsets in the file of its bytes, and of the kind and symbol of its relocation.
    content: usize,
    relocation: usize,
    /// The name (an offset in the string table) of the section that holds the file name.
    read_only: u32,
}

/// The size of a `Location`, in bytes.
const PLACE: u64 = 24;

impl Place {
    /// The location that the relocations in `section` belong to, if there is one.
    fn of(
        bytes: &[u8],
        sections: &SectionTable<'_, elf::FileHeader64<LittleEndian>>,
        section: &elf::SectionHeader64<LittleEndian>,
    ) -> Option<Self> {
        let (relocations, symbols) = section.rela(LittleEndian, bytes).ok()??;
        let index = section.info_link(LittleEndian);
        let written = sections.section(index).ok()?;
        let name = sections.section_name(LittleEndian, written).ok()?;
        let [relocation] = relocations else {
            return None;
        };
        let address = relocation.r_type(LittleEndian, false) == elf::R_X86_64_64
            && relocation.r_offset.get(LittleEndian) == 0;
        if !address || !name.starts_with(b".data.rel.ro.") || written.sh_size(LittleEndian) != PLACE
        {
            return None;
        }
        let content = written.data(LittleEndian, bytes).ok()?;
        let length = u64::from_le_bytes(content.get(8..16)?.try_into().ok()?) as usize;
        let symbols = sections
            .symbols(LittleEndian, bytes, elf::SHT_SYMTAB)
            .ok()
            .filter(|table| table.section() == symbols)?;
        let symbol = symbols
            .symbol(relocation.symbol(LittleEndian, false)?)
            .ok()?;
        let named = sections
            .section(SectionIndex(usize::from(symbol.st_shndx(LittleEndian))))
            .ok()?;
        let start = symbol
            .st_value(LittleEndian)
            .checked_add_signed(relocation.r_addend.get(LittleEndian))?
            as usize;
        let file = named
            .data(LittleEndian, bytes)
            .ok()?
            .get(start..start.checked_add(length)?)?;
        file.ends_with(b".rs").then_some(Self {
            section: index.0,
            content: written.sh_offset(LittleEndian) as usize,
            relocation: section.sh_offset(LittleEndian) as usize + 8, // r_offset
            read_only: named.sh_name(LittleEndian),
        })
    }

    /// Replaces the file name by an empty string at a valid address, and makes the section
    /// constant. The linker places a section by its name and flags.
    fn without_file(&self, header: usize, changes: &mut Vec<Change>) {
        let empty = [1u64.to_le_bytes(), 0u64.to_le_bytes()].concat();
        let flags = u64::from(elf::SHF_ALLOC).to_le_bytes();
        for (place, bytes) in [
            (self.content, empty),
            (self.relocation, vec![0; 8]),
            (header, self.read_only.to_le_bytes().to_vec()),
            (header + 8, flags.to_vec()), // sh_name, sh_type
        ] {
            changes.push(Change { place, bytes });
        }
    }
}

fn is_for_unwinding(name: &[u8]) -> bool {
    name == b".eh_frame" || name.starts_with(b".gcc_except_table")
}

fn of_relocations(
    bytes: &[u8],
    sections: &SectionTable<'_, elf::FileHeader64<LittleEndian>>,
    section: &elf::SectionHeader64<LittleEndian>,
    changes: &mut Vec<Change>,
) {
    let Ok(Some((relocations, _))) = section.rela(LittleEndian, bytes) else {
        return;
    };
    let target = sections.section(section.info_link(LittleEndian));
    let Ok(code) = target.and_then(|target| target.data(LittleEndian, bytes)) else {
        return;
    };
    let table = section.sh_offset(LittleEndian) as usize;
    for (index, relocation) in relocations.iter().enumerate() {
        let offset = relocation.r_offset.get(LittleEndian) as usize;
        let through_got = relocation.r_type(LittleEndian, false) == elf::R_X86_64_GOTPCREL
            && relocation.r_addend.get(LittleEndian) == -4;
        let before = code.get(offset.saturating_sub(3)..offset);
        if let Some(kind) = before.filter(|_| through_got).and_then(kind) {
            changes.push(Change {
                place: table + index * RELOCATION + 8, // r_offset
                bytes: kind.to_le_bytes().to_vec(),
            });
        }
    }
}

/// The relaxable type of relocation for the instruction in front of the address, if it has one.
fn kind(before: &[u8]) -> Option<u32> {
    match before {
        [.., 0xff, 0x15 | 0x25] => Some(elf::R_X86_64_GOTPCRELX),
        // Mode 0 and register 5 mean an address relative to the instruction pointer.
        [0x48 | 0x4c, 0x8b, mode] if mode & 0xc7 == 0x05 => Some(elf::R_X86_64_REX_GOTPCRELX),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_change() {
        assert_eq!(kind(&[0x90, 0xff, 0x15]), Some(elf::R_X86_64_GOTPCRELX));
        assert_eq!(kind(&[0x41, 0xff, 0x25]), Some(elf::R_X86_64_GOTPCRELX));
        assert_eq!(kind(&[0x4c, 0x8b, 0x3d]), Some(elf::R_X86_64_REX_GOTPCRELX));
        // cmp, a push, and a mov of four bytes
        assert_eq!(kind(&[0x48, 0x3b, 0x05]), None);
        assert_eq!(kind(&[0x90, 0xff, 0x35]), None);
        assert_eq!(kind(&[0x90, 0x8b, 0x05]), None);
    }

    #[test]
    fn an_object_file_is_marked_and_runs() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.s");
        let text = "\t.globl main\nmain:\n\tsubq $8, %rsp\n\t.byte 0xff, 0x15\n\t.reloc ., \
                    R_X86_64_GOTPCREL, f-4\n\t.long 0\n\taddq $8, %rsp\n\tret\nf:\tmovl $7, \
                    %eax\n\tret\n\t.section .note.GNU-stack,\"\",@progbits\n";
        fs::write(&source, text).unwrap();
        let object = folder.path().join("a.o");
        let run = |args: &[&Path]| {
            let status = std::process::Command::new("cc").args(args).status();
            assert!(status.unwrap().success());
        };
        run(&["-c".as_ref(), &source, "-o".as_ref(), &object]);
        let all = Treatment::FULL;
        assert_eq!(all.changes(&fs::read(&object).unwrap()).len(), 1);
        let object = all.copy(&object, folder.path()).unwrap();
        let left = all.changes(&fs::read(&object).unwrap());
        assert!(left.is_empty(), "{left:?}");
        let program = folder.path().join("a");
        run(&[&object, "-o".as_ref(), &program]);
        let status = std::process::Command::new(program).status().unwrap();
        assert_eq!(status.code(), Some(7));
        assert_eq!(all.copy(&source, folder.path()).unwrap(), source);
    }

    #[test]
    fn places_of_panics_lose_their_file_and_their_relocation() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let text = "\t.globl main\nmain:\tmovl 16+place(%rip), %eax\n\taddl 8+place(%rip), %eax\n\
                    \taddl 8+other(%rip), %eax\n\tret\n\
                    \t.section .data.rel.ro..Lanon.1,\"aw\"\n\t.p2align 3\n\
                    place:\t.quad name\n\t.quad 9\n\t.long 57, 12\n\
                    \t.section .data.rel.ro..Lanon.2,\"aw\"\n\t.p2align 3\n\
                    other:\t.quad text\n\t.quad 7\n\t.long 1, 1\n\
                    \t.section .rodata..Lanon.3,\"a\"\nname:\t.ascii \"/src/a.rs\"\n\
                    text:\t.ascii \"a text.\"\n\t.section .note.GNU-stack,\"\",@progbits\n";
        fs::write(file("a.s"), text).unwrap();
        let run = |args: &[&str]| {
            let mut cc = std::process::Command::new("cc");
            assert!(
                cc.args(args)
                    .current_dir(folder.path())
                    .status()
                    .unwrap()
                    .success()
            );
        };
        run(&["-c", "a.s"]);
        let only = Treatment {
            no_files: true,
            ..Treatment::default()
        };
        only.in_place(&file("a.o")).unwrap();
        run(&["-pie", "a.o", "-o", "a"]);
        // The line, a length of 0, and the length that is no file's.
        let status = std::process::Command::new(file("a")).status().unwrap();
        assert_eq!(status.code(), Some(57 + 7));
        assert!(only.changes(&fs::read(file("a.o")).unwrap()).is_empty());
    }

    #[test]
    fn the_compilers_standard_library_is_as_we_know_it() {
        let asked = std::process::Command::new("rustc")
            .args(["--print", "target-libdir"])
            .output()
            .unwrap();
        let folder = String::from_utf8(asked.stdout).unwrap();
        let folder = folder.trim_end();
        let is_std = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        };
        let mut files = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let changes = Treatment::FULL.changes(&fs::read(files.find(is_std).unwrap()).unwrap());
        let emptied = changes.iter().filter(|c| c.bytes == RETURN_SUCCESS).count();
        assert_eq!(emptied, 1, "it prints backtraces by another function");
    }
}
