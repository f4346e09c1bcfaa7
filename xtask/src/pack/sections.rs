//! Section headers for files that were linked without.
//!
//! No loader reads section headers, and finished trees of lean variants have none. `strip`, `objdump`,
//! `dpkg-shlibdeps`, `perf` and debuggers look for everything by them, so files get them when they are
//! installed. The program headers and the dynamic segment say where the tables are; the rest of each
//! segment becomes `.text`, `.rodata` or `.data`. Every byte that is loaded belongs to a section, since
//! `strip` copies sections only.

use anyhow::{Context, Result};
use object::LittleEndian as Le;
use object::elf::{self, FileHeader64, ProgramHeader64};
use object::read::elf::{Dyn, FileHeader, ProgramHeader};
use std::collections::BTreeMap;

// Packed relocations, which the crate `object` does not name.
const DT_RELR: u32 = 36;
const DT_RELRSZ: u32 = 35;

const READ: u64 = elf::SHF_ALLOC as u64;
const WRITE: u64 = READ | elf::SHF_WRITE as u64;

/// The sizes of a section header and of an entry of the table of symbols (System V ABI).
const HEADER: usize = 64;
const SYMBOL: u64 = 24;

/// A section of a loaded file. All of these addresses and offsets are of the same segment.
#[derive(Clone, Debug, Default)]
struct Section {
    name: &'static str,
    kind: u32,
    flags: u64,
    address: u64,
    offset: u64,
    size: u64,
    link: &'static str,
    info: u32,
    entry: u64,
}

/// Returns a copy of an executable or shared object with section headers, or `None` if it has some or
/// is no such file.
///
/// # Errors
/// The file is damaged.
pub(crate) fn added(file: &[u8]) -> Result<Option<Vec<u8>>> {
    let Ok(header) = FileHeader64::<Le>::parse(file) else {
        return Ok(None);
    };
    let is_bare = header.e_shnum(Le) == 0 && header.is_little_endian();
    if !is_bare || header.e_type(Le) != elf::ET_DYN {
        return Ok(None);
    }
    let segments = header.program_headers(Le, file)?;
    let mut sections = tables(segments, file)?;
    for segment in segments.iter().filter(|s| s.p_type(Le) == elf::PT_LOAD) {
        let start = header.e_phoff(Le) + std::mem::size_of_val(segments) as u64;
        fill(segment, start, relro(segments), file, &mut sections);
    }
    sections.sort_by_key(|section| (section.address, section.kind == elf::SHT_NOBITS));
    let mut new = file.to_vec();
    number_symbols(&sections, &mut new);
    write(&sections, &mut new)?;
    Ok(Some(new))
}

/// The end of the memory that becomes read-only.
fn relro(segments: &[ProgramHeader64<Le>]) -> std::ops::Range<u64> {
    let mut found = segments
        .iter()
        .filter(|s| s.p_type(Le) == elf::PT_GNU_RELRO);
    found.next().map_or(0..0, |segment| {
        segment.p_vaddr(Le)..segment.p_vaddr(Le) + segment.p_memsz(Le)
    })
}

/// The sections that the headers and the dynamic segment name.
fn tables(segments: &[ProgramHeader64<Le>], file: &[u8]) -> Result<Vec<Section>> {
    let mut sections = Vec::new();
    for segment in segments {
        let (name, kind, flags) = match segment.p_type(Le) {
            elf::PT_INTERP => (".interp", elf::SHT_PROGBITS, READ),
            elf::PT_DYNAMIC => (".dynamic", elf::SHT_DYNAMIC, WRITE),
            elf::PT_NOTE => (".note", elf::SHT_NOTE, READ),
            elf::PT_GNU_EH_FRAME => (".eh_frame_hdr", elf::SHT_PROGBITS, READ),
            elf::PT_TLS => (".tdata", elf::SHT_PROGBITS, WRITE | u64::from(elf::SHF_TLS)),
            _ => continue,
        };
        let section = Section {
            name,
            kind,
            flags,
            address: segment.p_vaddr(Le),
            offset: segment.p_offset(Le),
            size: segment.p_filesz(Le),
            ..Section::default()
        };
        let rest = segment.p_memsz(Le).saturating_sub(section.size);
        if kind == elf::SHT_DYNAMIC {
            let (link, entry) = (".dynstr", 16);
            sections.push(Section {
                link,
                entry,
                ..section
            });
            continue;
        }
        if flags & u64::from(elf::SHF_TLS) != 0 && rest > 0 {
            sections.push(Section {
                name: ".tbss",
                kind: elf::SHT_NOBITS,
                address: section.address + section.size,
                offset: section.offset + section.size,
                size: rest,
                ..section.clone()
            });
        }
        if section.size > 0 {
            sections.push(section);
        }
    }
    dynamic(segments, file, &mut sections)?;
    Ok(sections)
}

