//! The origin of every byte of an installed file. Installed files have no symbols. Their twins are
//! linked in the same way with symbols, and so say what is at which address.

use super::origin;
use anyhow::{Context, Result, ensure};
use object::read::elf::{ElfFile64, FileHeader, ProgramHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol, SectionFlags, SymbolKind, elf};
use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::Path;

/// An explained file.
pub(super) struct Image {
    /// Bytes by origin. Their sum is the size of the file.
    pub(super) origins: BTreeMap<String, u64>,
    /// Its functions. Those that stand at one address are one function.
    pub(super) code: Vec<Function>,
}

/// A function.
pub(super) struct Function {
    /// Its name without a hash, which several instances of a generic function share.
    pub(super) name: String,
    pub(super) bytes: u64,
}

/// A segment that is in the file: its range there and in memory.
struct Segment {
    offset: u64,
    address: u64,
    size: u64,
}

impl Image {
    /// Explains `installed` by the symbols of its `twin`.
    ///
    /// # Errors
    /// A file is not ELF, or the two are not twins.
    pub(super) fn open(installed: &Path, twin: &Path) -> Result<Self> {
        let read =
            |path: &Path| fs::read(path).with_context(|| format!("cannot read {}", path.display()));
        let (bytes, twin_bytes) = (read(installed)?, read(twin)?);
        let file = ElfFile64::<Endianness>::parse(&*bytes)
            .with_context(|| format!("{} is not an ELF file", installed.display()))?;
        let twin = ElfFile64::<Endianness>::parse(&*twin_bytes)
            .with_context(|| format!("{} is not an ELF file", twin.display()))?;
        ensure!(
            file.elf_header().e_entry.get(file.endian())
                == twin.elf_header().e_entry.get(twin.endian()),
            "{} was linked otherwise than what is to explain it",
            installed.display()
        );
        let segments = segments(&file);
        let mut labels = Labels::new(bytes.len());
        labels.set(0..headers(&file), "headers");
        let in_memory = |flags: SectionFlags| match flags {
            SectionFlags::Elf { sh_flags } => sh_flags & u64::from(elf::SHF_ALLOC) != 0,
            _ => false,
        };
        for section in twin.sections().filter(|s| in_memory(s.flags())) {
            let range = section.address()..section.address() + section.size();
            let label = of_section(section.name().unwrap_or_default());
            labels.set_addresses(&segments, &range, label);
        }
        let mut code = BTreeMap::new();
        let symbols: Vec<_> = match twin.symbols().next() {
            Some(_) => twin.symbols().collect(),
            None => twin.dynamic_symbols().collect(),
        };
        for symbol in symbols {
            let is_named = matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Data);
            if !is_named || symbol.size() == 0 || symbol.is_undefined() {
                continue;
            }
            let range = symbol.address()..symbol.address() + symbol.size();
            let name = symbol.name().unwrap_or_default();
            let origin = origin::of(name);
            if symbol.kind() == SymbolKind::Text {
                labels.set_addresses(&segments, &range, &format!("code: {origin}"));
                if origin::way(name).is_some() {
                    continue;
                }
                let function = Function {
                    name: format!("{:#}", rustc_demangle::demangle(name)),
                    bytes: symbol.size(),
                };
                code.entry(symbol.address()).or_insert(function);
            } else {
                labels.set_addresses(&segments, &range, &format!("data: {origin}"));
            }
        }
        let end = segments
            .iter()
            .map(|s| s.offset + s.size)
            .max()
            .unwrap_or(0);
        labels.set(end..bytes.len() as u64, "headers and names of sections");
        Ok(Self {
            origins: labels.sums(),
            code: code.into_values().collect(),
        })
    }
}

fn segments(file: &ElfFile64<'_, Endianness>) -> Vec<Segment> {
    let endian = file.endian();
    let loaded = file
        .elf_program_headers()
        .iter()
        .filter(|segment| segment.p_type(endian) == elf::PT_LOAD);
    loaded
        .map(|segment| Segment {
            offset: segment.p_offset(endian),
            address: segment.p_vaddr(endian),
            size: segment.p_filesz(endian),
        })
        .collect()
}

/// The sizes of the file header and of a program header.
fn headers(file: &ElfFile64<'_, Endianness>) -> u64 {
    let header = file.elf_header();
    let endian = file.endian();
    let all = u64::from(header.e_phnum(endian)) * u64::from(header.e_phentsize(endian));
    u64::from(header.e_ehsize(endian)) + all
}

/// The origin of bytes of a section that no symbol covers.
fn of_section(name: &str) -> &'static str {
    match name {
        ".text" | ".init" | ".fini" => "code: without a name",
        ".rodata" => "constants",
        ".data.rel.ro" => "constants that hold addresses",
        ".data" | ".tdata" => "data",
        ".got" | ".got.plt" | ".plt" | ".plt.got" | ".plt.sec" => "ways to other files (GOT, PLT)",
        ".rela.dyn" | ".rela.plt" | ".relr.dyn" => "relocations",
        ".dynsym" | ".dynstr" | ".gnu.hash" | ".hash" | ".gnu.version" | ".gnu.version_r"
        | ".gnu.version_d" => "symbols and their names",
        ".eh_frame" | ".eh_frame_hdr" | ".gcc_except_table" => "tables for unwinding",
        _ => "for the loader and the kernel",
    }
}

/// A label for each byte of a file.
struct Labels {
    names: Vec<String>,
    of_bytes: Vec<u16>,
}

impl Labels {
    fn new(size: usize) -> Self {
        Self {
            names: vec!["padding".to_owned()],
            of_bytes: vec![0; size],
        }
    }

    fn set(&mut self, range: Range<u64>, label: &str) {
        let known = self.names.iter().position(|name| name == label);
        let index = known.unwrap_or_else(|| {
            self.names.push(label.to_owned());
            self.names.len() - 1
        });
        let size = self.of_bytes.len();
        let clip = |place: u64| usize::try_from(place).unwrap_or(size).min(size);
        let (start, end) = (clip(range.start), clip(range.end));
        if start < end {
            self.of_bytes[start..end].fill(index as u16);
        }
    }

    /// Labels a range of addresses, where it is in the file.
    fn set_addresses(&mut self, segments: &[Segment], addresses: &Range<u64>, label: &str) {
        for segment in segments {
            let start = addresses.start.max(segment.address);
            let end = addresses.end.min(segment.address + segment.size);
            if start < end {
                let shift = |address: u64| address - segment.address + segment.offset;
                self.set(shift(start)..shift(end), label);
            }
        }
    }

    fn sums(self) -> BTreeMap<String, u64> {
        let mut sums = vec![0; self.names.len()];
        for label in self.of_bytes {
            sums[usize::from(label)] += 1;
        }
        self.names
            .into_iter()
            .zip(sums)
            .filter(|(_, sum)| *sum > 0)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_size_of_the_file() {
        let program = std::env::current_exe().unwrap();
        let image = Image::open(&program, &program).unwrap();
        let sum: u64 = image.origins.values().sum();
        assert_eq!(sum, fs::metadata(&program).unwrap().len());
        assert!(image.origins["code: std"] > 10_000);
        assert!(image.code.iter().any(|f| f.name == "xtask::main"));
    }
}
