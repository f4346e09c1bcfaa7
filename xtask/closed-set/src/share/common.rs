//! Writes the object file with the functions that were moved.

use super::{Part, Target, name};
use object::build::elf::{Builder, Relocation, SectionData, SectionId, SymbolId};
use object::elf;
use std::collections::{BTreeSet, HashMap};

/// An object file with the functions of `roots`, and all that they refer to.
pub(super) fn object(parts: &[Part], classes: &[u128], roots: &BTreeSet<u128>) -> Builder<'static> {
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