/// Adds the sections that the dynamic segment names.
fn dynamic(
    segments: &[ProgramHeader64<Le>],
    file: &[u8],
    sections: &mut Vec<Section>,
) -> Result<()> {
    let mut values = BTreeMap::new();
    for segment in segments {
        for entry in segment.dynamic(Le, file)?.into_iter().flatten() {
            values.insert(entry.d_tag(Le), entry.d_val(Le));
        }
    }
    let value = |tag: u64| values.get(&tag).copied();
    let first = sections.len();
    for (tag, size, mut section) in named() {
        let Some(address) = value(tag) else { continue };
        section.address = address;
        section.offset = offset(segments, address).context("a table is not in the file")?;
        section.size = value(size).unwrap_or_default();
        match tag {
            t if t == u64::from(elf::DT_VERNEED) => {
                section.info = u32::try_from(value(u64::from(elf::DT_VERNEEDNUM)).unwrap_or(0))?;
            }
            t if t == u64::from(elf::DT_SYMTAB) => section.info = 1,
            _ => {}
        }
        sections.push(section);
    }
    // A table of unstated size ends where the next one begins.
    let mut starts: Vec<u64> = sections.iter().map(|section| section.address).collect();
    for segment in segments.iter().filter(|s| s.p_type(Le) == elf::PT_LOAD) {
        starts.push(segment.p_vaddr(Le) + segment.p_filesz(Le));
    }
    for section in &mut sections[first..] {
        if section.size == 0 {
            let after = starts
                .iter()
                .filter(|start| **start > section.address)
                .min();
            let size = after.context("a table has no end")? - section.address;
            section.size = size - size % section.entry.max(1);
        }
    }
    // Symbols and their versions are of the same number.
    let of = |name: &str| sections.iter().position(|section| section.name == name);
    if let (Some(symbols), Some(versions)) = (of(".dynsym"), of(".gnu.version")) {
        sections[versions].size = sections[symbols].size / SYMBOL * 2;
    }
    Ok(())
}

/// The tables that the dynamic segment can name: the tags of their address and size, and the section.
fn named() -> Vec<(u64, u64, Section)> {
    let row = |tag: u32, size: u32, name, kind, (link, entry): (&'static str, u64)| {
        let flags = match kind {
            elf::SHT_INIT_ARRAY | elf::SHT_FINI_ARRAY => WRITE,
            _ => READ,
        };
        let section = Section {
            name,
            kind,
            flags,
            link,
            entry,
            ..Section::default()
        };
        (u64::from(tag), u64::from(size), section)
    };
    use elf::*;
    vec![
        row(DT_STRTAB, DT_STRSZ, ".dynstr", SHT_STRTAB, ("", 0)),
        row(DT_SYMTAB, 0, ".dynsym", SHT_DYNSYM, (".dynstr", SYMBOL)),
        row(DT_GNU_HASH, 0, ".gnu.hash", SHT_GNU_HASH, (".dynsym", 0)),
        row(DT_HASH, 0, ".hash", SHT_HASH, (".dynsym", 4)),
        row(DT_VERSYM, 0, ".gnu.version", SHT_GNU_VERSYM, (".dynsym", 2)),
        row(
            DT_VERNEED,
            0,
            ".gnu.version_r",
            SHT_GNU_VERNEED,
            (".dynstr", 0),
        ),
        row(DT_RELA, DT_RELASZ, ".rela.dyn", SHT_RELA, (".dynsym", 24)),
        row(
            DT_JMPREL,
            DT_PLTRELSZ,
            ".rela.plt",
            SHT_RELA,
            (".dynsym", 24),
        ),
        row(DT_RELR, DT_RELRSZ, ".relr.dyn", SHT_RELR, ("", 8)),
        row(
            DT_INIT_ARRAY,
            DT_INIT_ARRAYSZ,
            ".init_array",
            SHT_INIT_ARRAY,
            ("", 8),
        ),
        row(
            DT_FINI_ARRAY,
            DT_FINI_ARRAYSZ,
            ".fini_array",
            SHT_FINI_ARRAY,
            ("", 8),
        ),
    ]
}

fn offset(segments: &[ProgramHeader64<Le>], address: u64) -> Option<u64> {
    let mut loaded = segments.iter().filter(|s| s.p_type(Le) == elf::PT_LOAD);
    let holds = |s: &&ProgramHeader64<Le>| {
        (s.p_vaddr(Le)..s.p_vaddr(Le) + s.p_filesz(Le)).contains(&address)
    };
    let segment = loaded.find(holds)?;
    Some(address - segment.p_vaddr(Le) + segment.p_offset(Le))
}

/// Adds sections for what is left of a segment. The file's own headers, up to `start`, are in none.
fn fill(
    segment: &ProgramHeader64<Le>,
    start: u64,
    relro: std::ops::Range<u64>,
    file: &[u8],
    sections: &mut Vec<Section>,
) {
    let (begin, size) = (segment.p_vaddr(Le), segment.p_filesz(Le));
    let from_address = segment.p_offset(Le).wrapping_sub(begin);
    let is_relro = relro.contains(&begin);
    let writable = segment.p_flags(Le) & elf::PF_W != 0;
    let (name, flags) = match segment.p_flags(Le) {
        flags if flags & elf::PF_X != 0 => (".text", READ | u64::from(elf::SHF_EXECINSTR)),
        _ if is_relro => (".data.rel.ro", WRITE),
        _ if writable => (".data", WRITE),
        _ => (".rodata", READ),
    };
    let mut taken: Vec<(u64, u64)> = sections
        .iter()
        .filter(|section| section.kind != elf::SHT_NOBITS)
        .map(|section| (section.address, section.address + section.size))
        .filter(|(from, _)| (begin..begin + size).contains(from))
        .collect();
    taken.push((begin + size, begin + size));
    taken.sort_unstable();
    let mut at = match segment.p_offset(Le) {
        0 => begin + start,
        _ => begin,
    };
    for (from, to) in taken {
        let offset = at.wrapping_add(from_address);
        let gap = file.get(offset as usize..from.wrapping_add(from_address) as usize);
        // Padding in front of a table is no section.
        if gap.is_some_and(|gap| gap.len() >= 16 || gap.iter().any(|&byte| byte != 0)) {
            sections.push(Section {
                name,
                kind: elf::SHT_PROGBITS,
                flags,
                address: at,
                offset,
                size: from - at,
                ..Section::default()
            });
        }
        at = at.max(to);
    }
    let rest = segment.p_memsz(Le).saturating_sub(size);
    if rest > 0 {
        sections.push(Section {
            name: if is_relro { ".relro_padding" } else { ".bss" },
            kind: elf::SHT_NOBITS,
            flags: WRITE,
            address: begin + size,
            offset: segment.p_offset(Le) + size,
            size: rest,
            ..Section::default()
        });
    }
}

/// Gives each exported symbol the number of its section. The linker's numbers are of its own headers.
fn number_symbols(sections: &[Section], file: &mut [u8]) {
    let Some(symbols) = sections.iter().find(|section| section.name == ".dynsym") else {
        return;
    };
    for index in 0..symbols.size / SYMBOL {
        let at = (symbols.offset + index * SYMBOL) as usize;
        let Some(symbol) = file.get_mut(at..at + SYMBOL as usize) else {
            return;
        };
        let number = u16::from_le_bytes([symbol[6], symbol[7]]);
        let value = u64::from_le_bytes(symbol[8..16].try_into().expect("eight bytes"));
        if number == 0 || number >= elf::SHN_LORESERVE {
            continue;
        }
        let is_tls = symbol[4] & 0xf == elf::STT_TLS;
        let holds = |section: &Section| match section.flags & u64::from(elf::SHF_TLS) != 0 {
            true => is_tls,
            false => !is_tls && (section.address..section.address + section.size).contains(&value),
        };
        let found = sections
            .iter()
            .position(holds)
            .map_or(elf::SHN_ABS, |at| at as u16 + 1);
        symbol[6..8].copy_from_slice(&found.to_le_bytes());
    }
}

/// Appends names and headers.
fn write(sections: &[Section], file: &mut Vec<u8>) -> Result<()> {
    let mut names = b"\0".to_vec();
    let mut places = BTreeMap::new();
    let own = ".shstrtab";
    for name in sections.iter().map(|section| section.name).chain([own]) {
        if !places.contains_key(name) {
            places.insert(name, names.len() as u32);
            names.extend_from_slice(name.as_bytes());
            names.push(0);
        }
    }
    let number = |name: &str| {
        sections
            .iter()
            .position(|s| s.name == name)
            .map_or(0, |at| at + 1)
    };
    let strings = Section {
        name: own,
        kind: elf::SHT_STRTAB,
        offset: file.len() as u64,
        size: names.len() as u64,
        ..Section::default()
    };
    file.extend_from_slice(&names);
    file.resize(file.len().next_multiple_of(8), 0);
    let headers = file.len() as u64;
    file.extend_from_slice(&[0; HEADER]);
    for section in sections.iter().chain([&strings]) {
        let link = if section.link.is_empty() {
            0
        } else {
            number(section.link)
        };
        file.extend_from_slice(&places[section.name].to_le_bytes());
        file.extend_from_slice(&section.kind.to_le_bytes());
        for word in [section.flags, section.address, section.offset, section.size] {
            file.extend_from_slice(&word.to_le_bytes());
        }
        file.extend_from_slice(&u32::try_from(link)?.to_le_bytes());
        file.extend_from_slice(&section.info.to_le_bytes());
        file.extend_from_slice(&1_u64.to_le_bytes());
        file.extend_from_slice(&section.entry.to_le_bytes());
    }
    let count = u16::try_from(sections.len() + 2)?;
    // e_shoff, then e_shentsize, e_shnum and e_shstrndx.
    file[0x28..0x30].copy_from_slice(&headers.to_le_bytes());
    for (at, value) in [(0x3a, HEADER as u16), (0x3c, count), (0x3e, count - 1)] {
        file[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::process::Command;

    fn run(folder: &Path, program: &str, args: &[&str]) -> String {
        let mut command = Command::new(program);
        let done = command.args(args).current_dir(folder).output().unwrap();
        let said = [done.stdout, done.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(done.status.success(), "{program} {args:?}: {said}");
        said
    }

    /// Links a library with a function and a thread's variable, and an executable that uses both, and
    /// takes their section headers away.
    fn bare(folder: &Path) {
        let library =
            "_Thread_local int t = 3; static int *p = &(int){4}; int f(void) { return *p; }\n";
        let program = "int f(void); extern _Thread_local int t; static int b[9];\n\
                       int main(int n, char **v) { b[n] = f(); return b[n] + t - 7; }\n";
        std::fs::write(folder.join("f.c"), library).unwrap();
        std::fs::write(folder.join("m.c"), program).unwrap();
        run(folder, "cc", &["-shared", "-fPIC", "f.c", "-o", "libf.so"]);
        let link = ["-pie", "m.c", "./libf.so", "-Wl,-z,now", "-o", "m"];
        run(folder, "cc", &link);
        for file in ["libf.so", "m"] {
            run(folder, "strip", &[file]);
            let mut bytes = std::fs::read(folder.join(file)).unwrap();
            bytes[0x28..0x30].fill(0);
            bytes[0x3a..0x40].fill(0);
            std::fs::write(folder.join(file), bytes).unwrap();
        }
    }

    #[test]
    fn tools_read_the_headers_and_strip_keeps_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        bare(folder);
        run(folder, "./m", &[]);
        for file in ["libf.so", "m"] {
            let bytes = std::fs::read(folder.join(file)).unwrap();
            let added = added(&bytes).unwrap().unwrap();
            std::fs::write(folder.join(file), &added).unwrap();
            assert!(super::added(&added).unwrap().is_none());
            run(folder, "./m", &[]);
            run(folder, "strip", &[file]);
            run(folder, "./m", &[]);
        }
        let read = run(folder, "readelf", &["-SW", "--dyn-syms", "libf.so"]);
        assert!(!read.contains("arning"), "{read}");
        let symbols = run(folder, "objdump", &["-T", "libf.so"]);
        let of_f = symbols.lines().find(|line| line.ends_with(" f")).unwrap();
        assert!(of_f.contains(".text"), "{of_f}");
        let needed = run(folder, "objdump", &["-p", "m"]);
        assert!(
            needed.contains("NEEDED               ./libf.so"),
            "{needed}"
        );
    }

    #[test]
    fn other_files_are_left_alone() {
        assert!(added(b"#!/bin/sh\n").unwrap().is_none());
        let own = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(added(&own).unwrap().is_none());
    }
}
